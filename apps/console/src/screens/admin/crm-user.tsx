import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OnePicker } from '../../parts/record-picker';
import { nameOf, type Person } from './person-menu';

/** Which user of the CRM somebody who signs in is. */
export function CrmUser({
  row,
  change,
  onClose,
}: {
  row: Person;
  change: (row: Person, body: Partial<Person>, done: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('admin');
  const [userId, setUserId] = useState<string | null>(row.userId);
  const save = () => {
    change(row, { userId }, t('team.userChanged'));
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('team.userTitle', { name: nameOf(row) })}>
      <Stack>
        <Text>{t('team.userAbout')}</Text>
        <OnePicker path="/users" label={t('team.user')} value={userId} onChange={setUserId} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel', { ns: 'frame' })}
          </Button>
          <Button onClick={save}>{t('save', { ns: 'frame' })}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

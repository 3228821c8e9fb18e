import { Button, Group, Modal, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Edit } from './edit';
import { useLeaveGuard } from './leave-guard';

/** Save and undo of an edited record, and the question where somebody else changed the same. */
export function SaveBar<T extends object>({
  edit,
  labels,
  onSaved,
}: {
  edit: Edit<T>;
  labels: Record<string, string>;
  onSaved?: () => void;
}) {
  const { t } = useTranslation();
  useLeaveGuard(edit.isDirty);
  const save = async () => {
    if (await edit.save()) onSaved?.();
  };
  const show = (value: unknown) =>
    value == null || value === '' ? '—' : typeof value === 'string' ? value : JSON.stringify(value);
  return (
    <>
      <Group mt="md">
        <Button onClick={() => void save()} loading={edit.isSaving} disabled={!edit.isDirty}>
          {t('save')}
        </Button>
        {edit.isDirty && (
          <Button variant="subtle" onClick={edit.reset}>
            {t('discard')}
          </Button>
        )}
      </Group>
      <Modal
        opened={edit.conflict !== undefined}
        onClose={() => void edit.resolve('theirs')}
        title={t('conflict.title')}
        size="lg"
      >
        <Stack>
          <Text>{t('conflict.body')}</Text>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('conflict.field')}</Table.Th>
                <Table.Th>{t('conflict.mine')}</Table.Th>
                <Table.Th>{t('conflict.theirs')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {edit.conflict?.fields.map(({ name, mine, theirs }) => (
                <Table.Tr key={name}>
                  <Table.Td>{labels[name] ?? name}</Table.Td>
                  <Table.Td style={{ whiteSpace: 'pre-wrap' }}>{show(mine)}</Table.Td>
                  <Table.Td style={{ whiteSpace: 'pre-wrap' }}>{show(theirs)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => void edit.resolve('theirs')} data-autofocus>
              {t('conflict.takeTheirs')}
            </Button>
            <Button onClick={() => void edit.resolve('mine')}>{t('conflict.keepMine')}</Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

import { Button, Group, Modal, Paper, Stack, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../../api/client';
import { useCan } from '../../../frame/instance';
import { useFormats } from '../../../i18n/format';
import { ProblemView } from '../../../parts/problem-view';
import { letterPath, type MassEmail, type Progress } from '../letter-data';

type Which = 'sent' | 'left';

/** A list of those who got it, or of those who did not. */
export function MakeListOf({ letter, progress }: { letter: MassEmail; progress: Progress }) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const can = useCan();
  const [which, setWhich] = useState<Which>();
  const [name, setName] = useState('');
  const [made, setMade] = useState<Schemas['TargetListView']>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const { counts } = progress;
  const isAny: Record<Which, boolean> = {
    sent: counts.Sent > 0,
    left: counts.Pending + counts.Failed > 0 || letter.status === 'Cancelled',
  };
  if (!can('lists:change')) return null;
  const open = (choice: Which) => {
    setName(t(`makeList.name.${choice}`, { name: letter.name }));
    setWhich(choice);
    setError(undefined);
  };
  const make = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      setMade(await call(`${letterPath(letter.id)}/make-list`, { method: 'POST', body: { which, name } }));
      setWhich(undefined);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Paper withBorder p="md">
      <Text>{t('makeList.about')}</Text>
      <Group mt="sm">
        {(['sent', 'left'] as const)
          .filter((choice) => isAny[choice])
          .map((choice) => (
            <Button key={choice} variant="default" onClick={() => open(choice)}>
              {t(`makeList.${choice}`)}
            </Button>
          ))}
        {made && (
          <Text role="status">
            {t('makeList.made', { count: made.entryCount, number: format.number(made.entryCount) })}{' '}
            <Link to={`/lists/${made.id}`}>{made.name}</Link>
          </Text>
        )}
      </Group>
      {which && (
        <Modal opened onClose={() => setWhich(undefined)} title={t(`makeList.${which}`)}>
          <form onSubmit={(event) => void make(event)}>
            <Stack>
              {error !== undefined && <ProblemView error={error} />}
              <TextInput
                name="name"
                label={t('name', { ns: 'frame' })}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
                required
              />
              <Button type="submit" loading={isBusy}>
                {t('makeList.button')}
              </Button>
            </Stack>
          </form>
        </Modal>
      )}
    </Paper>
  );
}

import { Button, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconClock, IconHandStop } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas, the } from '../api/client';
import { useRows } from '../api/collection';
import { useFormats } from '../i18n/format';
import { useProblemSentence } from '../parts/problem-view';
import { useCan, useInstance } from './instance';
import { waitsForYes } from './waits-for-yes';
import { serverNow } from '../api/server-clock';

type MassEmail = Schemas['MassEmailView'];

/** Seconds until a moment, counted down. */
export function useCountdown(until: string | null): number {
  const left = () => (until ? Math.max(0, Math.ceil((new Date(until).getTime() - serverNow()) / 1_000)) : 0);
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    const timer = setInterval(() => setSeconds(left()), 250);
    return () => clearInterval(timer);
    // The moment alone says how long it takes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [until]);
  return seconds;
}

function UndoBar({ massEmail }: { massEmail: MassEmail }) {
  const { t } = useTranslation();
  const format = useFormats();
  const sentence = useProblemSentence();
  const queries = useQueryClient();
  const { undoSeconds } = useInstance();
  const seconds = useCountdown(massEmail.undoUntil);
  const [isBusy, setBusy] = useState(false);
  const stop = async () => {
    setBusy(true);
    try {
      const path = { params: { path: { id: massEmail.id } } };
      const after = await the(api.POST('/api/v1/mass-emails/{id}/unschedule', path));
      const { counts } = await the(api.GET('/api/v1/mass-emails/{id}/progress', path));
      notifications.show({
        message:
          after.status === 'Draft'
            ? t('stop.stopped')
            : t('stop.paused', { count: counts.Sent, number: format.number(counts.Sent) }),
      });
    } catch (error) {
      notifications.show({ color: 'red', message: sentence(error) });
    } finally {
      setBusy(false);
      void queries.invalidateQueries();
    }
  };
  return (
    <Paper
      p="xs"
      role="status"
      style={{ background: 'var(--f-sending-ground)', color: 'var(--f-sending-text)' }}
    >
      <Group gap="sm" wrap="nowrap">
        <IconClock size={18} aria-hidden />
        <Text flex={1} fw={550}>
          {t('stop.counting', { name: massEmail.name, seconds })}
        </Text>
        <Button
          size="compact-md"
          color="red"
          leftSection={<IconHandStop size={16} aria-hidden />}
          loading={isBusy}
          onClick={() => void stop()}
          aria-label={t('stop.button', { name: massEmail.name })}
        >
          {t('stop.short')}
        </Button>
      </Group>
      <Progress
        mt={6}
        size="xs"
        value={(seconds / Math.max(1, undoSeconds)) * 100}
        color="teal"
        aria-label={t('stop.counting', { name: massEmail.name, seconds })}
      />
    </Paper>
  );
}

/** What is about to leave, on every page of whoever may stop it. */
export function StopBar() {
  const can = useCan();
  const { t } = useTranslation();
  const { approvalOver } = useInstance();
  const { data } = useRows<MassEmail>(
    '/mass-emails',
    { 'filter.status': 'Pending', 'filter.undoUntil': `$gte:${today()}`, limit: 5 },
    { refetchInterval: 10_000, isOn: can('mass-email:send') },
  );
  const [, tick] = useState(0);
  const soon =
    data?.data.filter(
      (one) =>
        one.undoUntil &&
        new Date(one.undoUntil).getTime() > serverNow() - 2_000 &&
        !waitsForYes(one, approvalOver),
    ) ?? [];
  useEffect(() => {
    if (soon.length === 0) return undefined;
    const timer = setInterval(() => tick((now) => now + 1), 1_000);
    return () => clearInterval(timer);
  }, [soon.length]);
  if (soon.length === 0) return null;
  return (
    <Stack gap="xs" mb="md" aria-label={t('stop.short')}>
      {soon.map((massEmail) => (
        <UndoBar key={massEmail.id} massEmail={massEmail} />
      ))}
      <Link to="/mass-emails" hidden>
        {t('stop.look')}
      </Link>
    </Stack>
  );
}

const today = () => new Date(serverNow() - 86_400_000).toISOString().slice(0, 10);

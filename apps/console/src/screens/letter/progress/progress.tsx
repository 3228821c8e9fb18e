import { Alert, Anchor, Group, Paper, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Tagged, the } from '../../../api/client';
import { useLive } from '../../../api/live';
import { useFormats } from '../../../i18n/format';
import { useInstance } from '../../../frame/instance';
import { waitsForYes } from '../../../frame/waits-for-yes';
import { Load } from '../../../parts/load';
import { Tile } from '../../../parts/tile';
import { isUnderWay, letterPath, type MassEmail, type Progress as ProgressOf } from '../letter-data';
import { ApprovalBar } from '../review/approval';
import { Acts } from './acts';
import { HoldSentence } from './hold-sentence';
import { MakeListOf } from './make-list-of';
import { useRate } from './rate';
import { serverNow } from '../../../api/server-clock';

/** How far it is: told by the server as it happens, asked for every ten seconds while the line is cut. */
export function useProgress(id: string) {
  const queries = useQueryClient();
  const key = ['progress', id];
  const onEvent = useCallback(
    (_topic: string, data: unknown) => {
      const before = queries.getQueryData<ProgressOf>(['progress', id]);
      queries.setQueryData(['progress', id], data);
      // Its state changed: what else stands on the page is asked for anew.
      if (before && before.status !== (data as ProgressOf).status) {
        void queries.invalidateQueries({ queryKey: ['record', letterPath(id)] });
        void queries.invalidateQueries({ queryKey: ['notifications'] });
      }
    },
    [id, queries],
  );
  const live = useLive([`mass-email:${id}`], onEvent);
  const query = useQuery({
    queryKey: key,
    queryFn: () => the(api.GET('/api/v1/mass-emails/{id}/progress', { params: { path: { id } } })),
    refetchInterval: live.state === 'polling' ? 10_000 : false,
  });
  const status = query.data?.status;
  useEffect(() => {
    if (status) void queries.invalidateQueries({ queryKey: ['record', letterPath(id)] });
  }, [id, queries, status]);
  return { query, live };
}

/** Where a letter is: how many went out, what the rest waits for, what came back. */
export function ProgressStep({ seen }: { seen: Tagged<MassEmail> }) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const letter = seen.value;
  const { query, live } = useProgress(letter.id);
  return (
    <Stack>
      {live.state === 'polling' && (
        <Alert color="yellow" role="status">
          {t('live.stopped', { ns: 'frame', time: format.time(live.since) })}
        </Alert>
      )}
      <ApprovalBar seen={seen} isShown />
      <Load query={query} height={240}>
        {(progress) => <ProgressPage seen={seen} progress={progress} isLive={live.state === 'live'} />}
      </Load>
    </Stack>
  );
}

function ProgressPage({
  seen,
  progress,
  isLive,
}: {
  seen: Tagged<MassEmail>;
  progress: ProgressOf;
  isLive: boolean;
}) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const letter = { ...seen.value, status: progress.status };
  const { approvalOver } = useInstance();
  const { counts, total } = progress;
  const rate = useRate(counts.Sent);
  const waiting = counts.Pending + counts.Sending;
  const out = Object.values(progress.leftOut).reduce((sum, one) => sum + one, 0);
  const isPending = letter.status === 'Pending';
  const to = (status: string) => `/mass-emails/${letter.id}/recipients?status=${status}`;
  return (
    <>
      <Paper withBorder p="md">
        <Group justify="space-between" mb="sm" gap="sm">
          <Title order={2} aria-live="off" data-sent={counts.Sent}>
            {waitsForYes(letter, approvalOver)
              ? t('progress.waitsForYes')
              : isPending
                ? t('progress.pending', { moment: format.moment(letter.startAt) })
                : t('progress.sent', {
                    number: format.number(counts.Sent),
                    count: total,
                    total: format.number(total),
                  })}
          </Title>
          <Acts seen={{ ...seen, value: letter }} progress={progress} />
        </Group>
        {!isPending && (
          <Progress.Root size="lg" aria-label={t('progress.bar')}>
            <Progress.Section
              value={total ? (counts.Sent / total) * 100 : 0}
              color="var(--f-chart-clicked)"
              aria-label={t('state.Sent', { ns: 'frame' })}
            />
            <Progress.Section
              value={total ? ((counts.Failed + counts.Skipped + counts.Unconfirmed) / total) * 100 : 0}
              color="var(--f-chart-hard)"
              aria-label={t('progress.notSent')}
            />
          </Progress.Root>
        )}
        <Group mt="xs" gap="md">
          {letter.status === 'In Process' && rate > 0 && !progress.hold && (
            <Text c="dimmed">
              {t('progress.rate', {
                number: format.number(rate),
                time: format.time(new Date(serverNow() + (waiting / rate) * 60_000)),
              })}
            </Text>
          )}
          {isLive && (
            <Text c="dimmed" fz="xs">
              {t('live.on', { ns: 'frame' })}
            </Text>
          )}
        </Group>
        <HoldSentence letter={letter} progress={progress} />
      </Paper>
      {!isPending && (
        <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }}>
          <Tile label={t('state.Sent', { ns: 'frame' })} value={counts.Sent} to={to('Sent')} />
          <Tile label={t('progress.waiting')} value={waiting} to={to('Pending,Sending')} />
          <Tile label={t('state.Failed', { ns: 'frame' })} value={counts.Failed} to={to('Failed')} />
          <Tile label={t('state.Skipped', { ns: 'frame' })} value={counts.Skipped} to={to('Skipped')} />
          <Tile
            label={t('state.Unconfirmed', { ns: 'frame' })}
            value={counts.Unconfirmed}
            to={to('Unconfirmed')}
            hint={counts.Unconfirmed > 0 ? t('progress.unconfirmedHint') : ''}
          />
          <Tile label={t('step.left-out')} value={out} to={`/mass-emails/${letter.id}/left-out`} />
        </SimpleGrid>
      )}
      {!isPending && <Back letter={letter} />}
      <History letter={letter} />
      {(letter.status === 'Cancelled' || letter.status === 'Paused' || letter.status === 'Complete') && (
        <MakeListOf letter={letter} progress={progress} />
      )}
    </>
  );
}

/** What came back so far, in people. */
function Back({ letter }: { letter: MassEmail }) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const query = useQuery({
    queryKey: ['mass-email-statistics', letter.id],
    refetchInterval: isUnderWay(letter) ? 5_000 : false,
    queryFn: () =>
      the(api.GET('/api/v1/mass-emails/{id}/statistics', { params: { path: { id: letter.id } } })),
  });
  return (
    <Load query={query}>
      {(figures) => (
        <SimpleGrid cols={{ base: 2, sm: 4 }}>
          {letter.openTracking === false && figures.openedCount === 0 ? (
            <Tile label={t('results.opened')} text={t('results.notTracked')} />
          ) : (
            <Tile
              label={t('results.opened')}
              value={figures.openedCount}
              share={format.share(figures.openedCount, figures.sentCount)}
              to={`/log?massEmailId=${letter.id}&action=Opened`}
            />
          )}
          <Tile
            label={t('results.clicked')}
            value={figures.clickedCount}
            share={format.share(figures.clickedCount, figures.sentCount)}
            to={`/log?massEmailId=${letter.id}&action=Clicked`}
          />
          <Tile
            label={t('results.optedOut')}
            value={figures.optedOutCount}
            share={format.share(figures.optedOutCount, figures.sentCount)}
            to={`/log?massEmailId=${letter.id}&action=Opted%20Out`}
          />
          <Tile
            label={t('results.bounced')}
            value={figures.bouncedCount}
            share={format.share(figures.bouncedCount, figures.sentCount)}
            to={`/log?massEmailId=${letter.id}&action=Bounced`}
          />
        </SimpleGrid>
      )}
    </Load>
  );
}

/** What happened to it, by whom. */
function History({ letter }: { letter: MassEmail }) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const lines = [
    letter.owner &&
      letter.confirmedCount !== null &&
      t('history.confirmed', {
        who: letter.owner,
        count: letter.confirmedCount,
        number: format.number(letter.confirmedCount),
      }),
    letter.startAt && t('history.startAt', { moment: format.moment(letter.startAt) }),
    letter.queuedAt && t('history.queued', { moment: format.moment(letter.queuedAt) }),
    letter.completedAt && t('history.completed', { moment: format.moment(letter.completedAt) }),
  ].filter((line): line is string => Boolean(line));
  return (
    <Group gap="xs">
      {lines.map((line) => (
        <Text key={line} c="dimmed" fz="xs">
          {line}
        </Text>
      ))}
      {letter.campaignId && (
        <Anchor component={Link} to={`/campaigns/${letter.campaignId}`} fz="xs">
          {t('history.campaign')}
        </Anchor>
      )}
    </Group>
  );
}

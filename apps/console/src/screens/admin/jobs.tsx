import { Anchor, Button, Drawer, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useCollection, useRows } from '../../api/collection';
import { useRecord } from '../../api/record';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { EmptyState } from '../../parts/empty-state';
import { useListState } from '../../parts/list-state';
import { type Column, ListTable } from '../../parts/list-table';
import { Load } from '../../parts/load';
import { PageHead } from '../../parts/page-head';
import { RecordForm } from '../../parts/record-form';
import { StatusBadge } from '../../parts/status-badge';
import { cronInWords, JobForm } from './job-form';

type Job = Schemas['ScheduledJobView'];
type Run = Schemas['ScheduledJobRunView'];

/** What a run did: its figures, by name. */
const summaryOf = (summary: Run['summary'], words: (name: string) => string): string =>
  Object.entries(summary ?? {})
    .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
    .map(([name, value]) => `${words(name)}: ${String(value)}`)
    .join(' · ');

function Runs({ id, isSending }: { id: string; isSending: boolean }) {
  const { t } = useTranslation('admin');
  const format = useFormats();
  const query = useRows<Run>(`/scheduled-jobs/${id}/runs`, { limit: 20, sortBy: ['startedAt:DESC'] });
  return (
    <div>
      <Title order={2} mb="xs">
        {t('jobs.runs')}
      </Title>
      <Load query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <Text c="dimmed">{t(isSending ? 'jobs.noRunsBeside' : 'jobs.noRuns')}</Text>
          ) : (
            <Table.ScrollContainer minWidth={420}>
              <Table fz="sm">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('jobs.startedAt')}</Table.Th>
                    <Table.Th>{t('status', { ns: 'frame' })}</Table.Th>
                    <Table.Th>{t('jobs.summary')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.map((run) => (
                    <Table.Tr key={run.id}>
                      <Table.Td>{format.moment(run.startedAt)}</Table.Td>
                      <Table.Td>
                        <StatusBadge state={run.status} />
                      </Table.Td>
                      <Table.Td style={{ overflowWrap: 'anywhere' }}>
                        {run.error ?? summaryOf(run.summary, (name) => t(`summary.${name}`, name))}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Load>
    </div>
  );
}

function JobDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const path = `/scheduled-jobs/${id}`;
  const query = useRecord<Job>(path);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={query.data ? t(`job.${query.data.value.job}`, query.data.value.name) : t('jobs.title')}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'frame' }) }}
    >
      <Load query={query} height={400}>
        {(seen) => (
          <Stack gap="xl">
            <RecordForm<Job>
              path={path}
              seen={seen}
              specs={(edit) => [
                {
                  name: 'scheduling',
                  label: t('schedule.often'),
                  kind: 'own',
                  render: () => <JobForm edit={edit} />,
                },
              ]}
            />
            <Runs id={id} isSending={seen.value.job === 'SendMassEmails'} />
          </Stack>
        )}
      </Load>
    </Drawer>
  );
}

/** What runs by itself, how often, and how it went. */
export function Jobs() {
  const { t, i18n } = useTranslation('admin');
  const format = useFormats();
  const { act, isBusy } = useAct();
  const state = useListState([], { size: 50 });
  const list = useCollection<Job>('/scheduled-jobs', state);
  const [edited, setEdited] = useState<string>();
  const run = ({ id, job, name }: Job) =>
    act(
      () => call(`/scheduled-jobs/${id}/run`, { method: 'POST' }),
      t('jobs.ran', { name: t(`job.${job}`, name) }),
    );
  const columns: Column<Job>[] = [
    {
      key: 'name',
      title: t('name', { ns: 'frame' }),
      sort: 'name',
      render: (row) => (
        <>
          <Anchor component="button" type="button" fw={550} ta="start" onClick={() => setEdited(row.id)}>
            {t(`job.${row.job}`, row.name)}
          </Anchor>
          <Text fz="xs" c="dimmed">
            {cronInWords(row.scheduling, i18n.language)} ({row.timezone})
          </Text>
        </>
      ),
    },
    {
      key: 'status',
      title: t('status', { ns: 'frame' }),
      render: (row) => <StatusBadge state={row.status} />,
    },
    {
      key: 'last',
      title: t('jobs.last'),
      isSecondary: true,
      render: (row) => format.moment(row.lastRunAt),
    },
    {
      key: 'next',
      title: t('jobs.next'),
      isSecondary: true,
      render: (row) => (row.status === 'Active' ? format.moment(row.nextRunAt) : '—'),
    },
    {
      key: 'actions',
      title: t('actions', { ns: 'frame' }),
      isHidden: true,
      align: 'right',
      render: (row) => (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <Button size="compact-sm" variant="default" disabled={isBusy} onClick={() => void run(row)}>
            {t('jobs.run')}
          </Button>
        </Group>
      ),
    },
  ];
  return (
    <>
      <PageHead title={t('jobs.title')} about={t('jobs.about')} />
      <ListTable
        label={t('jobs.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState>{t('jobs.empty')}</EmptyState>}
      />
      {edited && <JobDrawer key={edited} id={edited} onClose={() => setEdited(undefined)} />}
    </>
  );
}

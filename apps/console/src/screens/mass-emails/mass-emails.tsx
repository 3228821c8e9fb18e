import { Anchor, Button, Group, Menu, Tabs, Text } from '@mantine/core';
import { IconCopy, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas, the } from '../../api/client';
import { useCollection, useRows } from '../../api/collection';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { Confirm } from '../../parts/confirm';
import { EmptyState } from '../../parts/empty-state';
import { FilterBar } from '../../parts/filter-bar';
import { type Column, ListTable } from '../../parts/list-table';
import { useListState } from '../../parts/list-state';
import { PageHead } from '../../parts/page-head';
import { RowMenu } from '../../parts/row-menu';
import { StatusBadge } from '../../parts/status-badge';

type MassEmail = Schemas['MassEmailView'];

const VIEWS = {
  drafts: 'Draft',
  scheduled: 'Pending',
  sending: 'In Process,Paused',
  sent: 'Complete',
} as const;

/** How many are in each view; shown on its tab. */
function useCounts() {
  return {
    drafts: useRows('/mass-emails', { 'filter.status': 'Draft', limit: 1 }).data?.meta.totalItems,
    scheduled: useRows('/mass-emails', { 'filter.status': 'Pending', limit: 1 }).data?.meta.totalItems,
    sending: useRows('/mass-emails', { 'filter.status': '$in:In Process,Paused', limit: 1 }).data?.meta
      .totalItems,
    sent: useRows('/mass-emails', { 'filter.status': 'Complete', limit: 1 }).data?.meta.totalItems,
  };
}

/** What a row says beside its state: how far, how many, when. */
function useFigures(rows: MassEmail[]) {
  const begun = rows.filter(({ status }) => !['Draft'].includes(status));
  const results = useQueries({
    queries: begun.map(({ id, status, modifiedAt }) => ({
      queryKey: ['mass-email', id, 'figures', status, modifiedAt],
      refetchInterval: status === 'In Process' ? 5_000 : (false as const),
      queryFn: async () => {
        const path = { params: { path: { id } } };
        const progress = await the(api.GET('/api/v1/mass-emails/{id}/progress', path));
        const statistics = ['Pending', 'Failed'].includes(status)
          ? undefined
          : await the(api.GET('/api/v1/mass-emails/{id}/statistics', path));
        return { progress, statistics };
      },
    })),
  });
  return new Map(begun.map(({ id }, index) => [id, results[index]?.data]));
}

export function MassEmails() {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const can = useCan();
  const navigate = useNavigate();
  const { act } = useAct();
  const state = useListState(['status', 'campaignId', 'owner'], {});
  const list = useCollection<MassEmail>('/mass-emails', state);
  const counts = useCounts();
  const rows = list.data?.data ?? [];
  const figures = useFigures(rows);
  const [doomed, setDoomed] = useState<MassEmail>();
  const view = Object.entries(VIEWS).find(([, value]) => value === state.filters['status'])?.[0] ?? 'all';
  const copy = async ({ id }: MassEmail) => {
    const made = await act(() => the(api.POST('/api/v1/mass-emails/begin', { body: { massEmailId: id } })));
    if (made) void navigate({ to: `/mass-emails/${made.id}` });
  };
  const columns: Column<MassEmail>[] = [
    {
      key: 'name',
      title: t('name', { ns: 'frame' }),
      sort: 'name',
      render: (row) => (
        <Anchor component={Link} to={`/mass-emails/${row.id}`} fw={550} underline="hover" c="var(--f-text)">
          {row.name}
        </Anchor>
      ),
    },
    {
      key: 'status',
      title: t('status', { ns: 'frame' }),
      sort: 'status',
      render: (row) => {
        const progress = figures.get(row.id)?.progress;
        const isHeld =
          progress?.hold &&
          !['start date', 'batch', 'hour', 'pace', 'retry'].includes(progress.hold.limit) &&
          row.status !== 'Paused';
        return (
          <Group gap="xs" wrap="nowrap">
            <StatusBadge state={isHeld ? 'Held' : row.status} />
            <Text fz="xs" c="dimmed">
              {row.status === 'Pending' && format.moment(row.startAt)}
              {row.status === 'In Process' &&
                progress &&
                progress.total > 0 &&
                format.share(progress.counts.Sent, progress.total)}
              {row.status === 'Complete' && format.moment(row.completedAt)}
            </Text>
          </Group>
        );
      },
    },
    {
      key: 'people',
      title: t('column.people'),
      align: 'right',
      isSecondary: true,
      render: (row) => {
        const progress = figures.get(row.id)?.progress;
        const count = progress?.total || row.confirmedCount;
        return count ? format.number(count) : '—';
      },
    },
    {
      key: 'opened',
      title: t('column.opened'),
      align: 'right',
      isSecondary: true,
      render: (row) => {
        const statistics = figures.get(row.id)?.statistics;
        return statistics?.openedCount
          ? (format.share(statistics.openedCount, statistics.sentCount) ?? '—')
          : '—';
      },
    },
    {
      key: 'clicked',
      title: t('column.clicked'),
      align: 'right',
      isSecondary: true,
      render: (row) => {
        const statistics = figures.get(row.id)?.statistics;
        return statistics?.clickedCount
          ? (format.share(statistics.clickedCount, statistics.sentCount) ?? '—')
          : '—';
      },
    },
    {
      key: 'owner',
      title: t('column.owner'),
      isSecondary: true,
      render: (row) => <Text fz="xs">{row.owner ?? '—'}</Text>,
    },
    {
      key: 'actions',
      title: t('actions', { ns: 'frame' }),
      isHidden: true,
      align: 'right',
      render: (row) => (
        <RowMenu name={row.name}>
          <Menu.Item component={Link} to={`/mass-emails/${row.id}`}>
            {t('open', { ns: 'frame' })}
          </Menu.Item>
          {can('letters:write') && (
            <Menu.Item leftSection={<IconCopy size={14} aria-hidden />} onClick={() => void copy(row)}>
              {t('row.copy')}
            </Menu.Item>
          )}
          {can('letters:write') && row.status !== 'In Process' && (
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={14} aria-hidden />}
              onClick={() => setDoomed(row)}
            >
              {t('delete', { ns: 'frame' })}
            </Menu.Item>
          )}
        </RowMenu>
      ),
    },
  ];
  return (
    <>
      <PageHead
        title={t('massEmails.title')}
        about={t('massEmails.about')}
        actions={
          can('letters:write') && (
            <Button component={Link} to="/mass-emails/new" leftSection={<IconPlus size={16} aria-hidden />}>
              {t('massEmails.new')}
            </Button>
          )
        }
      />
      <Tabs
        value={view}
        onChange={(next) =>
          state.set({ status: next && next in VIEWS ? VIEWS[next as keyof typeof VIEWS] : undefined })
        }
        mb="sm"
      >
        <Tabs.List>
          {(['all', 'drafts', 'scheduled', 'sending', 'sent'] as const).map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`view.${name}`)}
              {name !== 'all' && counts[name] !== undefined && ` ${format.number(counts[name])}`}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <FilterBar state={state} />
      <ListTable
        label={t('massEmails.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={
          <EmptyState
            actions={
              <Button component={Link} to="/mass-emails/new">
                {t('massEmails.new')}
              </Button>
            }
          >
            {t('massEmails.empty')}
          </EmptyState>
        }
      />
      {doomed && (
        <Confirm
          isOpen
          onClose={() => setDoomed(undefined)}
          title={t('delete.title', { ns: 'frame', name: doomed.name })}
          button={t('delete.button', { ns: 'frame', name: doomed.name })}
          isDanger
          act={() =>
            act(
              () => the(api.DELETE('/api/v1/mass-emails/{id}', { params: { path: { id: doomed.id } } })),
              t('deleted', { ns: 'frame', name: doomed.name }),
            )
          }
        >
          {t('massEmails.deleteBody')}
        </Confirm>
      )}
    </>
  );
}

import { Button, Group, Switch, Text } from '@mantine/core';
import { IconUsersPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { type Page, queryString, useCollection } from '../../api/collection';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { EmptyState } from '../../parts/empty-state';
import { ExportMenu } from '../../parts/export-menu';
import { FilterBar } from '../../parts/filter-bar';
import { type Column, ListTable } from '../../parts/list-table';
import { useListState } from '../../parts/list-state';
import { PersonCell } from '../../parts/person';
import { OnePicker } from '../../parts/record-picker';
import { MakeList } from './make-list';
import { ACTIONS, logConditions, PERIODS } from './log-query';

type Row = Schemas['CampaignLogView'];

const FILTERS = [
  'action',
  'campaignId',
  'massEmailId',
  'trackingUrlId',
  'targetType',
  'addressGroup',
  'period',
  'bots',
  'tests',
  'queueItemId',
  'archived',
] as const;

/** What happened to whom, and a list made of it. @param campaignId of one campaign only */
export function LogView({ campaignId }: { campaignId?: string }) {
  const { t } = useTranslation('results');
  const format = useFormats();
  const can = useCan();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, string>;
  const state = useListState(FILTERS, { sort: 'actionDate:DESC' });
  const filters = campaignId ? { ...state.filters, campaignId } : state.filters;
  const conditions = logConditions(filters);
  const query = {
    page: state.page,
    limit: state.size,
    sortBy: [state.sort],
    ...(state.q ? { search: state.q } : {}),
    ...conditions,
  };
  const isArchived = filters['archived'] === '1';
  const path = isArchived ? '/campaign-log-records/archived' : '/campaign-log-records';
  const list = useCollection<Row>(path, { ...state, query });
  // How many there are by now; the rows under somebody's eyes stay where they are.
  const now = useQuery({
    queryKey: ['log-now', path, state.q, conditions],
    refetchInterval: 10_000,
    queryFn: ({ signal }) =>
      call<Page<Row>>(
        `${path}${queryString({ limit: 1, ...(state.q ? { search: state.q } : {}), ...conditions })}`,
        { signal },
      ),
  });
  const newer = (now.data?.meta.totalItems ?? 0) - (list.data?.meta.totalItems ?? 0);
  const isMaking = search['list'] === '1';
  const setMaking = (isOn: boolean) =>
    void navigate({ to: '.', search: { ...search, list: isOn ? '1' : undefined } as never });
  const columns: Column<Row>[] = [
    {
      key: 'when',
      title: t('log.when'),
      sort: 'actionDate',
      render: (row) => (
        <Text fz="sm" style={{ whiteSpace: 'nowrap' }}>
          {format.moment(row.actionDate)}
        </Text>
      ),
    },
    {
      key: 'action',
      title: t('log.action'),
      sort: 'action',
      render: (row) => (
        <>
          <Text fw={550}>{t(`action.${row.action}`)}</Text>
          <Text c="dimmed" fz="xs">
            {[
              row.trackingUrlName,
              row.hits > 1 && t('log.hits', { count: row.hits }),
              row.isBot && t('log.bot'),
              row.isTest && t('log.test'),
              row.details?.reason,
            ]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </>
      ),
    },
    {
      key: 'person',
      title: t('person', { ns: 'frame' }),
      render: (row) => (
        <PersonCell type={row.targetType} id={row.targetId} name={row.targetName} address={row.address} />
      ),
    },
    { key: 'group', title: t('log.provider'), isSecondary: true, render: (row) => row.addressGroup ?? '—' },
    {
      key: 'letter',
      title: t('log.letter'),
      isSecondary: true,
      render: (row) => row.massEmailName ?? row.campaignName,
    },
  ];
  return (
    <>
      <FilterBar
        state={state}
        choices={[
          {
            name: 'action',
            label: t('log.action'),
            values: ACTIONS.map((value) => ({ value, label: t(`action.${value}`) })),
          },
          {
            name: 'targetType',
            label: t('log.type'),
            values: ['Contact', 'Lead', 'Account', 'User'].map((value) => ({
              value,
              label: t(`types.${value}`, { ns: 'frame' }),
            })),
          },
          {
            name: 'period',
            label: t('log.period'),
            values: PERIODS.map((value) => ({ value, label: t(`period.${value}`) })),
          },
        ]}
      >
        <Switch
          label={t('log.withBots')}
          checked={filters['bots'] === '1'}
          onChange={(event) => state.set({ bots: event.currentTarget.checked ? '1' : undefined })}
        />
        <Switch
          label={t('log.withTests')}
          checked={filters['tests'] === '1'}
          onChange={(event) => state.set({ tests: event.currentTarget.checked ? '1' : undefined })}
        />
        <Switch
          label={t('archived', { ns: 'frame' })}
          checked={isArchived}
          onChange={(event) => state.set({ archived: event.currentTarget.checked ? '1' : undefined })}
        />
      </FilterBar>
      <Group gap="sm" mb="sm" align="flex-end">
        {!campaignId && (
          <OnePicker
            path="/campaigns"
            label={t('chart.campaign')}
            w={220}
            value={filters['campaignId'] ?? null}
            onChange={(value) => state.set({ campaignId: value ?? undefined, trackingUrlId: undefined })}
          />
        )}
        <OnePicker
          path="/mass-emails"
          label={t('log.letter')}
          w={220}
          value={filters['massEmailId'] ?? null}
          onChange={(value) => state.set({ massEmailId: value ?? undefined })}
          {...(filters['campaignId'] ? { query: { 'filter.campaignId': filters['campaignId'] } } : {})}
        />
        {filters['campaignId'] && (
          <OnePicker
            path="/tracking-urls"
            label={t('log.link')}
            w={220}
            value={filters['trackingUrlId'] ?? null}
            onChange={(value) => state.set({ trackingUrlId: value ?? undefined })}
            query={{ 'filter.campaignId': filters['campaignId'] }}
          />
        )}
        <ExportMenu path={`${path}/export`} query={query} />
        {can('lists:change') && (
          <Button
            leftSection={<IconUsersPlus size={16} aria-hidden />}
            onClick={() => setMaking(true)}
            disabled={isMaking}
          >
            {t('log.makeList')}
          </Button>
        )}
      </Group>
      {isMaking && can('lists:change') && (
        <MakeList filters={filters} search={state.q} onClose={() => setMaking(false)} />
      )}
      {newer > 0 && (
        <Button variant="subtle" size="compact-sm" onClick={() => void list.refetch()}>
          {t('log.newer', { count: newer, number: format.number(newer) })}
        </Button>
      )}
      <ListTable
        label={t('log.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState>{t('log.empty')}</EmptyState>}
      />
    </>
  );
}

import { Button, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas, type Tagged } from '../../api/client';
import { type Page, queryString, useCollection } from '../../api/collection';
import { useRecord } from '../../api/record';
import { useCan } from '../../frame/instance';
import { Needing } from '../../frame/not-allowed';
import { useFormats } from '../../i18n/format';
import { EmptyState } from '../../parts/empty-state';
import { ExportMenu } from '../../parts/export-menu';
import { FilterBar } from '../../parts/filter-bar';
import { Load } from '../../parts/load';
import { type Column, ListTable } from '../../parts/list-table';
import { useListState } from '../../parts/list-state';
import { PageHead } from '../../parts/page-head';
import { PersonCell } from '../../parts/person';
import { StatusBadge } from '../../parts/status-badge';
import { ListSettings } from './list-settings';
import { Members } from './members';

type List = Schemas['TargetListView'];

const TABS = ['members', 'used-by', 'consents', 'settings'] as const;
type Tab = (typeof TABS)[number];

/** Letters that are written to a list. */
function UsedBy({ list }: { list: List }) {
  const { t } = useTranslation('audience');
  const format = useFormats();
  const query = useQuery({
    queryKey: ['used-by', list.id],
    queryFn: () =>
      call<Page<Schemas['MassEmailView']>>(
        `/mass-emails${queryString({ limit: 100, sortBy: ['modifiedAt:DESC'] })}`,
      ),
  });
  return (
    <Load query={query}>
      {({ data }) => {
        const letters = data.filter(({ targetListIds, excludingTargetListIds }) =>
          [...targetListIds, ...excludingTargetListIds].includes(list.id),
        );
        return letters.length === 0 ? (
          <EmptyState>{t('lists.unused')}</EmptyState>
        ) : (
          <ul style={{ listStyle: 'none', padding: 0 }}>
            {letters.map((letter) => (
              <li key={letter.id} style={{ display: 'flex', gap: 12, marginBottom: 8, alignItems: 'center' }}>
                <StatusBadge state={letter.status} />
                <Link to={`/mass-emails/${letter.id}`}>{letter.name}</Link>
                <Text c="dimmed" fz="xs">
                  {letter.targetListIds.includes(list.id)
                    ? format.moment(letter.startAt ?? letter.createdAt)
                    : t('lists.asExcluded')}
                </Text>
              </li>
            ))}
          </ul>
        );
      }}
    </Load>
  );
}

/** How people came to the list, and every change since. */
function Consents({ list }: { list: List }) {
  const { t } = useTranslation('audience');
  const format = useFormats();
  const state = useListState(['action', 'method'], { sort: 'occurredAt:DESC' });
  const path = `/consents/of-list/${list.id}`;
  const query = useCollection<Schemas['ConsentRecordView']>(path, state);
  const columns: Column<Schemas['ConsentRecordView']>[] = [
    {
      key: 'when',
      title: t('consents.when'),
      sort: 'occurredAt',
      render: (row) => format.moment(row.occurredAt),
    },
    {
      key: 'person',
      title: t('person', { ns: 'frame' }),
      render: (row) => <PersonCell type={row.targetType} id={row.targetId} address={row.address} />,
    },
    {
      key: 'action',
      title: t('consents.what'),
      render: (row) => <Text fw={550}>{t(`consentAction.${row.action}`, row.action)}</Text>,
    },
    {
      key: 'how',
      title: t('consents.how'),
      isSecondary: true,
      render: (row) =>
        [t(`consentMethod.${row.method}`, row.method), row.name, row.actor].filter(Boolean).join(' · '),
    },
    {
      key: 'words',
      title: t('consents.words'),
      isSecondary: true,
      render: (row) => <Text fz="xs">{row.words ?? '—'}</Text>,
    },
  ];
  return (
    <>
      <FilterBar state={state}>
        <ExportMenu path={`${path}/export`} query={state.query} />
      </FilterBar>
      <ListTable
        label={t('list.tab.consents')}
        columns={columns}
        rows={query.data?.data}
        rowKey={(row) =>
          `${row.recordedAt}${row.targetType ?? ''}${row.targetId ?? ''}${row.action}${row.address ?? ''}`
        }
        meta={query.data?.meta}
        state={state}
        isFetching={query.isFetching}
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={<EmptyState>{t('consents.none')}</EmptyState>}
      />
    </>
  );
}

function Inside({ seen, tab }: { seen: Tagged<List>; tab: Tab }) {
  const { t } = useTranslation('audience');
  const format = useFormats();
  const can = useCan();
  const navigate = useNavigate();
  const list = seen.value;
  const body: Record<Tab, () => ReactNode> = {
    members: () => (
      <Needing permission="people:see">
        <Members list={list} />
      </Needing>
    ),
    'used-by': () => <UsedBy list={list} />,
    consents: () => (
      <Needing permission="people:see">
        <Consents list={list} />
      </Needing>
    ),
    settings: () => <ListSettings seen={seen} />,
  };
  return (
    <>
      <PageHead
        title={list.name}
        up={{ to: '/lists', name: t('lists.title') }}
        about={t('list.about', {
          count: list.entryCount,
          number: format.number(list.entryCount),
          out: format.number(list.optedOutCount),
        })}
        actions={
          can('letters:write') && (
            <Button variant="default" component={Link} to="/mass-emails/new">
              {t('list.write')}
            </Button>
          )
        }
      />
      <Tabs
        value={tab}
        onChange={(next) => next && void navigate({ to: `/lists/${list.id}/${next}` })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`list.tab.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TABS.map((one) => (
          <Tabs.Panel key={one} value={one}>
            {one === tab && body[tab]()}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}

export function ListPage() {
  const { id, tab = 'members' } = useParams({ strict: false }) as { id: string; tab?: string };
  const query = useRecord<List>(`/target-lists/${id}`);
  if (!TABS.includes(tab as Tab)) return <Navigate to={`/lists/${id}`} replace />;
  return (
    <Load query={query} height={400}>
      {(seen) => <Inside seen={seen} tab={tab as Tab} />}
    </Load>
  );
}

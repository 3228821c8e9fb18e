import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, type Schemas, the } from '../../api/client';
import { useCollection } from '../../api/collection';
import { useFormats } from '../../i18n/format';
import { EmptyState } from '../../parts/empty-state';
import { type Column, ListTable } from '../../parts/list-table';
import { useListState } from '../../parts/list-state';
import { StatusBadge } from '../../parts/status-badge';

type MassEmail = Schemas['MassEmailView'];

/** Letters of a campaign, each with what came of it. */
export function CampaignMassEmails({ campaign }: { campaign: Schemas['CampaignView'] }) {
  const { t } = useTranslation('results');
  const format = useFormats();
  const state = useListState(['status']);
  const list = useCollection<MassEmail>('/mass-emails', state, { 'filter.campaignId': campaign.id });
  const figures = useQuery({
    queryKey: ['statistics', campaign.id, false],
    queryFn: () =>
      the(api.GET('/api/v1/campaigns/{id}/statistics', { params: { path: { id: campaign.id }, query: {} } })),
  });
  const of = (id: string) => figures.data?.massEmails.find(({ massEmailId }) => massEmailId === id);
  const share = (id: string, name: 'openedCount' | 'clickedCount' | 'optedOutCount' | 'bouncedCount') => {
    const one = of(id);
    return one?.sentCount ? `${format.number(one[name])} · ${format.share(one[name], one.sentCount)}` : '—';
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
      render: (row) => <StatusBadge state={row.status} />,
    },
    {
      key: 'sent',
      title: t('figure.sent'),
      align: 'right',
      render: (row) => (of(row.id) ? format.number(of(row.id)!.sentCount) : '—'),
    },
    {
      key: 'opened',
      title: t('figure.opened'),
      align: 'right',
      isSecondary: true,
      render: (row) => share(row.id, 'openedCount'),
    },
    {
      key: 'clicked',
      title: t('figure.clicked'),
      align: 'right',
      isSecondary: true,
      render: (row) => share(row.id, 'clickedCount'),
    },
    {
      key: 'optedOut',
      title: t('figure.optedOut'),
      align: 'right',
      isSecondary: true,
      render: (row) => share(row.id, 'optedOutCount'),
    },
    {
      key: 'bounced',
      title: t('figure.bounced'),
      align: 'right',
      isSecondary: true,
      render: (row) => share(row.id, 'bouncedCount'),
    },
  ];
  return (
    <ListTable
      label={t('campaign.tab.mass-emails')}
      columns={columns}
      rows={list.data?.data}
      rowKey={({ id }) => id}
      meta={list.data?.meta}
      state={state}
      isFetching={list.isFetching}
      error={list.error}
      onRetry={() => void list.refetch()}
      empty={<EmptyState>{t('campaign.noLetters')}</EmptyState>}
    />
  );
}

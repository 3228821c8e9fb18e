import { Anchor, Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useCollection } from '../../api/collection';
import { deleteRecord } from '../../api/record';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { Confirm } from '../../parts/confirm';
import { EmptyState } from '../../parts/empty-state';
import { ExportMenu } from '../../parts/export-menu';
import { FilterBar } from '../../parts/filter-bar';
import { type Column, ListTable } from '../../parts/list-table';
import { useListState } from '../../parts/list-state';
import { NewRecord } from '../../parts/new-record';
import { PageHead } from '../../parts/page-head';
import { RowMenu } from '../../parts/row-menu';
import { StatusBadge } from '../../parts/status-badge';
import { CAMPAIGN_STATES, CAMPAIGN_TYPES } from './states';

type Campaign = Schemas['CampaignView'];

export function Campaigns() {
  const { t } = useTranslation('results');
  const format = useFormats();
  const can = useCan();
  const navigate = useNavigate();
  const { act } = useAct();
  const state = useListState(['status', 'type']);
  const list = useCollection<Campaign>('/campaigns', state);
  const [isNew, setNew] = useState(false);
  const [doomed, setDoomed] = useState<Campaign>();
  const columns: Column<Campaign>[] = [
    {
      key: 'name',
      title: t('name', { ns: 'frame' }),
      sort: 'name',
      render: (row) => (
        <Anchor component={Link} to={`/campaigns/${row.id}`} fw={550} underline="hover" c="var(--f-text)">
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
      key: 'type',
      title: t('campaign.type'),
      sort: 'type',
      isSecondary: true,
      render: (row) => t(`campaignType.${row.type}`),
    },
    {
      key: 'start',
      title: t('campaign.startDate'),
      sort: 'startDate',
      isSecondary: true,
      render: (row) => format.day(row.startDate),
    },
    {
      key: 'modified',
      title: t('modifiedAt', { ns: 'frame' }),
      sort: 'modifiedAt',
      isSecondary: true,
      render: (row) => format.moment(row.modifiedAt),
    },
    {
      key: 'actions',
      title: t('actions', { ns: 'frame' }),
      isHidden: true,
      align: 'right',
      render: (row) =>
        can('letters:write') && (
          <RowMenu name={row.name}>
            <Menu.Item component={Link} to={`/campaigns/${row.id}/settings`}>
              {t('edit', { ns: 'frame' })}
            </Menu.Item>
            <Menu.Item color="red" onClick={() => setDoomed(row)}>
              {t('delete', { ns: 'frame' })}
            </Menu.Item>
          </RowMenu>
        ),
    },
  ];
  return (
    <>
      <PageHead
        title={t('campaigns.title')}
        about={t('campaigns.about')}
        actions={
          can('letters:write') && (
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
              {t('campaigns.new')}
            </Button>
          )
        }
      />
      <FilterBar
        state={state}
        choices={[
          {
            name: 'status',
            label: t('status', { ns: 'frame' }),
            values: CAMPAIGN_STATES.map((value) => ({ value, label: t(`state.${value}`, { ns: 'frame' }) })),
          },
          {
            name: 'type',
            label: t('campaign.type'),
            values: CAMPAIGN_TYPES.map((value) => ({ value, label: t(`campaignType.${value}`) })),
          },
        ]}
      >
        <ExportMenu path="/campaigns/export" query={state.query} />
      </FilterBar>
      <ListTable
        label={t('campaigns.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState>{t('campaigns.empty')}</EmptyState>}
      />
      <NewRecord<Campaign>
        path="/campaigns"
        title={t('campaigns.new')}
        button={t('create', { ns: 'frame' })}
        isOpen={isNew}
        onClose={() => setNew(false)}
        start={{ type: 'Newsletter', status: 'Active' }}
        specs={[
          { name: 'name', label: t('name', { ns: 'frame' }), required: true },
          {
            name: 'type',
            label: t('campaign.type'),
            kind: 'select',
            options: CAMPAIGN_TYPES.map((value) => ({ value, label: t(`campaignType.${value}`) })),
          },
          {
            name: 'status',
            label: t('status', { ns: 'frame' }),
            kind: 'select',
            options: CAMPAIGN_STATES.map((value) => ({ value, label: t(`state.${value}`, { ns: 'frame' }) })),
          },
        ]}
        onMade={({ id }) => void navigate({ to: `/campaigns/${id}` })}
      />
      {doomed && (
        <Confirm
          isOpen
          onClose={() => setDoomed(undefined)}
          title={t('delete.title', { ns: 'frame', name: doomed.name })}
          button={t('delete.button', { ns: 'frame', name: doomed.name })}
          isDanger
          act={async () => {
            await deleteRecord(`/campaigns/${doomed.id}`);
            await act(async () => undefined, t('deleted', { ns: 'frame', name: doomed.name }));
          }}
        >
          {t('campaigns.deleteBody')}
        </Confirm>
      )}
    </>
  );
}

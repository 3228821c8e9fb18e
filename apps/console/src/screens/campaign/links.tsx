import { Button, Code, CopyButton, Menu, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call, type Schemas, the } from '../../api/client';
import { useCollection } from '../../api/collection';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { EmptyState } from '../../parts/empty-state';
import { type Column, ListTable } from '../../parts/list-table';
import { useListState } from '../../parts/list-state';
import { NewRecord } from '../../parts/new-record';
import { RowMenu } from '../../parts/row-menu';

type TrackingUrl = Schemas['TrackingUrlView'];

/** Links that are counted: where they lead, who clicked. */
export function CampaignLinks({ campaign }: { campaign: Schemas['CampaignView'] }) {
  const { t } = useTranslation('results');
  const format = useFormats();
  const can = useCan();
  const { act } = useAct();
  const state = useListState(['automatic']);
  const list = useCollection<TrackingUrl>('/tracking-urls', state, { 'filter.campaignId': campaign.id });
  const [isNew, setNew] = useState(false);
  const figures = useQuery({
    queryKey: ['statistics', campaign.id, false],
    queryFn: () =>
      the(api.GET('/api/v1/campaigns/{id}/statistics', { params: { path: { id: campaign.id }, query: {} } })),
  });
  const clicksOf = (id: string) => figures.data?.links.find(({ trackingUrlId }) => trackingUrlId === id);
  const columns: Column<TrackingUrl>[] = [
    {
      key: 'name',
      title: t('name', { ns: 'frame' }),
      sort: 'name',
      render: (row) => (
        <>
          <Text fw={550}>{row.name}</Text>
          <Text c="dimmed" fz="xs" style={{ overflowWrap: 'anywhere' }}>
            {row.url ?? row.message}
          </Text>
        </>
      ),
    },
    {
      key: 'people',
      title: t('links.people'),
      align: 'right',
      render: (row) => {
        const clicks = clicksOf(row.id);
        return (
          <Link
            to="/log"
            search={{ campaignId: campaign.id, trackingUrlId: row.id, action: 'Clicked' } as never}
          >
            {format.number(clicks?.clickedCount ?? 0)}
          </Link>
        );
      },
    },
    {
      key: 'clicks',
      title: t('links.clicks'),
      align: 'right',
      isSecondary: true,
      render: (row) => format.number(clicksOf(row.id)?.clickedTotalCount ?? 0),
    },
    {
      key: 'code',
      title: t('links.code'),
      isSecondary: true,
      render: (row) => (
        <CopyButton value={row.urlToUse}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy}>
              {copied ? t('copied', { ns: 'frame' }) : <Code>{row.urlToUse}</Code>}
            </Button>
          )}
        </CopyButton>
      ),
    },
    {
      key: 'actions',
      title: t('actions', { ns: 'frame' }),
      isHidden: true,
      align: 'right',
      render: (row) =>
        can('mass-email:send') && (
          <RowMenu name={row.name}>
            <Menu.Item
              color="red"
              onClick={() =>
                void act(
                  () => call(`/tracking-urls/${row.id}`, { method: 'DELETE' }),
                  t('deleted', { ns: 'frame', name: row.name }),
                )
              }
            >
              {t('delete', { ns: 'frame' })}
            </Menu.Item>
          </RowMenu>
        ),
    },
  ];
  return (
    <>
      {can('letters:write') && (
        <Button
          mb="sm"
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setNew(true)}
        >
          {t('links.new')}
        </Button>
      )}
      <ListTable
        label={t('campaign.tab.links')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState>{t('links.empty')}</EmptyState>}
      />
      <NewRecord
        path="/tracking-urls"
        title={t('links.new')}
        button={t('create', { ns: 'frame' })}
        isOpen={isNew}
        onClose={() => setNew(false)}
        onMade={() => setNew(false)}
        start={{ campaignId: campaign.id, action: 'Redirect' }}
        specs={(values) => [
          { name: 'name', label: t('name', { ns: 'frame' }), required: true, hint: t('links.nameHint') },
          {
            name: 'action',
            label: t('links.action'),
            kind: 'select',
            options: [
              { value: 'Redirect', label: t('links.redirect') },
              { value: 'Show Message', label: t('links.message') },
            ],
          },
          {
            name: 'url',
            label: t('links.url'),
            placeholder: 'https://',
            isHidden: values['action'] !== 'Redirect',
          },
          {
            name: 'message',
            label: t('links.words'),
            kind: 'area',
            isHidden: values['action'] === 'Redirect',
          },
        ]}
      />
    </>
  );
}

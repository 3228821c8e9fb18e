import { Anchor, Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useCollection } from '../../api/collection';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { EmptyState } from '../../parts/empty-state';
import { FilterBar } from '../../parts/filter-bar';
import { type Column, ListTable } from '../../parts/list-table';
import { useListState } from '../../parts/list-state';
import { NewRecord } from '../../parts/new-record';
import { PageHead } from '../../parts/page-head';
import { OnePicker } from '../../parts/record-picker';
import { RowMenu } from '../../parts/row-menu';
import { StatusBadge } from '../../parts/status-badge';

type Form = Schemas['LeadFormView'];

export function Forms() {
  const { t } = useTranslation('audience');
  const format = useFormats();
  const can = useCan();
  const { act } = useAct();
  const navigate = useNavigate();
  const state = useListState(['status']);
  const list = useCollection<Form>('/lead-forms', state);
  const [isNew, setNew] = useState(false);
  const [campaignId, setCampaign] = useState<string | null>(null);
  const [targetListId, setList] = useState<string | null>(null);
  const columns: Column<Form>[] = [
    {
      key: 'name',
      title: t('name', { ns: 'frame' }),
      sort: 'name',
      render: (row) => (
        <Anchor component={Link} to={`/forms/${row.id}`} fw={550} underline="hover" c="var(--f-text)">
          {row.name}
        </Anchor>
      ),
    },
    {
      key: 'status',
      title: t('status', { ns: 'frame' }),
      render: (row) => <StatusBadge state={row.status} />,
    },
    {
      key: 'optin',
      title: t('forms.doubleOptIn'),
      isSecondary: true,
      render: (row) => t(row.doubleOptIn ? 'yes' : 'no', { ns: 'frame' }),
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
        can('lists:change') && (
          <RowMenu name={row.name}>
            <Menu.Item
              color="red"
              onClick={() =>
                void act(
                  () => call(`/lead-forms/${row.id}`, { method: 'DELETE' }),
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
  const add = can('lists:change') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
      {t('forms.new')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('forms.title')} about={t('forms.about')} actions={add} />
      <FilterBar state={state} />
      <ListTable
        label={t('forms.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState actions={add}>{t('forms.empty')}</EmptyState>}
      />
      <NewRecord<Form>
        key={`${campaignId}${targetListId}`}
        path="/lead-forms"
        title={t('forms.new')}
        button={t('create', { ns: 'frame' })}
        isOpen={isNew}
        onClose={() => setNew(false)}
        start={{
          doubleOptIn: true,
          ...(campaignId ? { campaignId } : {}),
          ...(targetListId ? { targetListId } : {}),
        }}
        specs={[
          {
            name: 'campaignId',
            label: t('forms.campaign'),
            kind: 'own',
            render: () => (
              <OnePicker
                path="/campaigns"
                name="campaignId"
                label={t('forms.campaign')}
                value={campaignId}
                onChange={setCampaign}
                required
              />
            ),
          },
          {
            name: 'targetListId',
            label: t('forms.list'),
            kind: 'own',
            render: () => (
              <OnePicker
                path="/target-lists"
                name="targetListId"
                label={t('forms.list')}
                value={targetListId}
                onChange={setList}
                required
              />
            ),
          },
          { name: 'name', label: t('name', { ns: 'frame' }), required: true },
          {
            name: 'doubleOptIn',
            label: t('forms.doubleOptIn'),
            kind: 'switch',
            hint: t('forms.doubleOptInHint'),
          },
        ]}
        onMade={({ id }) => void navigate({ to: `/forms/${id}` })}
      />
    </>
  );
}

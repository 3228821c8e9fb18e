import { Alert, Button, Code, Group, Menu, Modal, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useCollection } from '../../api/collection';
import { deleteRecord } from '../../api/record';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { EmptyState } from '../../parts/empty-state';
import { FilterBar } from '../../parts/filter-bar';
import { useListState } from '../../parts/list-state';
import { type Column, ListTable } from '../../parts/list-table';
import { NewRecord } from '../../parts/new-record';
import { PageHead } from '../../parts/page-head';
import { RowMenu } from '../../parts/row-menu';
import { StatusBadge } from '../../parts/status-badge';

type Webhook = Schemas['WebhookView'];

/** As the API calls them. */
const TYPES = Object.entries({
  message: ['sent', 'bounced', 'complained', 'opened', 'clicked'],
  recipient: ['opted_out', 'opted_in'],
  mailing: ['completed', 'held'],
  list: ['changed'],
  alarm: ['raised', 'ended'],
}).flatMap(([of, events]) => events.map((event) => `${of}.${event}`));
const DAY = 86_400_000;

/** Programs that are told what happens. */
export function Listeners() {
  const { t } = useTranslation('admin');
  const format = useFormats();
  const { act } = useAct();
  const state = useListState([]);
  const list = useCollection<Webhook>('/webhooks', state);
  const [isNew, setNew] = useState(false);
  const [made, setMade] = useState<Schemas['NewWebhookView']>();
  const post = (row: Webhook, what: string, body: object, done: string) =>
    void act(() => call(`/webhooks/${row.id}/${what}`, { method: 'POST', body }), done);
  const columns: Column<Webhook>[] = [
    {
      key: 'name',
      title: t('name', { ns: 'frame' }),
      sort: 'name',
      render: (row) => (
        <>
          <Text fw={550}>{row.name}</Text>
          <Text c="dimmed" fz="xs" style={{ overflowWrap: 'anywhere' }}>
            {row.url}
          </Text>
        </>
      ),
    },
    {
      key: 'types',
      title: t('listeners.types'),
      isSecondary: true,
      render: (row) => <Text fz="sm">{(row.types ?? []).join(', ')}</Text>,
    },
    {
      key: 'status',
      title: t('team.status'),
      sort: 'status',
      render: (row) => (
        <>
          <StatusBadge state={row.status} />
          {row.lastError && (
            <Text c="dimmed" fz="xs">
              {row.lastError}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'told',
      title: t('listeners.lastSuccess'),
      isSecondary: true,
      render: (row) => (row.lastSuccessAt ? format.distance(row.lastSuccessAt) : t('never', { ns: 'frame' })),
    },
    {
      key: 'actions',
      title: t('actions', { ns: 'frame' }),
      isHidden: true,
      align: 'right',
      render: (row) => (
        <RowMenu name={row.name}>
          <Menu.Item
            onClick={() =>
              void act(
                () => call<Schemas['WebhookTestView']>(`/webhooks/${row.id}/test`, { method: 'POST' }),
                ({ detail }) => t('listeners.tested', { detail }),
              )
            }
          >
            {t('listeners.test')}
          </Menu.Item>
          <Menu.Item
            onClick={() =>
              post(row, 'replay', { from: new Date(Date.now() - DAY).toISOString() }, t('listeners.replayed'))
            }
          >
            {t('listeners.replay')}
          </Menu.Item>
          <Menu.Item
            onClick={() =>
              void act(
                () =>
                  call(`/webhooks/${row.id}`, {
                    method: 'PATCH',
                    body: { status: row.status === 'Off' ? 'Active' : 'Off' },
                  }),
                t('listeners.changed'),
              )
            }
          >
            {t(row.status === 'Off' ? 'listeners.on' : 'listeners.off')}
          </Menu.Item>
          <Menu.Item
            color="red"
            onClick={() =>
              void act(() => deleteRecord(`/webhooks/${row.id}`), t('listeners.removed', { name: row.name }))
            }
          >
            {t('listeners.remove')}
          </Menu.Item>
        </RowMenu>
      ),
    },
  ];
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
      {t('listeners.new')}
    </Button>
  );
  return (
    <>
      <PageHead title={t('listeners.title')} about={t('listeners.about')} actions={add} />
      <FilterBar state={state} />
      <ListTable
        label={t('listeners.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState actions={add}>{t('listeners.empty')}</EmptyState>}
      />
      <NewRecord<Schemas['NewWebhookView']>
        path="/webhooks"
        title={t('listeners.new')}
        button={t('create', { ns: 'frame' })}
        isOpen={isNew}
        onClose={() => setNew(false)}
        start={{ types: TYPES.slice(0, 3) }}
        specs={[
          { name: 'name', label: t('name', { ns: 'frame' }), required: true },
          { name: 'url', label: t('listeners.url'), required: true, placeholder: 'https://' },
          {
            ...{ name: 'types', label: t('listeners.types'), kind: 'checks' },
            options: TYPES.map((value) => ({ value, label: value })),
          },
        ]}
        onMade={(one) => {
          setNew(false);
          setMade(one);
        }}
      />
      {made && (
        <Modal opened onClose={() => setMade(undefined)} title={made.name} closeOnClickOutside={false}>
          <Stack>
            <Alert color="yellow">{t('listeners.secret')}</Alert>
            <Code block data-secret style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
              {made.secret}
            </Code>
            <Group justify="flex-end">
              <Button onClick={() => setMade(undefined)}>{t('listeners.done')}</Button>
            </Group>
          </Stack>
        </Modal>
      )}
    </>
  );
}

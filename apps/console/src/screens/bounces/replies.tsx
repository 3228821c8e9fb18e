import { Anchor, Button, Group, Tabs, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { apiRoot, call, type Schemas } from '../../api/client';
import { useCollection } from '../../api/collection';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { EmptyState } from '../../parts/empty-state';
import { FilterBar } from '../../parts/filter-bar';
import { useListState } from '../../parts/list-state';
import { type Column, ListTable } from '../../parts/list-table';
import { PageHead } from '../../parts/page-head';
import { serverNow } from '../../api/server-clock';

type Inbound = Schemas['InboundMessageView'];

/** What came in about our letters: wishes to be removed first. */
export function Replies() {
  const { t } = useTranslation('results');
  const format = useFormats();
  const can = useCan();
  const { act, isBusy } = useAct();
  const state = useListState(['removalRequest', 'status', 'kind'], { sort: 'createdAt:DESC' });
  const view =
    state.filters['removalRequest'] === 'Open'
      ? 'wishes'
      : state.filters['status'] === 'Set Aside'
        ? 'aside'
        : state.filters['kind'] === 'reply'
          ? 'replies'
          : 'all';
  const list = useCollection<Inbound>('/inbound-messages', state);
  const answer = (id: string, how: 'opt-out' | 'dismiss') =>
    act(() => call(`/inbound-messages/${id}/${how}`, { method: 'POST' }), t(`replies.${how}Done`));
  const columns: Column<Inbound>[] = [
    {
      key: 'when',
      title: t('bounces.when'),
      sort: 'createdAt',
      isSecondary: true,
      render: (row) => format.moment(row.createdAt),
    },
    {
      key: 'from',
      title: t('replies.from'),
      sort: 'fromAddress',
      render: (row) => (
        <Text fw={550} style={{ overflowWrap: 'anywhere' }}>
          {row.fromAddress ?? '—'}
        </Text>
      ),
    },
    {
      key: 'subject',
      title: t('replies.subject'),
      render: (row) => (
        <>
          <Text style={{ overflowWrap: 'anywhere' }}>{row.subject ?? '—'}</Text>
          <Text fz="xs" c="dimmed">
            {[
              t(`inboundKind.${row.kind}`, row.kind),
              row.removalRequest ? t(`wish.${row.removalRequest}`) : undefined,
              row.error ?? undefined,
            ]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </>
      ),
    },
    {
      key: 'raw',
      title: t('replies.message'),
      isSecondary: true,
      render: (row) =>
        row.rawUntil && new Date(row.rawUntil).getTime() > serverNow() ? (
          <Anchor href={`${apiRoot}/api/v1/inbound-messages/${row.id}/raw`} download>
            {t('replies.download')}
          </Anchor>
        ) : (
          <Text c="dimmed">{t('bounces.notKept')}</Text>
        ),
    },
    {
      key: 'actions',
      title: t('actions', { ns: 'frame' }),
      isHidden: true,
      align: 'right',
      render: (row) =>
        row.removalRequest === 'Open' &&
        can('people:change') && (
          <Group gap="xs" justify="flex-end">
            <Button size="compact-sm" disabled={isBusy} onClick={() => void answer(row.id, 'opt-out')}>
              {t('replies.remove')}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              disabled={isBusy}
              onClick={() => void answer(row.id, 'dismiss')}
            >
              {t('replies.noWish')}
            </Button>
          </Group>
        ),
    },
  ];
  const views: Record<string, Record<string, string | undefined>> = {
    all: {},
    wishes: { removalRequest: 'Open' },
    replies: { kind: 'reply' },
    aside: { status: 'Set Aside' },
  };
  return (
    <>
      <PageHead title={t('replies.title')} about={t('replies.about')} />
      <Tabs
        value={view}
        onChange={(next) =>
          state.set({
            ...{ removalRequest: undefined, status: undefined, kind: undefined },
            ...(next ? views[next] : {}),
          })
        }
        mb="sm"
      >
        <Tabs.List>
          {Object.keys(views).map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`replies.view.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <FilterBar state={state} />
      <ListTable
        label={t('replies.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState>{t('replies.empty')}</EmptyState>}
      />
    </>
  );
}

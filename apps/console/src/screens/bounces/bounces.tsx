import { Anchor, Menu, Tabs, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useCollection, useRows } from '../../api/collection';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { Confirm } from '../../parts/confirm';
import { useAct } from '../../parts/act';
import { EmptyState } from '../../parts/empty-state';
import { FilterBar } from '../../parts/filter-bar';
import { useListState } from '../../parts/list-state';
import { type Column, ListTable } from '../../parts/list-table';
import { PageHead } from '../../parts/page-head';
import { RowMenu } from '../../parts/row-menu';
import { StatusBadge } from '../../parts/status-badge';
import { Evidence } from './evidence';

type Report = Schemas['DeliveryReportView'];

const VIEWS = ['hard', 'soft', 'complaint', 'delayed', 'auto-reply'] as const;

/** Nothing came back: because nothing bounced, or because nobody looks? */
function Nothing() {
  const { t } = useTranslation('results');
  const format = useFormats();
  const mailboxes = useRows<Schemas['GroupMailboxView']>('/group-mailboxes', { limit: 1 });
  const mailbox = mailboxes.data?.data[0];
  if (!mailboxes.data) return null;
  return (
    <EmptyState>
      {mailbox
        ? t('bounces.emptyRead', {
            name: mailbox.name,
            when: mailbox.lastSuccessAt
              ? format.distance(mailbox.lastSuccessAt)
              : t('never', { ns: 'frame' }),
          })
        : t('bounces.emptyNoMailbox')}{' '}
      {!mailbox && (
        <Anchor component={Link} to="/admin/mailboxes">
          {t('bounces.setMailbox')}
        </Anchor>
      )}
    </EmptyState>
  );
}

/** What came back, with its evidence, and the way to take a verdict back. */
export function Bounces() {
  const { t } = useTranslation('results');
  const format = useFormats();
  const can = useCan();
  const { act } = useAct();
  const state = useListState(['kind', 'effect', 'massEmailId', 'campaignId', 'queueItemId'], {
    sort: 'reportedAt:DESC',
  });
  const list = useCollection<Report>('/delivery-reports', state);
  const [shown, setShown] = useState<Report>();
  const [wrong, setWrong] = useState<Report>();
  const columns: Column<Report>[] = [
    {
      key: 'when',
      title: t('bounces.when'),
      sort: 'reportedAt',
      render: (row) => format.moment(row.reportedAt),
    },
    {
      key: 'address',
      title: t('bounces.address'),
      sort: 'address',
      render: (row) => (
        <Anchor
          component="button"
          type="button"
          fw={550}
          onClick={() => setShown(row)}
          style={{ overflowWrap: 'anywhere', textAlign: 'start' }}
        >
          {row.address ?? row.itemAddress ?? t('bounces.unmatched')}
        </Anchor>
      ),
    },
    { key: 'kind', title: t('bounces.kind'), render: (row) => <StatusBadge state={row.kind} /> },
    {
      key: 'reason',
      title: t('bounces.reason'),
      sort: 'reason',
      isSecondary: true,
      render: (row) => (
        <>
          <Text>{t(`bounceReason.${row.reason}`, row.reason)}</Text>
          {row.diagnostic && (
            <Text fz="xs" c="dimmed" lineClamp={1} style={{ overflowWrap: 'anywhere' }}>
              {row.diagnostic}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'effect',
      title: t('bounces.effect'),
      isSecondary: true,
      render: (row) =>
        row.undoneAt
          ? t('bounces.undone', { who: row.undoneBy ?? '', when: format.moment(row.undoneAt) })
          : t(`effect.${row.effect}`),
    },
    {
      key: 'actions',
      title: t('actions', { ns: 'frame' }),
      isHidden: true,
      align: 'right',
      render: (row) => (
        <RowMenu name={row.address ?? row.id}>
          <Menu.Item onClick={() => setShown(row)}>{t('bounces.evidence')}</Menu.Item>
          {can('bounces:undo') && !row.undoneAt && row.effect !== 'none' && (
            <Menu.Item color="red" onClick={() => setWrong(row)}>
              {t('bounces.undo')}
            </Menu.Item>
          )}
        </RowMenu>
      ),
    },
  ];
  const view = state.filters['kind'] ?? 'all';
  return (
    <>
      <PageHead title={t('bounces.title')} about={t('bounces.about')} />
      <Tabs
        value={view}
        onChange={(next) => state.set({ kind: next && next !== 'all' ? next : undefined })}
        mb="sm"
      >
        <Tabs.List>
          <Tabs.Tab value="all">{t('bounces.all')}</Tabs.Tab>
          {VIEWS.map((kind) => (
            <Tabs.Tab key={kind} value={kind}>
              {t(`state.${kind}`, { ns: 'frame' })}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <FilterBar
        state={state}
        choices={[
          {
            name: 'effect',
            label: t('bounces.effect'),
            values: ['none', 'counted', 'invalid', 'opted out'].map((value) => ({
              value,
              label: t(`effect.${value}`),
            })),
          },
        ]}
      />
      <ListTable
        label={t('bounces.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<Nothing />}
      />
      {shown && (
        <Evidence
          report={shown}
          onClose={() => setShown(undefined)}
          onUndo={() => {
            setWrong(shown);
            setShown(undefined);
          }}
        />
      )}
      {wrong && (
        <Confirm
          isOpen
          onClose={() => setWrong(undefined)}
          title={t('bounces.undoTitle', { address: wrong.address ?? '' })}
          button={t('bounces.undoButton')}
          act={() =>
            act(
              () => call(`/delivery-reports/${wrong.id}/undo`, { method: 'POST' }),
              t('bounces.undoDone', { address: wrong.address ?? '' }),
            )
          }
        >
          <Text>{t('bounces.undoBody', { address: wrong.address ?? '' })}</Text>
        </Confirm>
      )}
    </>
  );
}

import { Menu, Switch, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { useCollection } from '../../../api/collection';
import { useFormats } from '../../../i18n/format';
import { EmptyState } from '../../../parts/empty-state';
import { ExportMenu } from '../../../parts/export-menu';
import { FilterBar } from '../../../parts/filter-bar';
import { type Column, ListTable } from '../../../parts/list-table';
import { useListState } from '../../../parts/list-state';
import { PersonCell } from '../../../parts/person';
import { RowMenu } from '../../../parts/row-menu';
import { StatusBadge } from '../../../parts/status-badge';
import { MessageView } from './message-view';
import type { MassEmail } from '../letter-data';

type Item = Schemas['QueueItemView'];

const STATUSES = ['Pending', 'Sending', 'Sent', 'Failed', 'Unconfirmed', 'Skipped'] as const;

/** What happened to every single message. */
export function Recipients({ letter }: { letter: MassEmail }) {
  const { t } = useTranslation('letters');
  const format = useFormats();
  const state = useListState(['status', 'delivery', 'isTest', 'archived']);
  const { 'filter.archived': isArchived, ...query } = state.query;
  const path = isArchived ? '/queue-items/archived' : '/queue-items';
  const list = useCollection<Item>(
    path,
    { ...state, query },
    {
      'filter.massEmailId': letter.id,
      ...(state.filters['isTest'] ? {} : { 'filter.isTest': 'false' }),
    },
  );
  const [shown, setShown] = useState<Item>();
  const columns: Column<Item>[] = [
    {
      key: 'person',
      title: t('person', { ns: 'frame' }),
      render: (row) => <PersonCell type={row.targetType} id={row.targetId} address={row.address} />,
    },
    {
      key: 'status',
      title: t('status', { ns: 'frame' }),
      sort: 'status',
      render: (row) => (
        <>
          <StatusBadge state={row.status === 'Pending' ? 'ItemPending' : row.status} />
          {(row.skipReason ?? row.lastError) && (
            <Text fz="xs" c="dimmed" mt={4} style={{ overflowWrap: 'anywhere' }}>
              {row.skipReason
                ? t(`reason.${row.skipReason}`, { ns: 'frame', defaultValue: row.skipReason })
                : row.lastError}
            </Text>
          )}
        </>
      ),
    },
    {
      key: 'delivery',
      title: t('recipients.delivery'),
      isSecondary: true,
      render: (row) => t(`delivery.${row.delivery}`),
    },
    {
      key: 'sentAt',
      title: t('recipients.sentAt'),
      sort: 'sentAt',
      isSecondary: true,
      render: (row) => format.moment(row.sentAt),
    },
    {
      key: 'attempts',
      title: t('recipients.attempts'),
      align: 'right',
      isSecondary: true,
      render: (row) => format.number(row.attemptCount),
    },
    {
      key: 'actions',
      title: t('actions', { ns: 'frame' }),
      isHidden: true,
      align: 'right',
      render: (row) => (
        <RowMenu name={row.address}>
          <Menu.Item onClick={() => setShown(row)}>{t('recipients.message')}</Menu.Item>
          <Menu.Item
            component={Link}
            to="/log"
            search={{ queueItemId: row.id, ...(isArchived ? { archived: '1' } : {}) } as never}
          >
            {t('recipients.log')}
          </Menu.Item>
        </RowMenu>
      ),
    },
  ];
  return (
    <>
      <FilterBar
        state={state}
        choices={[
          {
            name: 'status',
            label: t('status', { ns: 'frame' }),
            values: STATUSES.map((value) => ({
              value,
              label: t(`state.${value === 'Pending' ? 'ItemPending' : value}`, { ns: 'frame' }),
            })),
          },
          {
            name: 'delivery',
            label: t('recipients.delivery'),
            values: ['delivered', 'bounced', 'complained', 'unknown'].map((value) => ({
              value,
              label: t(`delivery.${value}`),
            })),
          },
        ]}
      >
        {letter.completedAt && (
          <Switch
            label={t('archived', { ns: 'frame' })}
            checked={isArchived !== undefined}
            onChange={(event) => state.set({ archived: event.currentTarget.checked ? '1' : undefined })}
          />
        )}
        <ExportMenu path={`${path}/export`} query={{ ...query, 'filter.massEmailId': letter.id }} />
      </FilterBar>
      <ListTable
        label={t('step.recipients')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState>{t(letter.completedAt ? 'recipients.noneHere' : 'recipients.none')}</EmptyState>}
      />
      {shown && <MessageView item={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}

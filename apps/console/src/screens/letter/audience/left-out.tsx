import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { useCollection } from '../../../api/collection';
import { EmptyState } from '../../../parts/empty-state';
import { FilterBar } from '../../../parts/filter-bar';
import { type Column, ListTable } from '../../../parts/list-table';
import { useListState } from '../../../parts/list-state';
import { PersonCell } from '../../../parts/person';
import type { MassEmail } from '../letter-data';

type Row = Schemas['LeftOutView'];

export const REASONS = [
  ...([
    'no-address',
    'erased',
    'excluded',
    'excluded-address',
    'invalid',
    'opted-out',
    'opted-out-of-list',
  ] as const),
  ...(['no-consent', 'paused', 'less-often', 'duplicate-address', 'record-deleted', 'cancelled'] as const),
];

/** Who will not get a letter, by name and with the reason. @param reason only those of this one */
export function LeftOutTable({ letter, reason }: { letter: MassEmail; reason?: string }) {
  const { t } = useTranslation('letters');
  const state = useListState(reason ? [] : ['reason']);
  const list = useCollection<Row>(
    `/mass-emails/${letter.id}/left-out`,
    state,
    reason ? { 'filter.reason': reason } : {},
  );
  const columns: Column<Row>[] = [
    {
      key: 'person',
      title: t('person', { ns: 'frame' }),
      render: (row) => (
        <PersonCell type={row.targetType} id={row.targetId} name={row.name} address={row.address} />
      ),
    },
    {
      key: 'why',
      title: t('leftOut.why'),
      render: (row) => <Text fz="sm">{row.explanation}</Text>,
    },
  ];
  return (
    <>
      {!reason && (
        <FilterBar
          state={state}
          choices={[
            {
              name: 'reason',
              label: t('leftOut.reason'),
              values: REASONS.map((value) => ({ value, label: t(`reason.${value}`, { ns: 'frame' }) })),
            },
          ]}
        />
      )}
      <ListTable
        label={t('step.left-out')}
        columns={columns}
        rows={list.data?.data}
        rowKey={(row) => `${row.targetType}:${row.targetId}`}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState>{t('leftOut.none')}</EmptyState>}
      />
    </>
  );
}

export const LeftOut = ({ letter }: { letter: MassEmail }) => <LeftOutTable letter={letter} />;

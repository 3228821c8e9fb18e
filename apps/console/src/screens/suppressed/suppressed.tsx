import { Button, Menu, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { useCollection } from '../../api/collection';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { Confirm } from '../../parts/confirm';
import { EmptyState } from '../../parts/empty-state';
import { FilterBar } from '../../parts/filter-bar';
import { type Column, ListTable } from '../../parts/list-table';
import { useListState } from '../../parts/list-state';
import { NewRecord } from '../../parts/new-record';
import { PageHead } from '../../parts/page-head';
import { RowMenu } from '../../parts/row-menu';

type Status = Schemas['AddressStatusView'];

/** Addresses that are not written to, and why. */
export function Suppressed() {
  const { t } = useTranslation('audience');
  const format = useFormats();
  const can = useCan();
  const { act } = useAct();
  const state = useListState(['optedOut', 'invalid'], { sort: 'lastEventAt:DESC' });
  const list = useCollection<Status>('/address-statuses', state);
  const [isNew, setNew] = useState(false);
  const [asked, setAsked] = useState<{
    row: Status;
    changes: { optedOut?: boolean; invalid?: boolean };
    key: 'revive' | 'optIn';
  }>();
  const columns: Column<Status>[] = [
    {
      key: 'address',
      title: t('suppressed.address'),
      sort: 'address',
      render: (row) => (
        <Text fw={550} style={{ overflowWrap: 'anywhere' }}>
          {row.address}
        </Text>
      ),
    },
    {
      key: 'why',
      title: t('suppressed.why'),
      render: (row) =>
        [
          row.optedOut && t('suppressed.optedOut'),
          row.invalid && t('suppressed.invalid'),
          row.pausedUntil && t('address.paused', { until: format.day(row.pausedUntil) }),
          !row.optedOut &&
            !row.invalid &&
            row.softBounceCount > 0 &&
            t('suppressed.soft', { count: row.softBounceCount }),
        ]
          .filter(Boolean)
          .join(' · ') || t('suppressed.fine'),
    },
    { key: 'event', title: t('suppressed.event'), isSecondary: true, render: (row) => row.lastEvent ?? '—' },
    {
      key: 'when',
      title: t('suppressed.when'),
      sort: 'lastEventAt',
      isSecondary: true,
      render: (row) => format.moment(row.lastEventAt),
    },
    {
      key: 'actions',
      title: t('actions', { ns: 'frame' }),
      isHidden: true,
      align: 'right',
      render: (row) =>
        can('people:change') && (
          <RowMenu name={row.address}>
            {row.invalid && (
              <Menu.Item onClick={() => setAsked({ row, changes: { invalid: false }, key: 'revive' })}>
                {t('address.revive')}
              </Menu.Item>
            )}
            {row.optedOut ? (
              <Menu.Item onClick={() => setAsked({ row, changes: { optedOut: false }, key: 'optIn' })}>
                {t('suppressed.optIn')}
              </Menu.Item>
            ) : (
              <Menu.Item
                onClick={() =>
                  void act(() =>
                    call(`/address-statuses/${row.id}`, { method: 'PATCH', body: { optedOut: true } }),
                  )
                }
              >
                {t('suppressed.optOut')}
              </Menu.Item>
            )}
          </RowMenu>
        ),
    },
  ];
  return (
    <>
      <PageHead
        title={t('suppressed.title')}
        about={t('suppressed.about')}
        actions={
          can('people:change') && (
            <>
              <Button variant="default" component={Link} to="/imports/new" search={{ mark: '1' } as never}>
                {t('suppressed.import')}
              </Button>
              <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
                {t('suppressed.new')}
              </Button>
            </>
          )
        }
      />
      <FilterBar
        state={state}
        choices={[
          {
            name: 'optedOut',
            label: t('suppressed.optedOut'),
            values: [
              { value: 'true', label: t('yes', { ns: 'frame' }) },
              { value: 'false', label: t('no', { ns: 'frame' }) },
            ],
          },
          {
            name: 'invalid',
            label: t('suppressed.invalid'),
            values: [
              { value: 'true', label: t('yes', { ns: 'frame' }) },
              { value: 'false', label: t('no', { ns: 'frame' }) },
            ],
          },
        ]}
      />
      <ListTable
        label={t('suppressed.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState>{t('suppressed.empty')}</EmptyState>}
      />
      <NewRecord
        path="/address-statuses"
        title={t('suppressed.new')}
        button={t('suppressed.optOut')}
        isOpen={isNew}
        onClose={() => setNew(false)}
        onMade={() => setNew(false)}
        start={{ channel: 'email', optedOut: true }}
        specs={[{ name: 'address', label: t('suppressed.address'), required: true }]}
      />
      {asked && (
        <Confirm
          isOpen
          onClose={() => setAsked(undefined)}
          title={t(`suppressed.${asked.key}Title`, { address: asked.row.address })}
          button={t(`suppressed.${asked.key}Button`, { address: asked.row.address })}
          act={async () => {
            await call(`/address-statuses/${asked.row.id}`, { method: 'PATCH', body: asked.changes });
            await list.refetch();
          }}
        >
          {t(`suppressed.${asked.key}Body`)}
        </Confirm>
      )}
    </>
  );
}

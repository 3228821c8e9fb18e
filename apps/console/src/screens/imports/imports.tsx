import { Anchor, Button, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useCollection } from '../../api/collection';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { EmptyState } from '../../parts/empty-state';
import { FilterBar } from '../../parts/filter-bar';
import { type Column, ListTable } from '../../parts/list-table';
import { useListState } from '../../parts/list-state';
import { PageHead } from '../../parts/page-head';
import { StatusBadge } from '../../parts/status-badge';

type Import = Schemas['ImportView'];

export function Imports() {
  const { t } = useTranslation('audience');
  const format = useFormats();
  const can = useCan();
  const state = useListState(['status', 'targetType'], { sort: 'createdAt:DESC' });
  const list = useCollection<Import>('/imports', state);
  const columns: Column<Import>[] = [
    {
      key: 'file',
      title: t('imports.file'),
      render: (row) => (
        <Anchor component={Link} to={`/imports/${row.id}`} fw={550} underline="hover" c="var(--f-text)">
          {row.fileName}
        </Anchor>
      ),
    },
    {
      key: 'status',
      title: t('status', { ns: 'frame' }),
      render: (row) => <StatusBadge state={row.status} />,
    },
    {
      key: 'made',
      title: t('imports.created'),
      align: 'right',
      render: (row) => format.number(row.createdCount),
    },
    {
      key: 'changed',
      title: t('imports.updated'),
      align: 'right',
      isSecondary: true,
      render: (row) => format.number(row.updatedCount),
    },
    {
      key: 'bad',
      title: t('imports.bad'),
      align: 'right',
      isSecondary: true,
      render: (row) => format.number(row.errorCount),
    },
    {
      key: 'when',
      title: t('createdAt', { ns: 'frame' }),
      sort: 'createdAt',
      isSecondary: true,
      render: (row) => <Text fz="sm">{format.moment(row.createdAt)}</Text>,
    },
  ];
  return (
    <>
      <PageHead
        title={t('imports.title')}
        about={t('imports.about')}
        actions={
          can('people:change') && (
            <Button component={Link} to="/imports/new" leftSection={<IconPlus size={16} aria-hidden />}>
              {t('imports.new')}
            </Button>
          )
        }
      />
      <FilterBar
        state={state}
        search={false}
        choices={[
          {
            name: 'status',
            label: t('status', { ns: 'frame' }),
            values: ['Running', 'Complete', 'Failed', 'Cancelled'].map((value) => ({
              value,
              label: t(`state.${value}`, { ns: 'frame' }),
            })),
          },
        ]}
      />
      <ListTable
        label={t('imports.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={
          <EmptyState
            actions={
              can('people:change') && (
                <Button component={Link} to="/imports/new">
                  {t('imports.new')}
                </Button>
              )
            }
          >
            {t('imports.empty')}
          </EmptyState>
        }
      />
    </>
  );
}

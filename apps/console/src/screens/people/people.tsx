import { Button, Tabs, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Navigate, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useCollection } from '../../api/collection';
import { useCan, useInstance } from '../../frame/instance';
import { EmptyState } from '../../parts/empty-state';
import { ExportMenu } from '../../parts/export-menu';
import { FilterBar } from '../../parts/filter-bar';
import { type Column, ListTable } from '../../parts/list-table';
import { useListState } from '../../parts/list-state';
import { NewRecord } from '../../parts/new-record';
import { PageHead } from '../../parts/page-head';
import { PersonCell } from '../../parts/person';
import { fieldsOf, pathOf } from './record-fields';

type Row = Schemas['AnyRecordView'];

/** Records of a type: the application's own or the host's. */
export function People() {
  const { t } = useTranslation('audience');
  const can = useCan();
  const { recordTypes } = useInstance();
  const navigate = useNavigate();
  const { type } = useParams({ strict: false }) as { type?: string };
  const state = useListState(['targetListId']);
  const isKnown = type !== undefined && recordTypes.includes(type);
  const list = useCollection<Row>(`/records/${type ?? ''}`, state, {}, isKnown);
  const [isNew, setNew] = useState(false);
  if (!isKnown)
    return (
      <Navigate to={`/people/${recordTypes.includes('Contact') ? 'Contact' : recordTypes[0]}`} replace />
    );
  const own = pathOf(type);
  const facts = Object.keys(list.data?.data[0]?.values ?? {}).filter((name) =>
    ['title', 'accountName', 'industry', 'status', 'addressCity', 'language'].includes(name),
  );
  const columns: Column<Row>[] = [
    {
      key: 'person',
      title: t('name', { ns: 'frame' }),
      render: (row) => (
        <PersonCell type={type} id={row.id} name={row.name} address={row.address ?? t('people.noAddress')} />
      ),
    },
    ...facts.slice(0, 4).map((name): Column<Row> => ({
      key: name,
      title: t(`field.${name}`, name),
      isSecondary: true,
      render: (row) => <Text fz="sm">{String((row.values as Record<string, unknown>)[name] ?? '—')}</Text>,
    })),
  ];
  return (
    <>
      <PageHead
        title={t(`types.${type}`, { ns: 'frame', defaultValue: type })}
        about={t('people.about')}
        actions={
          own &&
          can('people:change') && (
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
              {t('people.new')}
            </Button>
          )
        }
      />
      <Tabs value={type} onChange={(next) => next && void navigate({ to: `/people/${next}` })} mb="sm">
        <Tabs.List>
          {recordTypes.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`types.${one}`, { ns: 'frame', defaultValue: one })}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <FilterBar state={state}>{own && <ExportMenu path={`${own}/export`} query={state.query} />}</FilterBar>
      <ListTable
        label={t(`types.${type}`, { ns: 'frame', defaultValue: type })}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState>{t('people.empty')}</EmptyState>}
      />
      {own && (
        <NewRecord<{ id: string }>
          path={own}
          title={t('people.new')}
          button={t('create', { ns: 'frame' })}
          isOpen={isNew}
          onClose={() => setNew(false)}
          specs={fieldsOf(type, t)}
          onMade={({ id }) => void navigate({ to: `/people/${type}/${id}` })}
        />
      )}
    </>
  );
}

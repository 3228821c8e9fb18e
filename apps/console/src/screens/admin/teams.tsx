import { Button, Menu, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { useCollection } from '../../api/collection';
import { deleteRecord } from '../../api/record';
import { useAct } from '../../parts/act';
import { EmptyState } from '../../parts/empty-state';
import { FilterBar } from '../../parts/filter-bar';
import { useListState } from '../../parts/list-state';
import { type Column, ListTable } from '../../parts/list-table';
import { NewRecord } from '../../parts/new-record';
import { RowMenu } from '../../parts/row-menu';

type Team = Schemas['TeamView'];

/** Teams, to which campaigns, lists, segments and templates can belong. */
export function Teams() {
  const { t } = useTranslation('admin');
  const { act } = useAct();
  const state = useListState([]);
  const list = useCollection<Team>('/teams', state);
  const [isNew, setNew] = useState(false);
  const [renamed, setRenamed] = useState<Team>();
  const columns: Column<Team>[] = [
    {
      key: 'name',
      title: t('name', { ns: 'frame' }),
      sort: 'name',
      render: (row) => <Text>{row.name}</Text>,
    },
    {
      key: 'people',
      title: t('team.people'),
      align: 'right',
      render: ({ peopleCount }) => peopleCount,
    },
    {
      key: 'actions',
      title: t('actions', { ns: 'frame' }),
      isHidden: true,
      align: 'right',
      render: (row) => (
        <RowMenu name={row.name}>
          <Menu.Item onClick={() => setRenamed(row)}>{t('teams.rename')}</Menu.Item>
          <Menu.Item
            color="red"
            onClick={() =>
              void act(() => deleteRecord(`/teams/${row.id}`), t('teams.removed', { name: row.name }))
            }
          >
            {t('team.remove')}
          </Menu.Item>
        </RowMenu>
      ),
    },
  ];
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
      {t('teams.new')}
    </Button>
  );
  return (
    <div>
      <FilterBar state={state} choices={[]}>
        {add}
      </FilterBar>
      <ListTable
        label={t('teams.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState>{t('teams.empty')}</EmptyState>}
      />
      <NewRecord<Team>
        path="/teams"
        title={t('teams.new')}
        button={t('create', { ns: 'frame' })}
        isOpen={isNew}
        onClose={() => setNew(false)}
        specs={[{ name: 'name', label: t('name', { ns: 'frame' }), required: true }]}
        onMade={() => setNew(false)}
      />
      {renamed && (
        <NewRecord<Team>
          path={`/teams/${renamed.id}`}
          method="PATCH"
          title={t('teams.rename')}
          button={t('teams.rename')}
          isOpen
          onClose={() => setRenamed(undefined)}
          start={{ name: renamed.name }}
          specs={[{ name: 'name', label: t('name', { ns: 'frame' }), required: true }]}
          onMade={({ name }) => {
            setRenamed(undefined);
            void act(() => Promise.resolve(), t('teams.renamed', { name }));
          }}
        />
      )}
    </div>
  );
}

import { Anchor, Button, Menu, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call, type Schemas, the } from '../../api/client';
import { useCollection } from '../../api/collection';
import { useCan, useInstance } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { EmptyState } from '../../parts/empty-state';
import { FilterBar } from '../../parts/filter-bar';
import { type Column, ListTable } from '../../parts/list-table';
import { useListState } from '../../parts/list-state';
import { PageHead } from '../../parts/page-head';
import { ProblemView } from '../../parts/problem-view';
import { RowMenu } from '../../parts/row-menu';
import { StatusBadge } from '../../parts/status-badge';
import { RECIPES } from './recipes';

type Segment = Schemas['SegmentView'];

function NewSegment({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('audience');
  const { recordTypes } = useInstance();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [targetType, setType] = useState('Contact');
  const [recipe, setRecipe] = useState('clickers');
  const [error, setError] = useState<unknown>();
  const make = async () => {
    try {
      const filter =
        recipe === 'city' ? { all: [{ field: 'addressCity', operator: 'isNotEmpty' }] } : RECIPES[recipe]!;
      const made = await the(
        api.POST('/api/v1/segments', { body: { name, targetType, filter: filter as never } }),
      );
      await navigate({ to: `/segments/${made.id}` });
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('segments.new')} closeOnClickOutside={false}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <Stack>
          {error !== undefined && <ProblemView error={error} />}
          <TextInput
            name="name"
            label={t('name', { ns: 'frame' })}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            required
          />
          <NativeSelect
            label={t('segments.type')}
            value={targetType}
            onChange={(event) => setType(event.currentTarget.value)}
            data={recordTypes.map((value) => ({
              value,
              label: t(`types.${value}`, { ns: 'frame', defaultValue: value }),
            }))}
          />
          <NativeSelect
            label={t('segments.recipe')}
            value={recipe}
            onChange={(event) => setRecipe(event.currentTarget.value)}
            data={Object.keys(RECIPES).map((value) => ({ value, label: t(`recipe.${value}`) }))}
          />
          <Button type="submit" disabled={!name.trim()}>
            {t('create', { ns: 'frame' })}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

export function Segments() {
  const { t } = useTranslation('audience');
  const format = useFormats();
  const can = useCan();
  const { act } = useAct();
  const state = useListState(['targetType', 'status']);
  const list = useCollection<Segment>('/segments', state);
  const [isNew, setNew] = useState(false);
  const columns: Column<Segment>[] = [
    {
      key: 'name',
      title: t('name', { ns: 'frame' }),
      sort: 'name',
      render: (row) => (
        <Anchor component={Link} to={`/segments/${row.id}`} fw={550} underline="hover" c="var(--f-text)">
          {row.name}
        </Anchor>
      ),
    },
    {
      key: 'type',
      title: t('segments.type'),
      isSecondary: true,
      render: (row) => t(`types.${row.targetType}`, { ns: 'frame', defaultValue: row.targetType }),
    },
    {
      key: 'count',
      title: t('segments.lastCount'),
      sort: 'lastCount',
      align: 'right',
      render: (row) => (row.lastCount === null ? t('segments.never') : format.number(row.lastCount)),
    },
    {
      key: 'last',
      title: t('segments.lastRun'),
      sort: 'lastRunAt',
      isSecondary: true,
      render: (row) => format.moment(row.lastRunAt),
    },
    {
      key: 'next',
      title: t('segments.nextRun'),
      isSecondary: true,
      render: (row) => format.moment(row.nextRunAt),
    },
    {
      key: 'status',
      title: t('status', { ns: 'frame' }),
      render: (row) => <StatusBadge state={row.status} />,
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
                  () => call(`/segments/${row.id}`, { method: 'DELETE' }),
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
  return (
    <>
      <PageHead
        title={t('segments.title')}
        about={t('segments.about')}
        actions={
          can('lists:change') && (
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
              {t('segments.new')}
            </Button>
          )
        }
      />
      <FilterBar state={state} />
      <ListTable
        label={t('segments.title')}
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
            actions={can('lists:change') && <Button onClick={() => setNew(true)}>{t('segments.new')}</Button>}
          >
            {t('segments.empty')}
          </EmptyState>
        }
      />
      {isNew && <NewSegment onClose={() => setNew(false)} />}
    </>
  );
}

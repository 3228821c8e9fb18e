import { Anchor, Button, Group, Menu, NativeSelect, Stack, TextInput, Modal } from '@mantine/core';
import { IconArrowsJoin, IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, call, type Schemas, the } from '../../api/client';
import { useCollection } from '../../api/collection';
import { useCan } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { Confirm } from '../../parts/confirm';
import { EmptyState } from '../../parts/empty-state';
import { ExportMenu } from '../../parts/export-menu';
import { FilterBar } from '../../parts/filter-bar';
import { type Column, ListTable } from '../../parts/list-table';
import { useListState } from '../../parts/list-state';
import { NewRecord } from '../../parts/new-record';
import { PageHead } from '../../parts/page-head';
import { ProblemView } from '../../parts/problem-view';
import { ManyPicker } from '../../parts/record-picker';
import { RowMenu } from '../../parts/row-menu';

type List = Schemas['TargetListView'];

/** Lists joined, shared or taken from one another, into a new one. */
function Combine({ onClose, start }: { onClose: () => void; start: string[] }) {
  const { t } = useTranslation('audience');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [operation, setOperation] = useState<'Merge' | 'Intersect' | 'Subtract'>('Merge');
  const [targetListIds, setLists] = useState(start);
  const [name, setName] = useState('');
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setBusy(true);
    setError(undefined);
    try {
      const made = await the(
        api.POST('/api/v1/target-lists/combine', { body: { name, operation, targetListIds } }),
      );
      await queries.invalidateQueries();
      await navigate({ to: `/lists/${made.id}` });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('lists.combine')} size="lg" closeOnClickOutside={false}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          {error !== undefined && <ProblemView error={error} />}
          <NativeSelect
            label={t('combine.operation')}
            value={operation}
            onChange={(event) => setOperation(event.currentTarget.value as typeof operation)}
            data={(['Merge', 'Intersect', 'Subtract'] as const).map((value) => ({
              value,
              label: t(`combine.${value}`),
            }))}
          />
          <ManyPicker
            path="/target-lists"
            label={t('combine.lists')}
            value={targetListIds}
            onChange={setLists}
            {...(operation === 'Subtract' ? { description: t('combine.first') } : {})}
          />
          <TextInput
            label={t('name', { ns: 'frame' })}
            name="name"
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={isBusy} disabled={targetListIds.length < 2 || !name.trim()}>
              {t('combine.button')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export function Lists() {
  const { t } = useTranslation('audience');
  const format = useFormats();
  const can = useCan();
  const navigate = useNavigate();
  const { act } = useAct();
  const state = useListState(['category', 'consentNeeded', 'sourceCampaignId']);
  const list = useCollection<List>('/target-lists', state);
  const [isNew, setNew] = useState(false);
  const [combined, setCombined] = useState<string[]>();
  const [doomed, setDoomed] = useState<List>();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const columns: Column<List>[] = [
    {
      key: 'name',
      title: t('name', { ns: 'frame' }),
      sort: 'name',
      render: (row) => (
        <Anchor component={Link} to={`/lists/${row.id}`} fw={550} underline="hover" c="var(--f-text)">
          {row.name}
        </Anchor>
      ),
    },
    {
      key: 'members',
      title: t('lists.members'),
      sort: 'entryCount',
      align: 'right',
      render: (row) => format.number(row.entryCount),
    },
    {
      key: 'out',
      title: t('lists.optedOut'),
      sort: 'optedOutCount',
      align: 'right',
      isSecondary: true,
      render: (row) => format.number(row.optedOutCount),
    },
    {
      key: 'consent',
      title: t('lists.consent'),
      isSecondary: true,
      render: (row) => (row.consentNeeded ? t(`consent.${row.consentNeeded}`) : '—'),
    },
    {
      key: 'modified',
      title: t('modifiedAt', { ns: 'frame' }),
      sort: 'modifiedAt',
      isSecondary: true,
      render: (row) => format.moment(row.modifiedAt),
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
              onClick={() =>
                void act(
                  () => call<List>(`/target-lists/${row.id}/duplicate`, { method: 'POST', body: {} }),
                  (made) => t('lists.copied', { name: made.name }),
                )
              }
            >
              {t('lists.copy')}
            </Menu.Item>
            <Menu.Item color="red" onClick={() => setDoomed(row)}>
              {t('delete', { ns: 'frame' })}
            </Menu.Item>
          </RowMenu>
        ),
    },
  ];
  return (
    <>
      <PageHead
        title={t('lists.title')}
        about={t('lists.about')}
        actions={
          can('lists:change') && (
            <>
              <Button variant="default" component={Link} to="/imports/new">
                {t('imports.new')}
              </Button>
              <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
                {t('lists.new')}
              </Button>
            </>
          )
        }
      />
      <FilterBar state={state}>
        <ExportMenu path="/target-lists/export" query={state.query} />
      </FilterBar>
      <ListTable
        label={t('lists.title')}
        columns={columns}
        rows={list.data?.data}
        rowKey={({ id }) => id}
        rowName={({ name }) => name}
        meta={list.data?.meta}
        state={state}
        isFetching={list.isFetching}
        error={list.error}
        onRetry={() => void list.refetch()}
        {...(can('lists:change') ? { selection: { chosen, set: setChosen } } : {})}
        bulk={
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconArrowsJoin size={14} aria-hidden />}
            onClick={() => setCombined([...chosen])}
            disabled={chosen.size < 2}
          >
            {t('lists.combine')}
          </Button>
        }
        empty={
          <EmptyState
            actions={
              can('lists:change') && (
                <Group justify="center">
                  <Button onClick={() => setNew(true)}>{t('lists.new')}</Button>
                  <Button variant="default" component={Link} to="/imports/new">
                    {t('imports.new')}
                  </Button>
                </Group>
              )
            }
          >
            {t('lists.empty')}
          </EmptyState>
        }
      />
      <NewRecord<List>
        path="/target-lists"
        title={t('lists.new')}
        button={t('create', { ns: 'frame' })}
        isOpen={isNew}
        onClose={() => setNew(false)}
        specs={[
          { name: 'name', label: t('name', { ns: 'frame' }), required: true },
          { name: 'description', label: t('description', { ns: 'frame' }), kind: 'area' },
        ]}
        onMade={({ id }) => void navigate({ to: `/lists/${id}` })}
      />
      {combined && <Combine start={combined} onClose={() => setCombined(undefined)} />}
      {doomed && (
        <Confirm
          isOpen
          onClose={() => setDoomed(undefined)}
          title={t('delete.title', { ns: 'frame', name: doomed.name })}
          button={t('delete.button', { ns: 'frame', name: doomed.name })}
          isDanger
          act={async () => {
            await call(`/target-lists/${doomed.id}`, { method: 'DELETE' });
            await act(async () => undefined, t('deleted', { ns: 'frame', name: doomed.name }));
          }}
        >
          {t('lists.deleteBody', { count: doomed.entryCount, number: format.number(doomed.entryCount) })}
        </Confirm>
      )}
    </>
  );
}

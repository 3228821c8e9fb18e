import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, type Schemas } from '../../api/client';
import { type Page, queryString, useCollection } from '../../api/collection';
import { useCan, useInstance } from '../../frame/instance';
import { useFormats } from '../../i18n/format';
import { useAct } from '../../parts/act';
import { EmptyState } from '../../parts/empty-state';
import { ExportMenu } from '../../parts/export-menu';
import { FilterBar } from '../../parts/filter-bar';
import { type Column, ListTable } from '../../parts/list-table';
import { useListState } from '../../parts/list-state';
import { PersonCell } from '../../parts/person';

type List = Schemas['TargetListView'];
type Member = Schemas['TargetListMemberView'];

/** Finds people of a type by name or address, or takes all that match. */
function AddPeople({ list, onClose }: { list: List; onClose: () => void }) {
  const { t } = useTranslation('audience');
  const format = useFormats();
  const { recordTypes } = useInstance();
  const { act, isBusy } = useAct();
  const [targetType, setType] = useState('Contact');
  const [words, setWords] = useState('');
  const [source, setSource] = useState('');
  const [asked] = useDebouncedValue(words.trim(), 250);
  const found = useQuery({
    queryKey: ['people', targetType, asked],
    queryFn: () =>
      call<Page<Schemas['AnyRecordView']>>(
        `/records/${targetType}${queryString({ limit: 20, ...(asked ? { search: asked } : {}) })}`,
      ),
  });
  const add = (body: object) =>
    act(
      () =>
        call<Schemas['MembersAddedView']>(`/target-lists/${list.id}/members`, {
          method: 'POST',
          body: { targetType, ...body, ...(source.trim() ? { consent: { source: source.trim() } } : {}) },
        }),
      ({ added, alreadyIn }) =>
        t('members.added', { count: added, number: format.number(added), already: format.number(alreadyIn) }),
    );
  return (
    <Modal opened onClose={onClose} title={t('members.add')} size="lg">
      <Stack>
        <Group grow align="flex-end">
          <NativeSelect
            label={t('members.type')}
            value={targetType}
            onChange={(event) => setType(event.currentTarget.value)}
            data={recordTypes.map((value) => ({
              value,
              label: t(`types.${value}`, { ns: 'frame', defaultValue: value }),
            }))}
          />
          <TextInput
            label={t('table.search', { ns: 'frame' })}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        </Group>
        {list.consentNeeded && (
          <TextInput
            label={t('members.source')}
            description={t('members.sourceHint')}
            value={source}
            onChange={(event) => setSource(event.currentTarget.value)}
            required
          />
        )}
        <Stack gap={4}>
          {found.data?.data.map((row) => (
            <Group key={row.id} justify="space-between" wrap="nowrap">
              <div>
                <Text fw={550}>{row.name || row.address}</Text>
                <Text c="dimmed" fz="xs">
                  {row.address ?? t('people.noAddress')}
                </Text>
              </div>
              <Button
                size="compact-sm"
                variant="default"
                loading={isBusy}
                onClick={() => void add({ targetIds: [row.id] })}
                aria-label={t('members.addOne', { name: row.name })}
              >
                {t('add', { ns: 'frame' })}
              </Button>
            </Group>
          ))}
        </Stack>
        {found.data?.meta.totalItems === 0 && <Text c="dimmed">{t('nothingFound', { ns: 'frame' })}</Text>}
        {!asked && found.data && found.data.meta.totalItems > 0 && (
          <Button variant="default" onClick={() => void add({ all: true })} loading={isBusy}>
            {t('members.addAll', {
              count: found.data.meta.totalItems,
              number: format.number(found.data.meta.totalItems),
              types: t(`types.${targetType}`, { ns: 'frame', defaultValue: targetType }),
            })}
          </Button>
        )}
      </Stack>
    </Modal>
  );
}

/** Who is on a list. */
export function Members({ list }: { list: List }) {
  const { t } = useTranslation('audience');
  const format = useFormats();
  const can = useCan();
  const { recordTypes } = useInstance();
  const { act, isBusy } = useAct();
  const state = useListState(['optedOut', 'targetType']);
  const path = `/target-lists/${list.id}/members`;
  const query = useCollection<Member>(path, state);
  const [isAdding, setAdding] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const keyOf = (row: Member) => `${row.targetType}:${row.targetId}`;
  const remove = async () => {
    const byType = new Map<string, string[]>();
    for (const key of chosen) {
      const at = key.indexOf(':');
      byType.set(key.slice(0, at), [...(byType.get(key.slice(0, at)) ?? []), key.slice(at + 1)]);
    }
    await act(
      async () => {
        let removed = 0;
        for (const [targetType, targetIds] of byType)
          removed += (
            await call<{ removed: number }>(path, { method: 'DELETE', body: { targetType, targetIds } })
          ).removed;
        return removed;
      },
      (removed) => t('members.removed', { count: removed, number: format.number(removed) }),
    );
    setChosen(new Set());
  };
  const columns: Column<Member>[] = [
    {
      key: 'person',
      title: t('person', { ns: 'frame' }),
      render: (row) => (
        <PersonCell type={row.targetType} id={row.targetId} name={row.name} address={row.address} />
      ),
    },
    {
      key: 'type',
      title: t('members.type'),
      sort: 'targetType',
      isSecondary: true,
      render: (row) => t(`type.${row.targetType}`, { ns: 'frame', defaultValue: row.targetType }),
    },
    {
      key: 'state',
      title: t('status', { ns: 'frame' }),
      render: (row) =>
        row.optedOut ? t('members.optedOut', { when: format.day(row.optedOutAt) }) : t('members.in'),
    },
    {
      key: 'by',
      title: t('members.addedBy'),
      isSecondary: true,
      render: (row) => t(`addedBy.${row.addedBy}`, row.addedBy),
    },
    {
      key: 'since',
      title: t('members.since'),
      sort: 'createdAt',
      isSecondary: true,
      render: (row) => format.day(row.createdAt),
    },
  ];
  return (
    <>
      <FilterBar
        state={state}
        choices={[
          {
            name: 'optedOut',
            label: t('status', { ns: 'frame' }),
            values: [
              { value: 'false', label: t('members.in') },
              { value: 'true', label: t('lists.optedOut') },
            ],
          },
          {
            name: 'targetType',
            label: t('members.type'),
            values: recordTypes.map((value) => ({
              value,
              label: t(`types.${value}`, { ns: 'frame', defaultValue: value }),
            })),
          },
        ]}
        search={false}
      >
        <ExportMenu path={`${path}/export`} query={state.query} />
        {can('lists:change') && <Button onClick={() => setAdding(true)}>{t('members.add')}</Button>}
      </FilterBar>
      <ListTable
        label={t('list.tab.members')}
        columns={columns}
        rows={query.data?.data}
        rowKey={keyOf}
        rowName={(row) => row.name ?? row.address ?? ''}
        meta={query.data?.meta}
        state={state}
        isFetching={query.isFetching}
        error={query.error}
        onRetry={() => void query.refetch()}
        {...(can('lists:change') ? { selection: { chosen, set: setChosen } } : {})}
        bulk={
          <Button size="compact-sm" variant="default" loading={isBusy} onClick={() => void remove()}>
            {t('members.remove')}
          </Button>
        }
        empty={
          <EmptyState
            actions={
              can('lists:change') && <Button onClick={() => setAdding(true)}>{t('members.add')}</Button>
            }
          >
            {t('members.empty')}
          </EmptyState>
        }
      />
      {isAdding && <AddPeople list={list} onClose={() => setAdding(false)} />}
    </>
  );
}

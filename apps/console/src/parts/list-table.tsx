import {
  Box,
  Checkbox,
  Group,
  NativeSelect,
  Pagination,
  Paper,
  Skeleton,
  Stack,
  Table,
  Text,
  UnstyledButton,
} from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/format';
import { EmptyState } from './empty-state';
import type { ListState } from './list-state';
import { ProblemView } from './problem-view';

export interface Column<Row> {
  key: string;
  title: string;
  render: (row: Row) => ReactNode;
  /** Field of the API that it is sorted by. */
  sort?: string;
  align?: 'right';
  /** Not on a phone, where only what matters is shown. */
  isSecondary?: boolean;
  /** Heading for those who do not see; the column has none. */
  isHidden?: boolean;
  width?: number | string;
}

export interface Selection {
  chosen: ReadonlySet<string>;
  set(chosen: ReadonlySet<string>): void;
}

interface Props<Row> {
  /** What the table is, for those who do not see it. */
  label: string;
  columns: Column<Row>[];
  rows: Row[] | undefined;
  rowKey: (row: Row) => string;
  /** Name of a row, for its checkbox. */
  rowName?: (row: Row) => string;
  meta?: { totalItems: number; totalPages: number } | undefined;
  state: ListState;
  isFetching?: boolean;
  error?: unknown;
  onRetry?: () => void;
  /** Where there is nothing, and nothing was asked for. */
  empty: ReactNode;
  selection?: Selection;
  /** Above the table once rows are chosen. */
  bulk?: ReactNode;
}

/** Shown only when waiting takes long enough to be noticed. */
function useAfter(wait: number, isOn: boolean): boolean {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!isOn) return setLong(false);
    const timer = setTimeout(() => setLong(true), wait);
    return () => clearTimeout(timer);
  }, [isOn, wait]);
  return isLong;
}

function Head<Row>({ column, state }: { column: Column<Row>; state: ListState }) {
  const { t } = useTranslation();
  if (column.isHidden) return <span className="visually-hidden">{column.title}</span>;
  if (!column.sort) return column.title;
  const [field, direction] = state.sort.split(':');
  const isSorted = field === column.sort;
  const Icon = !isSorted ? IconArrowsSort : direction === 'DESC' ? IconArrowDown : IconArrowUp;
  return (
    <UnstyledButton
      fz="inherit"
      fw="inherit"
      c="inherit"
      onClick={() =>
        state.set({ sort: `${column.sort}:${isSorted && direction === 'ASC' ? 'DESC' : 'ASC'}` })
      }
      title={t('table.sort', { name: column.title })}
      style={{ display: 'inline-flex', gap: 4, alignItems: 'center' }}
    >
      {column.title}
      <Icon size={14} aria-hidden />
    </UnstyledButton>
  );
}

const sortOf = <Row,>(column: Column<Row>, state: ListState) => {
  const [field, direction] = state.sort.split(':');
  if (!column.sort || field !== column.sort) return undefined;
  return direction === 'DESC' ? 'descending' : 'ascending';
};

/** A page of a collection: sortable, with the exact total; cards on a phone. */
export function ListTable<Row>(props: Props<Row>) {
  const { label, columns, rows, rowKey, meta, state, isFetching, error, onRetry, empty, selection, bulk } =
    props;
  const { t } = useTranslation();
  const format = useFormats();
  const isPhone = useMediaQuery('(max-width: 40em)');
  const isSlow = useAfter(150, rows === undefined && !error);
  if (error && !rows) return <ProblemView error={error} onRetry={onRetry} />;
  const total = meta?.totalItems ?? rows?.length ?? 0;
  if (rows && total === 0)
    return state.isFiltered ? (
      <EmptyState
        actions={
          <UnstyledButton onClick={state.clear} c="var(--f-accent)" td="underline">
            {t('table.clear')}
          </UnstyledButton>
        }
      >
        {t('table.nothingMatches')}
      </EmptyState>
    ) : (
      empty
    );
  const keys = rows?.map(rowKey) ?? [];
  const isAll = selection && keys.length > 0 && keys.every((key) => selection.chosen.has(key));
  const toggle = (some: string[], on: boolean) => {
    const next = new Set(selection!.chosen);
    for (const key of some)
      if (on) next.add(key);
      else next.delete(key);
    selection!.set(next);
  };
  const check = (row: Row) => (
    <Checkbox
      aria-label={t('table.choose', { name: props.rowName?.(row) ?? rowKey(row) })}
      checked={selection!.chosen.has(rowKey(row))}
      onChange={(event) => toggle([rowKey(row)], event.currentTarget.checked)}
    />
  );
  return (
    <Box aria-busy={isFetching}>
      <div style={{ height: 2 }}>{isFetching && rows && <div className="thin-bar" />}</div>
      {error ? <ProblemView error={error} onRetry={onRetry} /> : null}
      {selection && selection.chosen.size > 0 && (
        <Group p="xs" gap="sm" bg="var(--f-accent-soft)" style={{ borderRadius: 6 }} mb="xs">
          <Text fw={550} aria-live="polite">
            {t('table.chosen', {
              count: selection.chosen.size,
              number: format.number(selection.chosen.size),
            })}
          </Text>
          {bulk}
        </Group>
      )}
      {isPhone ? (
        <Stack gap="xs" role="list" aria-label={label}>
          {rows?.map((row) => (
            <Paper key={rowKey(row)} withBorder p="sm" role="listitem">
              <Group wrap="nowrap" align="flex-start" gap="sm">
                {selection && check(row)}
                <Stack gap={4} flex={1} miw={0}>
                  {columns
                    .filter(({ isSecondary, isHidden }) => !isSecondary && !isHidden)
                    .map((column) => (
                      <div key={column.key}>
                        {/* A bare number says nothing. */}
                        {column.align === 'right' && (
                          <Text span c="dimmed" fz="xs">
                            {column.title}{' '}
                          </Text>
                        )}
                        {column.render(row)}
                      </div>
                    ))}
                </Stack>
                {columns
                  .filter(({ isHidden }) => isHidden)
                  .map((column) => (
                    <div key={column.key}>{column.render(row)}</div>
                  ))}
              </Group>
            </Paper>
          ))}
        </Stack>
      ) : (
        <Paper withBorder style={{ overflowX: 'auto' }}>
          <Table aria-label={label}>
            <Table.Thead>
              <Table.Tr>
                {selection && (
                  <Table.Th w={36}>
                    <Checkbox
                      aria-label={t('table.chooseAll')}
                      checked={Boolean(isAll)}
                      indeterminate={!isAll && keys.some((key) => selection.chosen.has(key))}
                      onChange={(event) => toggle(keys, event.currentTarget.checked)}
                    />
                  </Table.Th>
                )}
                {columns.map((column) => (
                  <Table.Th
                    key={column.key}
                    ta={column.align}
                    w={column.width}
                    aria-sort={sortOf(column, state)}
                  >
                    <Head column={column} state={state} />
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {!rows &&
                isSlow &&
                [1, 2, 3, 4, 5].map((row) => (
                  <Table.Tr key={row}>
                    {columns.map(({ key }) => (
                      <Table.Td key={key}>
                        <Skeleton height={20} />
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              {rows?.map((row) => (
                <Table.Tr key={rowKey(row)}>
                  {selection && <Table.Td>{check(row)}</Table.Td>}
                  {columns.map((column) => (
                    <Table.Td key={column.key} ta={column.align}>
                      {column.render(row)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Paper>
      )}
      {rows && <Foot state={state} total={total} shown={rows.length} pages={meta?.totalPages ?? 1} />}
    </Box>
  );
}

/** Pages beyond which a search finds faster than leafing. */
const MOST_PAGES = 1_000;

function Foot({
  state,
  total,
  shown,
  pages,
}: {
  state: ListState;
  total: number;
  shown: number;
  pages: number;
}) {
  const { t } = useTranslation();
  const format = useFormats();
  const first = (state.page - 1) * state.size + 1;
  return (
    <Group justify="space-between" mt="sm" gap="sm">
      <Group gap="sm">
        <Text c="dimmed" fz="xs">
          {t('table.range', {
            first: format.number(first),
            last: format.number(first + shown - 1),
            total: format.number(total),
          })}
        </Text>
        {total > 20 && (
          <NativeSelect
            size="xs"
            aria-label={t('table.size')}
            value={String(state.size)}
            onChange={(event) => state.set({ size: event.currentTarget.value })}
            data={['20', '50', '100']}
          />
        )}
        {pages > MOST_PAGES && (
          <Text c="dimmed" fz="xs">
            {t('table.narrow')}
          </Text>
        )}
      </Group>
      {pages > 1 && (
        <Pagination
          size="sm"
          total={Math.min(pages, MOST_PAGES)}
          value={state.page}
          onChange={(page) => state.set({ page: String(page) })}
          getItemProps={(page) => ({ 'aria-label': t('table.page', { page }) })}
          getControlProps={(control) => ({ 'aria-label': t(`table.${control}`) })}
        />
      )}
    </Group>
  );
}

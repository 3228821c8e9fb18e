import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { readDate } from '../database/dialect.js';
import { InvalidInput, NotFound } from '../errors/problems.js';
import { searchSql, type SqlCondition } from './filter-sql.js';
import { visibleSpec } from './visible-spec.js';
import type { CollectionQuery } from './collection-query.js';
import type { CollectionSpec, ColumnKind, Columns, ViewOf } from './collection-spec.js';

export interface Page<T> {
  data: T[];
  meta: { totalItems: number; currentPage: number; totalPages: number; itemsPerPage: number };
  links: { current: string; first?: string; previous?: string; next?: string; last?: string };
}

/** Reads collections and single records as their {@link CollectionSpec} describes them. */
@Injectable()
export class Collections {
  constructor(private readonly database: Database) {}

  /** @param extra a condition that the caller adds, e.g. "of this list". */
  async page<C extends Columns>(
    whole: CollectionSpec<C>,
    query: CollectionQuery,
    extra?: SqlCondition,
  ): Promise<Page<ViewOf<C>>> {
    const spec = visibleSpec(whole);
    const where = and(searchSql(spec, query), extra);
    const counted = await this.database.query<{ total: number | string }>(
      `SELECT COUNT(*) AS total
       FROM ${spec.from}
       WHERE ${where.sql}`,
      where.values,
    );
    const totalItems = Number(counted[0]!.total);
    const rows = await this.database.query<Record<string, unknown>>(
      `SELECT ${selectList(spec)}
       FROM ${spec.from}
       WHERE ${where.sql}
       ORDER BY ${orderBy(spec, query.sortBy)}
       LIMIT ? OFFSET ?`,
      [...where.values, query.limit, (query.page - 1) * query.limit],
    );
    const totalPages = Math.ceil(totalItems / query.limit);
    return {
      data: rows.map((row) => readRow(spec, row)),
      meta: { totalItems, currentPage: query.page, totalPages, itemsPerPage: query.limit },
      links: linksOf(query, totalPages),
    };
  }

  /** Some of those that a condition matches, the list's own order first. */
  async first<C extends Columns>(
    whole: CollectionSpec<C>,
    condition: SqlCondition,
    limit: number,
  ): Promise<ViewOf<C>[]> {
    const spec = visibleSpec(whole);
    const where = and(searchSql(spec, {}), condition);
    const rows = await this.database.query<Record<string, unknown>>(
      `SELECT ${selectList(spec)}
       FROM ${spec.from}
       WHERE ${where.sql}
       ORDER BY ${orderBy(spec, [])}
       LIMIT ?`,
      [...where.values, limit],
    );
    return rows.map((row) => readRow(spec, row));
  }

  /** A piece of all rows that the conditions match, in the order of the spec's `key`. */
  async piece<C extends Columns>(
    whole: CollectionSpec<C>,
    conditions: SqlCondition[],
    limit: number,
  ): Promise<{ rows: ViewOf<C>[]; lastKey: number | undefined }> {
    const spec = visibleSpec(whole);
    const rows = await this.database.query<Record<string, unknown>>(
      `SELECT ${selectList(spec)}, ${spec.key} AS "rowKey"
       FROM ${spec.from}
       WHERE ${conditions.map(({ sql }) => `(${sql})`).join(' AND ')}
       ORDER BY ${spec.key}
       LIMIT ?`,
      [...conditions.flatMap(({ values }) => values), limit],
    );
    const last = rows.at(-1)?.['rowKey'];
    return { rows: rows.map((row) => readRow(spec, row)), lastKey: last == null ? undefined : Number(last) };
  }

  /** @throws NotFound */
  async one<C extends Columns>(spec: CollectionSpec<C>, id: string): Promise<ViewOf<C>> {
    const [row] = await this.byIds(spec, [id]);
    if (!row) throw new NotFound(spec.noun, id);
    return row;
  }

  /** Those of the ids that exist, in no order. */
  async byIds<C extends Columns>(whole: CollectionSpec<C>, ids: string[]): Promise<ViewOf<C>[]> {
    if (ids.length === 0) return [];
    const spec = visibleSpec(whole);
    const where = searchSql(spec, { filter: { id: ids } });
    const rows = await this.database.query<Record<string, unknown>>(
      `SELECT ${selectList(spec)}
       FROM ${spec.from}
       WHERE ${where.sql}`,
      where.values,
    );
    // Collations take other spellings of an id for the same.
    return rows.map((row) => readRow(spec, row)).filter(({ id }) => ids.includes(String(id)));
  }
}

function and(first: SqlCondition, second?: SqlCondition): SqlCondition {
  if (!second) return first;
  return { sql: `(${first.sql}) AND (${second.sql})`, values: [...first.values, ...second.values] };
}

const selectList = (spec: CollectionSpec) =>
  Object.entries(spec.columns)
    .map(([name, column]) => `${column.sql} AS "${name}"`)
    .join(', ');

function orderBy(spec: CollectionSpec, sortBy: string[]): string {
  const wanted = sortBy.length ? sortBy : [spec.sortBy];
  const parts = wanted.map((one) => {
    const [name = '', direction = 'ASC'] = one.split(':');
    const column = Object.hasOwn(spec.columns, name) ? spec.columns[name] : undefined;
    if (!column || column.filterable === false || !/^(ASC|DESC)$/i.test(direction)) {
      throw InvalidInput.of(
        'sortBy',
        `"${one}" must be field:ASC or field:DESC with one of ${Object.keys(spec.columns).join(', ')}`,
      );
    }
    return `${column.sql} ${direction.toUpperCase()}`;
  });
  return [...parts, spec.tieBreak].join(', ');
}

function readRow<C extends Columns>(spec: CollectionSpec<C>, row: Record<string, unknown>): ViewOf<C> {
  const result: Record<string, unknown> = {};
  for (const [name, column] of Object.entries(spec.columns)) result[name] = readValue(column.kind, row[name]);
  return result as ViewOf<C>;
}

function readValue(kind: ColumnKind, value: unknown): unknown {
  if (value == null) return null;
  switch (kind) {
    case 'number':
      return Number(value);
    case 'boolean':
      return Boolean(Number(value));
    case 'date':
      return readDate(value)?.toISOString() ?? null;
    case 'json':
      return typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
    default:
      return String(value);
  }
}

function linksOf(query: CollectionQuery, totalPages: number): Page<unknown>['links'] {
  const link = (page: number) => {
    const parts = new URLSearchParams({ page: String(page), limit: String(query.limit) });
    for (const sort of query.sortBy) parts.append('sortBy', sort);
    if (query.search) parts.set('search', query.search);
    for (const [name, value] of Object.entries(query.filter ?? {})) {
      for (const one of [value].flat()) parts.append(`filter.${name}`, String(one));
    }
    return `${query.path}?${parts.toString()}`;
  };
  return {
    current: link(query.page),
    ...(query.page > 1 ? { first: link(1), previous: link(query.page - 1) } : {}),
    ...(query.page < totalPages ? { next: link(query.page + 1), last: link(totalPages) } : {}),
  };
}

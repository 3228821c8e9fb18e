import { type Dialect, InvalidInput } from '@facteur/platform';
import type { RecordSource } from '../../record-source/record-source.js';
import { compileField } from './compile-field.js';
import { memberOfSql, relatedSql } from './condition-sql.js';
import {
  type CompiledFilter,
  type FilterCondition,
  type FilterReference,
  MAX_DEPTH,
  MAX_NODES,
  MAX_VALUES,
  type SegmentFilter,
} from './segment-filter.js';

/** Everything that the meaning of a filter depends on. */
export interface FilterWorld {
  dialect: Dialect;
  now: Date;
  /** The record source of a type; undefined when there is none. */
  sourceOf(targetType: string): RecordSource | undefined;
  conditions: FilterCondition[];
}

const ID = /^[\w.-]{1,64}$/;

/**
 * The WHERE clause that a filter means for the records of a source. Pure: every value becomes a parameter, and
 * every field is looked up in the source.
 *
 * @throws InvalidInput naming the path of the fault, e.g. `filter.all[1].operator`.
 */
export function compileFilter(
  filter: unknown,
  source: RecordSource,
  world: FilterWorld,
  path = 'filter',
): CompiledFilter {
  let nodes = 0;
  let joins = source.list.where !== undefined;
  const base = source.list.base;
  const ofBase = new RegExp(`^${base?.split(' ').at(-1) ?? ''}\\.\\w+$`);
  /** Whether a column of the records themselves needs more than their own table. */
  const use = (of: RecordSource, sql: string) => {
    if (of === source && !ofBase.test(sql)) joins = true;
  };

  function compile(node: unknown, of: RecordSource, at: string, depth: number): CompiledFilter {
    nodes += 1;
    if (nodes > MAX_NODES) throw InvalidInput.of(at, `a filter has at most ${MAX_NODES} parts`);
    if (depth > MAX_DEPTH) throw InvalidInput.of(at, `parts are nested at most ${MAX_DEPTH} deep`);
    if (typeof node !== 'object' || node === null || Array.isArray(node))
      throw InvalidInput.of(at, 'must be an object');
    const keys = Object.keys(node);
    const part = node as SegmentFilter;
    const only = (...allowed: string[]) => {
      const extra = keys.find((key) => !allowed.includes(key));
      if (extra) throw InvalidInput.of(`${at}.${extra}`, 'is not known here; check its spelling');
    };
    const inner = (child: unknown, where: string) => compile(child, of, where, depth + 1);
    for (const [key, word] of [
      ['all', 'AND'],
      ['any', 'OR'],
    ] as const) {
      if (!Object.hasOwn(part, key)) continue;
      only(key);
      const children = part[key];
      if (!Array.isArray(children)) throw InvalidInput.of(`${at}.${key}`, 'must be a list');
      // All of nothing holds, any of nothing does not.
      if (children.length === 0) return plain(key === 'all' ? '1 = 1' : '1 = 0');
      return joined(
        children.map((child, index) => inner(child, `${at}.${key}[${index}]`)),
        word,
      );
    }
    if (Object.hasOwn(part, 'not')) {
      only('not');
      const negated = inner(part['not'], `${at}.not`);
      return { ...negated, sql: `NOT COALESCE((${negated.sql}), 0)` };
    }
    if (Object.hasOwn(part, 'field')) {
      only('field', 'operator', 'value');
      return field(part, of, at, depth);
    }
    if (Object.hasOwn(part, 'related')) {
      only('related', 'matches');
      return related(part['related'], of, `${at}.related`, (other) =>
        compile(part['matches'], other, `${at}.matches`, depth + 1),
      );
    }
    if (Object.hasOwn(part, 'memberOf')) {
      only('memberOf');
      return memberOf(part['memberOf'], of, `${at}.memberOf`);
    }
    const condition = world.conditions.find(({ key }) => Object.hasOwn(part, key));
    if (!condition)
      throw InvalidInput.of(
        at,
        `must have one of ${['all', 'any', 'not', 'field', 'related', 'memberOf', ...world.conditions.map(({ key }) => key)].join(', ')}`,
      );
    only(condition.key);
    return condition.compile(part[condition.key], `${at}.${condition.key}`, {
      source: of,
      recordId: of.list.columns['id']!.sql,
      now: world.now,
    });
  }

  function field(part: SegmentFilter, of: RecordSource, at: string, depth: number): CompiledFilter {
    const name = part['field'];
    if (typeof name !== 'string') throw InvalidInput.of(`${at}.field`, 'must be the name of a field');
    const dot = name.indexOf('.');
    if (dot > 0)
      return related(name.slice(0, dot), of, `${at}.field`, (other) =>
        field({ ...part, field: name.slice(dot + 1) }, other, at, depth),
      );
    const column = Object.hasOwn(of.list.columns, name) ? of.list.columns[name] : undefined;
    if (!column || column.filterable === false || column.kind === 'json') {
      const known = Object.entries(of.list.columns).filter(
        ([, one]) => one.filterable !== false && one.kind !== 'json',
      );
      throw InvalidInput.of(
        `${at}.field`,
        `${of.targetType} has no field "${name.slice(0, 60)}" to ask for; it has ${known.map(([one]) => one).join(', ')}`,
      );
    }
    const { dialect, now } = world;
    use(of, column.sql);
    return {
      ...compileField(column, part['operator'], part['value'], { path: at, dialect, now }),
      references: [],
    };
  }

  function related(
    relation: unknown,
    of: RecordSource,
    at: string,
    matches: (other: RecordSource) => CompiledFilter,
  ): CompiledFilter {
    const known =
      typeof relation === 'string' && Object.hasOwn(of.related ?? {}, relation)
        ? of.related![relation]
        : undefined;
    const other = known && world.sourceOf(known.targetType);
    if (!other)
      throw InvalidInput.of(
        at,
        `${of.targetType} has no related "${String(relation).slice(0, 60)}"; it has ${Object.keys(of.related ?? {}).join(', ') || 'none'}`,
      );
    const idColumn = of.list.columns[known.idField]!.sql;
    use(of, idColumn);
    const condition = matches(other);
    return { ...condition, sql: relatedSql(idColumn, other, condition.sql) };
  }

  function memberOf(value: unknown, of: RecordSource, at: string): CompiledFilter {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw InvalidInput.of(at, 'must be an object');
    const { targetListIds, optedOut, ...rest } = value as Record<string, unknown>;
    const extra = Object.keys(rest)[0];
    if (extra) throw InvalidInput.of(`${at}.${extra}`, 'is not known here; check its spelling');
    const ids = idsOf(targetListIds, `${at}.targetListIds`);
    if (optedOut !== undefined && typeof optedOut !== 'boolean')
      throw InvalidInput.of(`${at}.optedOut`, 'must be true or false');
    return {
      sql: memberOfSql(of.list.columns['id']!.sql, ids.length, optedOut !== undefined),
      values: [of.targetType, ...ids, ...(optedOut === undefined ? [] : [optedOut])],
      references: referencesTo('{target_list}', 'target list', ids, `${at}.targetListIds`),
    };
  }

  const compiled = compile(filter, source, path, 0);
  if (compiled.values.length > MAX_VALUES)
    throw InvalidInput.of(path, `has ${compiled.values.length} values; there may be ${MAX_VALUES} in all`);
  return base && !joins ? { ...compiled, from: base } : compiled;
}

const plain = (sql: string): CompiledFilter => ({ sql, values: [], references: [] });

const joined = (parts: CompiledFilter[], word: string): CompiledFilter => ({
  sql: parts.map(({ sql }) => `(${sql})`).join(` ${word} `),
  values: parts.flatMap(({ values }) => values),
  references: parts.flatMap(({ references }) => references),
});

/** Ids of other records. @throws InvalidInput naming the path. */
export function idsOf(value: unknown, path: string): string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > 1_000)
    throw InvalidInput.of(path, 'must be a list of from 1 to 1000 ids');
  const wrong = value.findIndex((one) => typeof one !== 'string' || !ID.test(one));
  if (wrong >= 0) throw InvalidInput.of(`${path}[${wrong}]`, 'must be an id as the API gives it');
  return [...new Set(value as string[])];
}

export const referencesTo = (table: string, noun: string, ids: string[], path: string): FilterReference[] =>
  ids.map((id, index) => ({ table, noun, id, path: `${path}[${index}]` }));

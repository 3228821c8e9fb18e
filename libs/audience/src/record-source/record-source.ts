import type { RecordImporter } from '../import/record-importer.js';
import { definePlugin, type CollectionSpec, parameters, type SqlCondition } from '@facteur/platform';

/** One record as a message sees it. */
export interface TargetRecord {
  targetType: string;
  targetId: string;
  /** How a person would call it. */
  name: string;
  /** The language to write to them in (BCP 47), where the record says one. */
  language?: string | null;
  /** What placeholders can say, by scope: `{ person: { firstName: 'Ada' }, account: { name: 'Acme' } }`. */
  scopes: Record<string, Record<string, string | number | Date | null>>;
}

/**
 * A kind of record that can be a target: the built-in Account, Contact, Lead and User, or one of a host's own.
 * Register an implementation by decorating it with {@link RecordSourcePlugin} and providing it in any module.
 * `recordSourceContract` checks an implementation against this contract.
 */
export interface RecordSource {
  /** The API's name for it, e.g. `Contact`. */
  readonly targetType: string;

  /** Queue building goes through the types in this order, so that of two records with one address the first wins. */
  readonly order: number;

  /** How its records are read, filtered and paged. `columns.id` is the id that lists and the queue hold. */
  readonly list: CollectionSpec;

  /** Which placeholders a template may use for it: scope -> fields. */
  readonly placeholders: Record<string, readonly string[]>;

  /**
   * How the value of a placeholder is read in SQL over `list.from`, so that empty ones can be counted; undefined where
   * it cannot. When absent: the column of `list` that is called like the field.
   */
  fieldSql?(scope: string, field: string): string | undefined;

  /**
   * Records of other types that it points to, for questions such as `account.industry`: name -> their type, and
   * the column of `list` that holds their id.
   */
  readonly related?: Record<string, { targetType: string; idField: string }>;

  /**
   * SELECT with the columns `target_id, address, address_key, is_primary`, one row for each address that a
   * record has on the channel; undefined when this type has none there. Joined inside larger statements, so
   * it must be mergeable: no GROUP BY, no LIMIT, and an index on the id.
   */
  addresses(channel: string): string | undefined;

  /**
   * That a row of {@link addresses} is of the record with an id, so that the index over the source's own key serves: for keys
   * that are no texts, or texts of another collation. When absent: `target_id` is compared as it is.
   *
   * @param row its alias. @param id SQL of an id as Facteur keeps it: a column of text, or `?`, which is bound as often as it stands in the answer.
   */
  matches?(row: string, id: string): string;

  /** How its records come in from files; a type without one cannot be imported. */
  readonly importer?: RecordImporter | undefined;

  /**
   * Puts another address in the place of a record's primary one, whose owner has confirmed it. A type without it keeps what
   * it has.
   */
  changeAddress?(id: string, channel: string, address: string): Promise<void>;

  /** Those of the records that exist, by id, in one query however many there are. */
  load(ids: string[]): Promise<Map<string, TargetRecord>>;
}

/** See {@link RecordSource.matches}. */
export const isOf = (source: RecordSource, row: string, id: string): string =>
  source.matches?.(row, id) ?? `${row}.target_id = ${id}`;

/** The same of any of some ids, with the values that it binds; there must be one at least. */
export function isOfAny(source: RecordSource, row: string, ids: string[]): SqlCondition {
  const one = source.matches?.(row, '?');
  if (one === undefined) return { sql: `${row}.target_id IN (${parameters(ids.length)})`, values: ids };
  const times = one.split('?').length - 1;
  return {
    sql: `(${ids.map(() => `(${one})`).join(' OR ')})`,
    values: ids.flatMap((id) => Array<string>(times).fill(id)),
  };
}

/** See {@link RecordSource.fieldSql}. */
export function fieldSql(source: RecordSource, scope: string, field: string): string | undefined {
  return source.fieldSql ? source.fieldSql(scope, field) : source.list.columns[field]?.sql;
}

const sources = definePlugin<RecordSource>({
  kind: 'record source',
  name: ({ targetType }) => targetType,
  pattern: /^[A-Za-z]\w{0,39}$/,
  compare: (a, b) => a.order - b.order || a.targetType.localeCompare(b.targetType),
});

/** Marks a provider as a {@link RecordSource}; discovery does the rest. */
export const RecordSourcePlugin = sources.Plugin;

/** @internal Base of the registry. */
export const RecordSources = sources.Registry;

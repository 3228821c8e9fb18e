import type { Belongs } from '../belonging/belonging-sql.js';

/** How a column is read from a raw row, and how a filter value for it is read from text. */
export type ColumnKind = 'text' | 'number' | 'boolean' | 'date' | 'json';

/** One member of what a collection answers: where it comes from, what it is, and what people are told of it. */
export interface CollectionColumn<V = unknown> {
  /** SQL expression; never holds anything a user typed. */
  sql: string;
  kind: ColumnKind;
  /** False: shown, but neither filtered nor sorted by. */
  filterable?: boolean;
  /** All values that there can be; a filter by another is refused, since a typo would look like "there are none". */
  values?: readonly string[];
  nullable?: boolean;
  /** Tells of a person: null, and no way to ask by it, for those who may not see people. */
  isPersonal?: boolean;
  /** For the API document. */
  about?: string;
  /** Of a column of JSON: what stands in it (OpenAPI). */
  schema?: object;
  /** Carries the type of the answered value; never there. */
  readonly value?: V;
}

export type Columns = Record<string, CollectionColumn>;

/**
 * What a collection of the API reads: one SELECT, described as data, so that listing, filtering, sorting, getting
 * one, "all that a search matches", the type of the answer and its description in the API document are one thing.
 */
export interface CollectionSpec<C extends Columns = Columns> {
  /** Word for one of them, used in errors. */
  noun: string;
  /** FROM clause with its joins; a join must not multiply rows. */
  from: string;
  /** The table of `columns.id` alone with its alias, for conditions that need no join. */
  base?: string;
  /** Condition that always holds, e.g. not archived. */
  where?: string;
  /** Must hold `id`, the public id. */
  columns: C;
  /**
   * Filters that ask whether the record belongs to something: name -> condition in which `{values}` stands
   * for the wanted ids.
   */
  belongings?: Record<string, string>;
  /** Whose the rows are; everybody's when absent. */
  belongs?: Belongs;
  /** Columns that `search` looks into. */
  search: string[];
  /** `field:ASC` or `field:DESC`. */
  sortBy: string;
  /** Unique column that grows, for walking through all rows in pieces; export needs it. */
  key?: string;
  /** Unique expression that makes the order of equal rows stable. */
  tieBreak: string;
}

/** Keeps the columns' types, which {@link ViewOf} reads. */
export const collection = <C extends Columns>(
  spec: CollectionSpec<C> & { search: (keyof C & string)[] },
): CollectionSpec<C> => spec;

/** One row of a collection, as it is answered: dates are ISO 8601 texts. */
export type ViewOf<C extends Columns> = {
  [Name in keyof C]: C[Name] extends CollectionColumn<infer V> ? V : never;
} & { id: string };

export const text = (sql: string, about?: string): CollectionColumn<string> => ({ sql, kind: 'text', about });
/** One of a fixed set of words. */
export const oneOf = <const T extends readonly string[]>(
  values: T,
  sql: string,
  about?: string,
): CollectionColumn<T[number]> => ({ sql, kind: 'text', values, about });
export const number = (sql: string, about?: string): CollectionColumn<number> => ({
  sql,
  kind: 'number',
  about,
});
export const boolean = (sql: string, about?: string): CollectionColumn<boolean> => ({
  sql,
  kind: 'boolean',
  about,
});
/** ISO 8601, in UTC. */
export const date = (sql: string, about?: string): CollectionColumn<string> => ({ sql, kind: 'date', about });
/** A column of JSON; `schema` is OpenAPI's, `T` the same for TypeScript. */
export const json = <T>(sql: string, schema: object, about?: string): CollectionColumn<T> => ({
  sql,
  kind: 'json',
  filterable: false,
  schema,
  about,
});
/** A column that may be null. */
export const nullable = <V>(column: CollectionColumn<V>): CollectionColumn<V | null> => ({
  ...(column as CollectionColumn<V | null>),
  nullable: true,
});
/** A column that tells of a person; null for those who may not see people. */
export const personal = <V>(column: CollectionColumn<V>): CollectionColumn<V | null> => ({
  ...nullable(column),
  isPersonal: true,
});

/** How a column is read from a raw row, and how a filter value for it is read from text. */
export type ColumnKind = 'text' | 'number' | 'boolean' | 'date' | 'json';

export interface CollectionColumn {
  /** SQL expression; never holds anything a user typed. */
  sql: string;
  kind: ColumnKind;
  /** False: shown, but neither filtered nor sorted by. */
  filterable?: boolean;
  /** All values that there can be; a filter by another is refused, since a typo would look like "there are none". */
  values?: readonly string[];
}

/**
 * What a list of the API reads: one SELECT, described as data, so that listing, filtering, sorting, getting
 * one, and "all that a search matches" are the same SQL.
 */
export interface CollectionSpec {
  /** Word for one of them, used in errors. */
  noun: string;
  /** FROM clause with its joins; a join must not multiply rows. */
  from: string;
  /** The table of `columns.id` alone with its alias, for conditions that need no join. */
  base?: string;
  /** Condition that always holds, e.g. not archived. */
  where?: string;
  /** Must hold `id`, the public id. */
  columns: Record<string, CollectionColumn>;
  /**
   * Filters that ask whether the record belongs to something: name -> condition in which `{values}` stands
   * for the wanted ids.
   */
  belongings?: Record<string, string>;
  /** Columns that `search` looks into. */
  search: string[];
  /** `field:ASC` or `field:DESC`. */
  sortBy: string;
  /** Unique column that grows, for walking through all rows in pieces; export needs it. */
  key?: string;
  /** Unique expression that makes the order of equal rows stable. */
  tieBreak: string;
}

export const text = (sql: string): CollectionColumn => ({ sql, kind: 'text' });
/** One of a fixed set of words. */
export const oneOf = (values: readonly string[], sql: string): CollectionColumn => ({
  sql,
  kind: 'text',
  values,
});
export const number = (sql: string): CollectionColumn => ({ sql, kind: 'number' });
export const boolean = (sql: string): CollectionColumn => ({ sql, kind: 'boolean' });
export const date = (sql: string): CollectionColumn => ({ sql, kind: 'date' });
export const json = (sql: string): CollectionColumn => ({ sql, kind: 'json', filterable: false });

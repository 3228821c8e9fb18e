/**
 * The few places where the two databases speak differently. Everything that is not here is SQL that both
 * SQLite 3.45+ and MariaDB 10.6+ / MySQL 8 understand.
 */
export interface Dialect {
  readonly name: 'sqlite' | 'mysql';
  /** Suffix of an INSERT that keeps the row that is already there when a unique key repeats. */
  ignoreDuplicates(table: string, anyKeyColumn: string): string;
  /** Suffix of an INSERT that overwrites `columns` when the unique key over `key` repeats. */
  upsert(key: string[], assignments: Record<string, string>): string;
  /** The value that the INSERT tried to write, for use inside {@link upsert}. */
  inserted(column: string): string;
  /** Locks the rows that a SELECT reads until the transaction ends; nothing where one writer is all there is. */
  readonly forUpdate: string;
  /** Texts one after the other. */
  concat(...parts: string[]): string;
  /** A text in lower case that compares by its characters alone, whatever the column's collation. */
  fold(sql: string): string;
  /** A text of one of Facteur's columns, compared letter by letter with a text in whatever collation. */
  exact(sql: string): string;
  /** A value as the driver wants it bound. */
  bind(value: unknown): unknown;
}

/** SQLite stores dates as text in UTC, the way TypeORM writes them. */
export function sqliteDate(date: Date): string {
  return date.toISOString().replace('T', ' ').replace('Z', '');
}

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  ignoreDuplicates: () => 'ON CONFLICT DO NOTHING',
  upsert: (key, assignments) =>
    `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ` +
    Object.entries(assignments)
      .map(([column, value]) => `${column} = ${value}`)
      .join(', '),
  inserted: (column) => `excluded.${column}`,
  forUpdate: '',
  concat: (...parts) => `(${parts.join(' || ')})`,
  fold: (sql) => `LOWER(${sql})`,
  exact: (sql) => sql,
  bind: (value) => {
    if (value instanceof Date) return sqliteDate(value);
    if (typeof value === 'boolean') return value ? 1 : 0;
    return value ?? null;
  },
};

export const mysqlDialect: Dialect = {
  name: 'mysql',
  // Not INSERT IGNORE: that would also swallow truncation and null errors.
  ignoreDuplicates: (table, column) => `ON DUPLICATE KEY UPDATE ${column} = {${table}}.${column}`,
  upsert: (_key, assignments) =>
    'ON DUPLICATE KEY UPDATE ' +
    Object.entries(assignments)
      .map(([column, value]) => `${column} = ${value}`)
      .join(', '),
  inserted: (column) => `VALUES(${column})`,
  forUpdate: 'FOR UPDATE',
  concat: (...parts) => `CONCAT(${parts.join(', ')})`,
  fold: (sql) => `LOWER(${sql}) COLLATE utf8mb4_bin`,
  exact: (sql) => `${sql} COLLATE utf8mb4_bin`,
  bind: (value) => {
    if (typeof value === 'boolean') return value ? 1 : 0;
    return value ?? null;
  },
};

/** `?, ?, ?` for an IN list or a row of values. */
export function parameters(count: number): string {
  return Array(count).fill('?').join(', ');
}

/** `(?, ?), (?, ?)` for a multi-row INSERT. */
export function parameterRows(rows: number, columns: number): string {
  return Array(rows)
    .fill(`(${parameters(columns)})`)
    .join(', ');
}

/** Escapes the wildcards of LIKE; use with `ESCAPE '!'`. */
export function likePattern(text: string): string {
  return text.replace(/[!%_]/g, (character) => `!${character}`);
}

/** Reads a date column of a raw row: MySQL gives a Date, SQLite the text that TypeORM wrote. Null for what is none, such as MySQL's day 0. */
export function readDate(value: unknown): Date | null {
  if (value == null) return null;
  const text = String(value).replace(' ', 'T');
  const date = value instanceof Date ? value : new Date(/Z|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

import {
  type QueryRunner,
  Table,
  TableColumn,
  type TableColumnOptions,
  type TableForeignKeyOptions,
  TableIndex,
} from 'typeorm';

/**
 * A small vocabulary for tables that both databases understand, so that one history runs on each. Only the
 * few differences (long texts, binary collation) are decided here.
 */
export type Column = (name: string, mysql: boolean) => TableColumnOptions;

const plain =
  (type: string, more: Partial<TableColumnOptions> = {}): Column =>
  (name) => ({ name, type, ...more });

export const nullable =
  (column: Column): Column =>
  (name, mysql) => ({ ...column(name, mysql), isNullable: true });

export const withDefault =
  (value: string | number, column: Column): Column =>
  (name, mysql) => ({ ...column(name, mysql), default: typeof value === 'string' ? `'${value}'` : value });

export const unique =
  (column: Column): Column =>
  (name, mysql) => ({ ...column(name, mysql), isUnique: true });

export const key: Column = plain('integer', {
  isPrimary: true,
  isGenerated: true,
  generationStrategy: 'increment',
});
export const whole = plain('integer');
/** A sum that grows for years. */
export const count = plain('bigint');
export const flag = withDefault(0, plain('integer'));
export const money = plain('decimal', { precision: 14, scale: 2 });
/** UTC, to the millisecond. */
export const moment = plain('datetime', { precision: 3 });
export const line = (length = 255) => plain('varchar', { length: String(length) });

/** Compared byte by byte: normalised addresses and dedupe keys must never be equal by collation. */
export const exact =
  (length: number): Column =>
  (name, mysql) => ({
    name,
    type: 'varchar',
    length: String(length),
    ...(mysql ? { charset: 'utf8mb4', collation: 'utf8mb4_bin' } : {}),
  });

/** Up to 16 MB of text. */
export const long: Column = (name, mysql) => ({ name, type: mysql ? 'mediumtext' : 'text' });
export const bytes: Column = (name, mysql) => ({ name, type: mysql ? 'longblob' : 'blob' });

/** The columns of every ordinary row; see BaseEntity. */
export const ordinary = { id: key, public_id: unique(line(24)), created_at: moment, modified_at: moment };

export interface TableParts {
  columns: Record<string, Column>;
  /** Names of the columns that are the primary key together, when there is no generated one. */
  primary?: string[];
  indices?: Record<string, string[]>;
  uniques?: Record<string, string[]>;
  /** column -> table whose `id` it holds; deleting that row deletes these. */
  parents?: Record<string, string>;
}

export async function createTable(runner: QueryRunner, name: string, parts: TableParts): Promise<void> {
  const mysql = runner.dataSource.options.type !== 'better-sqlite3';
  const foreignKeys: TableForeignKeyOptions[] = Object.entries(parts.parents ?? {}).map(
    ([column, parent]) => ({
      name: `fk_${name}_${column}`,
      columnNames: [column],
      referencedTableName: parent,
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    }),
  );
  await runner.createTable(
    new Table({
      name,
      columns: Object.entries(parts.columns).map(([column, make]) => ({
        ...make(column, mysql),
        ...(parts.primary?.includes(column) ? { isPrimary: true } : {}),
      })),
      foreignKeys,
    }),
  );
  const indices = [
    ...Object.entries(parts.indices ?? {}).map(([index, columnNames]) => ({
      name: index,
      columnNames,
      isUnique: false,
    })),
    ...Object.entries(parts.uniques ?? {}).map(([index, columnNames]) => ({
      name: index,
      columnNames,
      isUnique: true,
    })),
  ];
  for (const index of indices) await runner.createIndex(name, new TableIndex(index));
}

export async function addColumn(
  runner: QueryRunner,
  table: string,
  name: string,
  column: Column,
): Promise<void> {
  const mysql = runner.dataSource.options.type !== 'better-sqlite3';
  await runner.addColumn(table, new TableColumn(column(name, mysql)));
}

/** Not by TypeORM, which on SQLite makes the table anew: its children would go with the old one. */
export async function dropColumn(runner: QueryRunner, table: string, name: string): Promise<void> {
  await runner.query(`ALTER TABLE {${table}} DROP COLUMN ${name}`);
}

/** The same column with another type or one more freedom; what is in it stays. */
export async function changeColumn(
  runner: QueryRunner,
  table: string,
  name: string,
  column: Column,
): Promise<void> {
  const mysql = runner.dataSource.options.type !== 'better-sqlite3';
  if (!mysql) return runner.changeColumn(table, name, new TableColumn(column(name, mysql)));
  // TypeORM drops and adds a column whose length changes.
  const { type, length, isNullable } = column(name, mysql);
  await runner.query(
    `ALTER TABLE {${table}} MODIFY ${name} ${type}${length ? `(${length})` : ''}${isNullable ? '' : ' NOT NULL'}`,
  );
}

/**
 * The table made anew, for what no ALTER can do on both databases.
 *
 * @param values of its columns, out of the old one. @param where which of its rows; all when absent.
 */
export async function remakeTable(
  runner: QueryRunner,
  name: string,
  parts: TableParts,
  values: Record<string, string>,
  where = '1 = 1',
): Promise<void> {
  await createTable(runner, `${name}_anew`, parts);
  await runner.query(
    `INSERT INTO {${name}_anew} (${Object.keys(values).join(', ')})
     SELECT ${Object.values(values).join(', ')} FROM {${name}} WHERE ${where}`,
  );
  await runner.dropTable(name);
  await runner.query(`ALTER TABLE {${name}_anew} RENAME TO {${name}}`);
}

import type { MigrationInterface, QueryRunner, Table, TableIndex } from 'typeorm';

/**
 * A query runner to which migrations speak by plain names: tables get the connection's prefix, and so do the names of
 * indices and foreign keys, which are one for the whole database on SQLite and MySQL respectively. In SQL, as in statements
 * everywhere, a table of Facteur's is `{mailing}`.
 */
function prefixed(runner: QueryRunner): QueryRunner {
  const prefix = runner.dataSource.options.entityPrefix ?? '';
  const whole = (name: string) => `${prefix}${name}`;
  const own: Partial<Record<keyof QueryRunner, unknown>> = {
    query: (sql: string, ...values: []) =>
      runner.query(
        sql.replace(/\{([a-z_]+)\}/g, (_, name: string) => whole(name)),
        ...values,
      ),
    createTable: (table: Table, ...more: []) => {
      const copy = table.clone();
      copy.name = whole(table.name);
      for (const key of copy.foreignKeys) {
        if (key.name) key.name = whole(key.name);
        key.referencedTableName = whole(key.referencedTableName);
      }
      return runner.createTable(copy, ...more);
    },
    createIndex: (table: string, index: TableIndex) => {
      const copy = index.clone();
      if (copy.name) copy.name = whole(copy.name);
      return runner.createIndex(whole(table), copy);
    },
    dropIndex: (table: string, name: string) => runner.dropIndex(whole(table), whole(name)),
    dropTable: (table: string, ...more: []) => runner.dropTable(whole(table), ...more),
    addColumn: (table: string, ...more: [never]) => runner.addColumn(whole(table), ...more),
    dropColumn: (table: string, ...more: [never]) => runner.dropColumn(whole(table), ...more),
    changeColumn: (table: string, ...more: [never, never]) => runner.changeColumn(whole(table), ...more),
  };
  return new Proxy(runner, {
    get(target, member) {
      const value: unknown = own[member as keyof QueryRunner] ?? Reflect.get(target, member);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
}

/** The migration, on tables that begin with whatever prefix its connection has. */
export const withPrefix = (Migration: new () => MigrationInterface): new () => MigrationInterface =>
  class extends Migration {
    override up(runner: QueryRunner) {
      return super.up(prefixed(runner));
    }

    override down(runner: QueryRunner) {
      return super.down(prefixed(runner));
    }
  };

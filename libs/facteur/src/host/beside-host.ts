import { type HostDataSource, mysqlSource, type SchemaParts, sqliteSource } from '@facteur/platform';
import type { DataSource } from 'typeorm';

/** Where a server is, who signs in and how: all else of a host's options is about its own ways with values and tables. */
const PLACE = [
  'url',
  'host',
  'port',
  'username',
  'password',
  'database',
  'socketPath',
  'ssl',
  'connectTimeout',
];

/** Of the driver's options, those that say how values are read; Facteur has its own. */
const HABITS = [
  'dateStrings',
  'timezone',
  'typeCast',
  'charset',
  'charsetNumber',
  'supportBigNumbers',
  'bigNumberStrings',
  'decimalNumbers',
  'rowsAsArray',
  'namedPlaceholders',
  'nestTables',
  'stringifyObjects',
  'multipleStatements',
  'flags',
];

/**
 * A data source of Facteur's own to the database of a host's: the same server, sign-in, encryption and size of pool, and none of the
 * host's habits (naming strategy, time zone, prefix, logging, subscribers, migrations). Not open yet.
 *
 * @throws Error when it is a database that Facteur does not speak, with the way out
 */
export function besideHost(host: HostDataSource, parts: SchemaParts, tablePrefix: string): DataSource {
  const options = host.options as unknown as Record<string, unknown>;
  const { type } = host.options;
  if (type === 'mysql' || type === 'mariadb') {
    // With replicas: what was written a moment ago must be read, so all goes to the one that is written to.
    const main = (options['replication'] as { master?: object } | undefined)?.master ?? {};
    const place = { ...only(PLACE, options), ...only(PLACE, main as never) };
    const extra = (options['extra'] ?? {}) as Record<string, unknown>;
    const { connectionLimit, ...rest } = extra;
    const poolSize = options['poolSize'] ?? connectionLimit ?? 10;
    return mysqlSource({ ...place, poolSize, extra: without(HABITS, rest) }, parts, tablePrefix);
  }
  if (type === 'better-sqlite3' || type === 'sqlite') {
    const file = String(options['database']);
    if (file === ':memory:' || file === '')
      throw new Error(
        'The data source is an SQLite database in memory, which no second connection reaches: use a file, or give Facteur a `url` of its own.',
      );
    return sqliteSource(file, parts, tablePrefix, { wal: false });
  }
  throw new Error(
    `The data source is of the type "${type}"; Facteur works beside MySQL, MariaDB and SQLite. Give it a \`url\` of its own (mysql://… or sqlite:<file>) in place of \`dataSource\`.`,
  );
}

const only = (names: string[], options: Record<string, unknown>) =>
  Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));

const without = (names: string[], options: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)));

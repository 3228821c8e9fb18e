import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import mysql from 'mysql2';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { MigrationInterface } from 'typeorm';
import { mysqlPlaceOf } from './mysql-place.js';
import { SnakeNamingStrategy } from './snake-naming-strategy.js';

type Class<T> = new () => T;

interface SqliteConnection {
  pragma(text: string): void;
  function(name: string, options: object, work: (value: unknown) => unknown): void;
}

/** What a database needs to know about the libs that live in it. */
export interface SchemaParts {
  entities: (new () => object)[];
  migrations: Class<MigrationInterface>[];
}

export interface DataSourceShape {
  /** Connections at most (MySQL, MariaDB). */
  poolSize?: number;
  /** What the names of all tables begin with. */
  tablePrefix?: string;
}

/**
 * Opens no connection yet: call `initialize()` and `runMigrations()`.
 *
 * @param url `sqlite:<file>` (or `sqlite::memory:`) or `mysql://user:password@host:port/database`, see {@link mysqlPlaceOf}.
 * @throws Error naming DATABASE_URL when the scheme is neither, or a parameter none.
 */
export function createDataSource(
  url: string,
  parts: SchemaParts,
  { poolSize = 10, tablePrefix = '' }: DataSourceShape = {},
): DataSource {
  if (url.startsWith('sqlite:')) {
    const database = url.slice('sqlite:'.length);
    if (database !== ':memory:') {
      mkdirSync(dirname(database), { recursive: true, mode: 0o700 });
      // Its owner's alone, whatever made it; the files that SQLite lays beside it follow.
      closeSync(openSync(database, 'a', 0o600));
      chmodSync(database, 0o600);
    }
    return sqliteSource(database, parts, tablePrefix);
  }
  if (/^(mysql|mariadb):\/\//.test(url))
    return mysqlSource({ ...mysqlPlaceOf(url), poolSize }, parts, tablePrefix);
  throw new Error(`DATABASE_URL must begin with "sqlite:" or "mysql://", not "${url.split(':')[0]}:"`);
}

const common = (parts: SchemaParts, tablePrefix: string) => ({
  ...parts,
  namingStrategy: new SnakeNamingStrategy(),
  entityPrefix: tablePrefix,
  // A history of its own: a host's is never looked at. By another name than that of a Facteur without a prefix in the same database.
  migrationsTableName: tablePrefix ? `${tablePrefix}history` : 'facteur_migration',
});

/** @param database the file, or `:memory:` @param wal whether the file is made to keep a write-ahead log, for good */
export function sqliteSource(
  database: string,
  parts: SchemaParts,
  tablePrefix: string,
  { wal = database !== ':memory:' } = {},
): DataSource {
  return new DataSource({
    ...common(parts, tablePrefix),
    type: 'better-sqlite3',
    database,
    ...(wal ? { enableWAL: true } : {}),
    prepareDatabase: (connection: SqliteConnection) => {
      // With NORMAL a power cut takes committed marks back, and somebody would get a letter twice.
      connection.pragma('synchronous = FULL');
      // What is erased is overwritten, and does not stay readable in the file.
      connection.pragma('secure_delete = ON');
      connection.pragma('busy_timeout = 5000');
      connection.pragma('cache_size = -16384');
      connection.pragma('temp_store = MEMORY');
      // SQLite's own knows the 26 letters alone.
      connection.function('lower', { deterministic: true }, (value) =>
        typeof value === 'string' ? value.toLowerCase() : value,
      );
    },
  } as DataSourceOptions);
}

/** @param place where the server is and who signs in there, as TypeORM names it */
export function mysqlSource(place: object, parts: SchemaParts, tablePrefix: string): DataSource {
  return new DataSource({
    connectTimeout: 5_000,
    ...place,
    ...common(parts, tablePrefix),
    type: 'mysql',
    driver: readCommitted(),
    timezone: 'Z',
    charset: 'utf8mb4',
    extra: {
      enableKeepAlive: true,
      // TypeORM's errors have a stack of their own; the driver's would be taken for every statement that goes well.
      trace: false,
      ...(place as { extra?: object }).extra,
    },
  });
}

/**
 * The driver with READ COMMITTED for each of its connections from the first moment: said once a session, not once a
 * transaction, which would be one round trip more for each.
 */
function readCommitted() {
  return {
    ...mysql,
    createPool: (options: mysql.PoolOptions) => {
      const pool = mysql.createPool(options);
      pool.on('connection', (connection) => {
        connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', (error) => {
          if (error) connection.destroy();
        });
      });
      return pool;
    },
  };
}

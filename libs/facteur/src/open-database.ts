import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import {
  createDataSource,
  Database,
  type HostDataSource,
  isConnectionError,
  MINUTE,
  withoutPassword,
} from '@facteur/platform';
import type { DataSource } from 'typeorm';
import { facteurMigrations, TABLE_OWNERS } from '@facteur/migrations';
import { besideHost } from './host/beside-host.js';
import { facteurEntities } from './schema.js';
import { SchemaRepository } from './schema.repository.js';

/** A database that is not there at the start is waited for: it may be starting too. */
const PATIENCE = 10 * MINUTE;
const PAUSE = 1_000;

/**
 * Connects and brings the schema up to date. Several processes may start at once: on MySQL one of them
 * migrates while the others wait for a named lock.
 *
 * @throws Error that names DATABASE_URL and what is wrong with it.
 */
export async function openDatabase({ url, dataSource: host, ...shape }: DatabaseChoice): Promise<Database> {
  const parts = { entities: facteurEntities, migrations: facteurMigrations };
  const { tablePrefix = '', migrate = true } = shape;
  if (!/^([a-z][a-z0-9_]{0,19})?$/.test(tablePrefix))
    throw new Error(
      `tablePrefix "${tablePrefix}" must begin with a small letter and may have 20 of them, digits and _.`,
    );
  const dataSource =
    host === undefined ? createDataSource(url, parts, { tablePrefix }) : besideHost(host, parts, tablePrefix);
  const place = host === undefined ? placeOf(url) : "of the host's data source";
  try {
    await patiently(
      `The database ${place}`,
      async () => {
        if (!dataSource.isInitialized) await dataSource.initialize();
        const ran = await prepareSchema(dataSource, migrate);
        shape.onMigrated?.(ran);
      },
      (error) => {
        throw dataSource.isInitialized
          ? error
          : new Error(
              host === undefined
                ? `The database of DATABASE_URL (${place}) cannot be opened: ${error.message}`
                : `The database ${place} cannot be opened by Facteur: ${error.message}`,
            );
      },
    );
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw error;
  }
  const isMysql = dataSource.options.type === 'mysql';
  return new Database(
    dataSource,
    isMysql ? await new SchemaRepository(dataSource).collation(tablePrefix) : undefined,
  );
}

/** Which database, and how Facteur's tables lie in it. */
export interface DatabaseChoice {
  url: string;
  /** A host's own, in whose database they lie; goes before `url`. */
  dataSource?: HostDataSource;
  /** What the names of all tables begin with. */
  tablePrefix?: string;
  /** Whether the start brings the schema up to date; if not, it is refused where something is missing. */
  migrate?: boolean;
  /** Told how many migrations were run. */
  onMigrated?: (count: number) => void;
}

/**
 * Does something as soon as the database answers: says once that it waits, and goes on by itself.
 *
 * @param otherwise what else went wrong, or that it took too long.
 */
export async function patiently<T>(
  what: string,
  work: () => Promise<T>,
  otherwise: (error: Error) => never = (error) => {
    throw error;
  },
): Promise<T> {
  const begun = performance.now();
  for (let said = false; ; said = true) {
    try {
      return await work();
    } catch (error) {
      const away = isAway(error);
      if (!away || performance.now() - begun > PATIENCE) return otherwise(error as Error);
      if (!said) new Logger('Database').warn(`${what} does not answer yet; waiting for it.`);
      await pause(PAUSE);
    }
  }
}

const isAway = (error: unknown) =>
  (isConnectionError(error) && (error as { code?: string }).code !== 'ENOENT') ||
  ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH'].includes(
    (error as { code?: string }).code ?? '',
  );

/**
 * Brings the schema up to date, or sees that it is.
 *
 * @throws Error with the way out: the database would damage texts, another's table is in the way, or migrations are missing
 *   that this process may not run.
 */
async function prepareSchema(dataSource: DataSource, migrate: boolean): Promise<number> {
  const schema = new SchemaRepository(dataSource);
  const isMysql = dataSource.options.type === 'mysql';
  const charset = isMysql ? await schema.charset() : 'utf8mb4';
  if (charset !== 'utf8mb4')
    throw new Error(
      `The database must be made with CHARACTER SET utf8mb4, not ${charset}; names of people would be damaged. ALTER DATABASE … CHARACTER SET utf8mb4 changes it for new tables.`,
    );
  if (!migrate) {
    if (await schema.lacksMigrations())
      throw new Error(
        'The schema of Facteur is not up to date, and `migrate` is false: run migrateFacteur() with this release first.',
      );
    return 0;
  }
  await refuseOthersTables(dataSource, schema);
  if (!isMysql) return (await dataSource.runMigrations({ transaction: 'each' })).length;
  return schema.alone(async () => (await dataSource.runMigrations({ transaction: 'none' })).length);
}

/** Where no migration ever ran, no table may be there yet: it would be somebody else's. */
async function refuseOthersTables(dataSource: DataSource, schema: SchemaRepository): Promise<void> {
  const prefix = dataSource.options.entityPrefix ?? '';
  const there = await schema.tables();
  if (there.has(dataSource.options.migrationsTableName!)) return;
  const taken = Object.keys(TABLE_OWNERS).filter((table) => there.has(`${prefix}${table}`));
  if (taken.length)
    throw new Error(
      `The database has a table ${prefix}${taken[0]} that is not Facteur's${taken.length > 1 ? ` (and ${taken.length - 1} more)` : ''}: choose another tablePrefix, or another database.`,
    );
}

/** Where the database is, without anything that could be a secret. */
function placeOf(url: string): string {
  if (url.startsWith('sqlite:')) return url;
  return withoutPassword(url)
    .replace('***@', '')
    .replace(/[?#].*$/s, '');
}

import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { createDataSource, Database, isConnectionError, MINUTE, withoutPassword } from '@facteur/platform';
import type { DataSource } from 'typeorm';
import { facteurMigrations } from '@facteur/migrations';
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
export async function openDatabase(url: string): Promise<Database> {
  const dataSource = createDataSource(url, { entities: facteurEntities, migrations: facteurMigrations });
  await patiently(
    `The database ${placeOf(url)}`,
    async () => {
      if (!dataSource.isInitialized) await dataSource.initialize();
      await prepareSchema(dataSource);
    },
    (error) => {
      throw dataSource.isInitialized
        ? error
        : new Error(`The database of DATABASE_URL (${placeOf(url)}) cannot be opened: ${error.message}`);
    },
  );
  return new Database(dataSource);
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
 * Brings the schema up to date.
 *
 * @throws Error when the database would damage texts.
 */
export async function prepareSchema(dataSource: DataSource): Promise<void> {
  if (dataSource.options.type === 'better-sqlite3') {
    await dataSource.runMigrations({ transaction: 'each' });
    return;
  }
  const schema = new SchemaRepository(dataSource);
  const charset = await schema.charset();
  if (charset !== 'utf8mb4') {
    throw new Error(
      `The database must be made with CHARACTER SET utf8mb4, not ${charset}; names of people would be damaged.`,
    );
  }
  await schema.alone(() => dataSource.runMigrations({ transaction: 'none' }));
}

/** Where the database is, without anything that could be a secret. */
function placeOf(url: string): string {
  if (url.startsWith('sqlite:')) return url;
  return withoutPassword(url)
    .replace('***@', '')
    .replace(/[?#].*$/s, '');
}

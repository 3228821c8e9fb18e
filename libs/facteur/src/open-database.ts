import { createDataSource, Database } from '@facteur/platform';
import type { DataSource } from 'typeorm';
import { facteurEntities, facteurMigrations } from './schema.js';

/**
 * Connects and brings the schema up to date. Several processes may start at once: on MySQL one of them
 * migrates while the others wait for a named lock.
 *
 * @throws Error that names DATABASE_URL and what is wrong with it.
 */
export async function openDatabase(url: string): Promise<Database> {
  const dataSource = createDataSource(url, { entities: facteurEntities, migrations: facteurMigrations });
  try {
    await dataSource.initialize();
  } catch (error) {
    throw new Error(
      `The database of DATABASE_URL (${withoutPassword(url)}) cannot be opened: ${(error as Error).message}`,
    );
  }
  await prepareSchema(dataSource);
  return new Database(dataSource);
}

export async function prepareSchema(dataSource: DataSource): Promise<void> {
  if (dataSource.options.type === 'better-sqlite3') {
    await dataSource.runMigrations({ transaction: 'each' });
    return;
  }
  const [row] = await dataSource.query<{ charset: string }[]>('SELECT @@character_set_database AS charset');
  if (row?.charset !== 'utf8mb4') {
    throw new Error(
      `The database must be made with CHARACTER SET utf8mb4, not ${row?.charset}; names of people would be damaged.`,
    );
  }
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query(`SELECT GET_LOCK(CONCAT('facteur migration ', DATABASE()), 120)`);
    await dataSource.runMigrations({ transaction: 'none' });
  } finally {
    await lock.query(`SELECT RELEASE_LOCK(CONCAT('facteur migration ', DATABASE()))`).catch(() => undefined);
    await lock.release();
  }
}

const withoutPassword = (url: string) => url.replace(/(\/\/[^:@/]*):[^@]*@/, '$1:***@');

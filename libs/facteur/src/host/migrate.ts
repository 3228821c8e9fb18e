import type { HostDataSource } from '@facteur/platform';
import { openDatabase } from '../open-database.js';

/** Which database Facteur's tables lie in, as told to `FacteurModule`. */
export interface MigrationTarget {
  dataSource?: HostDataSource;
  url?: string;
  /** `facteur_` when absent. */
  tablePrefix?: string;
}

/**
 * Brings Facteur's schema up to date, for those who do so before a start and not with it. The host's own migrations are not
 * looked at.
 *
 * @returns how many migrations were run
 * @throws Error with the way out
 */
export async function migrateFacteur({
  dataSource,
  url,
  tablePrefix = 'facteur_',
}: MigrationTarget): Promise<number> {
  if (!dataSource && !url) throw new Error('migrateFacteur() needs `dataSource` or `url`.');
  let ran = 0;
  const database = await openDatabase({
    url: url ?? '',
    tablePrefix,
    ...(dataSource ? { dataSource } : {}),
    onMigrated: (count) => (ran = count),
  });
  await database.dataSource.destroy();
  return ran;
}

import { describe } from '@jest/globals';
import type { DatabaseKind } from './new-database.js';

export { type DatabaseKind, newDatabase, type TestDatabase } from './new-database.js';

/** Runs the same suite on both databases. */
export function onBothDatabases(name: string, suite: (kind: DatabaseKind) => void): void {
  describe.each<[DatabaseKind]>([['SQLite'], ['MariaDB']])(`${name} (%s)`, suite);
}

import type { DataSourceOptions } from 'typeorm';
import { DataSource } from 'typeorm';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DatabaseKind, newDatabase } from '../support/databases.js';

/** A host's own data source, open, with its tables; SQLite in a file, since two connections share it. */
export async function hostDatabase(
  kind: DatabaseKind,
  entities: (new () => object)[],
  more: Partial<DataSourceOptions> = {},
): Promise<{ source: DataSource; drop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'facteur-host-db-'));
  const test = await newDatabase(kind);
  const place =
    kind === 'SQLite'
      ? { type: 'better-sqlite3', database: join(folder, 'host.sqlite') }
      : { type: 'mysql', url: test.url };
  const source = new DataSource({ ...place, entities, synchronize: true, ...more } as DataSourceOptions);
  await source.initialize();
  return {
    source,
    drop: async () => {
      if (source.isInitialized) await source.destroy();
      await test.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

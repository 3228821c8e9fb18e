import { facteurMigrations } from '@facteur/migrations';
import { createDataSource, withoutPassword } from '@facteur/platform';
import { SchemaRepository } from '../schema.repository.js';
import type { DoctorLine } from './examine.js';

/** Whether the database answers, holds all letters, and has the schema of this release. Waits for nothing, writes nothing. */
export async function lookAtDatabase(url: string): Promise<DoctorLine[]> {
  const place = url.startsWith('sqlite:') ? url : withoutPassword(url);
  const dataSource = createDataSource(
    url,
    { entities: [], migrations: facteurMigrations },
    { tablePrefix: '' },
  );
  try {
    await dataSource.initialize();
  } catch (error) {
    const words = (error as Error).message || String((error as { code?: string }).code);
    return [
      {
        ...{ code: 'database', state: 'fail' },
        detail: `The database of DATABASE_URL (${place}) cannot be opened: ${words}`,
      },
    ];
  }
  try {
    const schema = new SchemaRepository(dataSource);
    const charset = dataSource.options.type === 'mysql' ? await schema.charset() : 'utf8mb4';
    if (charset !== 'utf8mb4')
      return [
        {
          ...{ code: 'database', state: 'fail' },
          detail: `The database has CHARACTER SET ${charset}, which damages names of people: ALTER DATABASE … CHARACTER SET utf8mb4 before the first start.`,
        },
      ];
    const up: DoctorLine = { code: 'database', state: 'pass', detail: `${place} answers.` };
    const { missing, unknown } = await schema.compareMigrations();
    if (unknown.length)
      return [
        up,
        {
          ...{ code: 'migrations', state: 'warn' },
          detail: `The database was brought further by a later version (${unknown.join(', ')}). One version back still reads it; do not go on with this one for long.`,
        },
      ];
    if (missing.length)
      return [
        up,
        {
          ...{ code: 'migrations', state: 'fail' },
          detail: `${missing.length} migrations of this version have not run (${missing[0]}…): start the server, or run npm run migrate.`,
        },
      ];
    return [up, { code: 'migrations', state: 'pass', detail: 'The schema is that of this version.' }];
  } finally {
    await dataSource.destroy();
  }
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ImportRun, ImportRunner, type RecordImporter, RecordSourceRegistry } from '@facteur/audience';
import { Clock, Database, EntityStore } from '@facteur/platform';
import { MariaDb, openFacteur, seconds, table } from './support.js';

/** Importing 200,000 contacts with addresses and accounts, checked first and then written, beside the writing alone. */
const ROWS = Number(process.argv[2] ?? 200_000);
const BATCH = 500;

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
const row = (number: number, prefix: string) =>
  `First${number},Last${number},${prefix}${number}@import.example,Account ${number % 5_000},City ${number % 300}`;

async function measure(server: MariaDb | undefined) {
  const { app, database, dataDir, close } = await openFacteur(server, 'smtp://127.0.0.1:1');
  const filePath = join(dataDir, 'people.csv');
  const lines = Array.from({ length: ROWS }, (_, index) => row(index, 'p'));
  writeFileSync(filePath, `first name,last name,email,account,city\n${lines.join('\n')}\n`);
  lines.length = 0;
  const mapping = ['firstName', 'lastName', 'emailAddress', 'accountName', 'addressCity'];
  const store = new EntityStore(app.get(Database), app.get(Clock), ImportRun, 'import');
  const run = await store.create({
    targetType: 'Contact',
    fileName: 'people.csv',
    filePath,
    options: JSON.stringify({
      encoding: 'utf-8',
      delimiter: ',',
      hasHeader: true,
      mapping,
      duplicates: 'Update',
      skipBadRows: false,
      dryRun: false,
    }),
    status: 'Running',
    phase: 'Check',
    listId: null,
  });
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
  const imported = await seconds(() => app.get(ImportRunner).start(run.id));
  clearInterval(watch);
  const done = (await store.byKey(run.id))!;
  if (done.createdCount !== ROWS) throw new Error(`${done.createdCount} of ${ROWS}: ${done.error}`);
  const importer: RecordImporter = app.get(RecordSourceRegistry).get('Contact').importer!;
  const alone = await seconds(async () => {
    for (let from = 0; from < ROWS; from += BATCH) {
      const rows = Array.from({ length: Math.min(BATCH, ROWS - from) }, (_, index) => {
        const cells = row(from + index, 'q').split(',');
        return { line: index, values: Object.fromEntries(mapping.map((name, at) => [name, cells[at]!])) };
      });
      await database.transaction(() => importer.write(rows, { duplicates: 'Create', now: new Date() }));
    }
  });
  await close();
  return {
    database: server ? 'MariaDB' : 'SQLite',
    rows: ROWS,
    'imported, s': imported.toFixed(1),
    'rows/s': Math.round(ROWS / imported),
    'grown by, MB': megabytes(peak - before),
    'writing alone, s': alone.toFixed(1),
    ratio: (imported / alone).toFixed(2),
  };
}

const rows = [await measure(undefined)];
const server = await MariaDb.start();
rows.push(await measure(server));
await server.stop();
table('Import of contacts from CSV', rows);

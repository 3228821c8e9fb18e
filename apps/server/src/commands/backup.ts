import 'reflect-metadata';
import { backUp } from '@facteur/facteur';
import { readEnvironment } from '@facteur/platform';
import { fail } from './command.js';

/** `npm run backup -- <folder>`: a consistent copy while the server runs. */
const USAGE = `npm run backup -- <folder>
  Copies database (SQLite), secret and what waits to be recorded into a new folder, while the server runs.
  Beside MariaDB or MySQL it says how the database is dumped. Variables as the server has them. docs/running.md tells how to restore.`;

async function main(): Promise<void> {
  const [folder] = process.argv.slice(2);
  if (!folder || folder === '--help') return void process.stdout.write(`${USAGE}\n`);
  const environment = readEnvironment();
  const { files, command } = await backUp(environment, folder);
  process.stdout.write(`${folder}: ${files.join(', ') || 'nothing'}\n`);
  if (environment.appSecret)
    process.stdout.write(
      'The secret is that of APP_SECRET: keep it elsewhere, links and passwords need it.\n',
    );
  if (command) process.stdout.write(`The database is dumped by its own means:\n  ${command}\n`);
}

await main().catch(fail);

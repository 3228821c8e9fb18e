import 'reflect-metadata';
import { migrateFacteur } from '@facteur/facteur';
import { readEnvironment } from '@facteur/platform';
import { fail } from './command.js';

/** `npm run migrate`: brings the schema up to date without starting anything. */
const USAGE = `npm run migrate
  Brings the database up to this version; a start does so too. DATA_DIR or DATABASE_URL as the server has them.`;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return void process.stdout.write(`${USAGE}\n`);
  const { databaseUrl: url } = readEnvironment();
  const ran = await migrateFacteur({ url, tablePrefix: '' });
  process.stdout.write(ran ? `${ran} migrations were run.\n` : 'The schema is up to date.\n');
}

await main().catch(fail);

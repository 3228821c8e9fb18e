import 'reflect-metadata';
import { Restored } from '@facteur/facteur';
import { command, fail } from './command.js';

/** `npm run restored`, after a dump was read back and before the server starts. */
const USAGE = `npm run restored [when the dump was made]
  Says that the database was read back from a dump: what may have been sent since waits for a person, so that nobody gets a mail
  twice. A copy that npm run backup made of SQLite says so itself. DATA_DIR, DATABASE_URL and APP_SECRET as the server has them.`;

await command(USAGE, async (app) => {
  const { messages, mailings } = await app.get(Restored).begin(process.argv[2] ?? '');
  process.stdout.write(`${messages} messages are Unconfirmed, ${mailings} mailings wait for a person.\n`);
}).catch(fail);

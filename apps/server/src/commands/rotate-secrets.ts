import 'reflect-metadata';
import { RotateSecrets } from '@facteur/facteur';
import { command, fail } from './command.js';

/** `npm run rotate-secrets`, after APP_SECRET was changed and every process was started with the new one. */
const USAGE = `npm run rotate-secrets
  Encrypts what is stored anew. First start every process with the new APP_SECRET, the old one in APP_SECRET_PREVIOUS.`;

await command(USAGE, async (app) => {
  const count = await app.get(RotateSecrets).run();
  process.stdout.write(
    `${count} stored secrets are encrypted with the current APP_SECRET. Keep APP_SECRET_PREVIOUS for as long as links in older mail are to work.\n`,
  );
}).catch(fail);

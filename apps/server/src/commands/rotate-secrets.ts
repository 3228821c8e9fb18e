import 'reflect-metadata';
import { rotateSecrets } from '@facteur/facteur';
import { Database, SecretBox } from '@facteur/platform';
import { command, fail } from './command.js';

/** `npm run rotate-secrets`, after APP_SECRET was changed and every process was started with the new one. */
await command(async (app) => {
  const count = await rotateSecrets(app.get(Database), app.get(SecretBox));
  process.stdout.write(
    `${count} stored secrets are encrypted with the current APP_SECRET. Keep APP_SECRET_PREVIOUS for as long as links in older mail are to work.\n`,
  );
}).catch(fail);

import 'reflect-metadata';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { SignInService } from '@facteur/admin';
import { SiteOptions } from '@facteur/platform';
import { FIRST_PASSWORD } from '../start-up.js';
import { command, fail } from './command.js';

/**
 * `npm run reset-password [address]`: a new password for a person who cannot sign in any more, shown once; NEW_PASSWORD
 * gives a chosen one. All their sessions end.
 */
const USAGE = `npm run reset-password [address]
  A new password for somebody who signs in; for the first admin when no address is given.
  NEW_PASSWORD=… chooses it. DATA_DIR, DATABASE_URL and APP_SECRET as the server has them.`;

await command(USAGE, async (app) => {
  const { email, password } = await app
    .get(SignInService)
    .resetPassword(process.argv[2], process.env.NEW_PASSWORD || undefined);
  rmSync(join(app.get(SiteOptions).dataDir, FIRST_PASSWORD), { force: true });
  const shown = process.env.NEW_PASSWORD ? 'the one in NEW_PASSWORD' : password;
  process.stdout.write(`The password of ${email} is now ${shown}; all sessions have ended.\n`);
}).catch(fail);

import 'reflect-metadata';
import { SignInService } from '@facteur/admin';
import { command, fail } from './command.js';

/**
 * `npm run reset-password [address]`: a new password for a person who cannot sign in any more, shown once; NEW_PASSWORD
 * gives a chosen one. All their sessions end.
 */
await command(async (app) => {
  const { email, password } = await app
    .get(SignInService)
    .resetPassword(process.argv[2], process.env.NEW_PASSWORD || undefined);
  const shown = process.env.NEW_PASSWORD ? 'the one in NEW_PASSWORD' : password;
  process.stdout.write(`The password of ${email} is now ${shown}; all sessions have ended.\n`);
}).catch(fail);

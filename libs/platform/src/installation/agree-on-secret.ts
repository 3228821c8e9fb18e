import { Logger } from '@nestjs/common';
import type { Clock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import { fingerprintOf, makeAppSecret, storedAppSecret } from '../secrets/app-secret.js';
import type { Secrets } from '../secrets/secrets.js';
import { SettingsRepository } from '../settings/settings.repository.js';

export interface SecretWords {
  /** APP_SECRET. */
  given: string | undefined;
  /** APP_SECRET_PREVIOUS. */
  previous: string[];
  dataDir: string;
  /** Only a server makes a secret up. */
  role: 'server' | 'worker';
}

const NAME = 'secret-fingerprint';

/**
 * The secret that this process works with. All processes of a database must have the same: the database keeps its
 * fingerprint, and who has another does not start. One that has the old secret in APP_SECRET_PREVIOUS brings a new one
 * in.
 *
 * @throws Error that says why, and what to do.
 */
export async function agreeOnSecret(database: Database, clock: Clock, words: SecretWords): Promise<Secrets> {
  const { dataDir, role, previous } = words;
  // Before there are any services: their secrets are what is agreed on here.
  const settings = new SettingsRepository(database);
  const read = async () => (await settings.find<{ fingerprint: string }>(NAME))?.fingerprint;
  let agreed = await read();
  const own = words.given ?? storedAppSecret(dataDir);
  if (own === undefined && role === 'worker')
    throw new Error(
      'The secret of this installation is missing: set APP_SECRET as the server has it (where none was set, the server keeps it in its DATA_DIR, in the file app-secret).',
    );
  if (own === undefined && agreed)
    throw new Error(
      `The secret of this installation is missing: the database was used with one before, and there is none in APP_SECRET or ${dataDir}. Set APP_SECRET to it, or bring the file app-secret back into DATA_DIR; without it the links already sent and the stored passwords cannot be read.`,
    );
  const current = own ?? makeAppSecret(dataDir);
  const fingerprint = fingerprintOf(current);
  if (!agreed) {
    await settings.addUnlessThere(NAME, { fingerprint }, clock.now());
    // Another process may have been first.
    agreed = (await read())!;
  }
  if (agreed !== fingerprint) {
    if (!previous.some((one) => fingerprintOf(one) === agreed))
      throw new Error(
        'The secret of this process is not the one that this database is used with: half of the links in mail would be dead. Give every process the same APP_SECRET. To change it, set APP_SECRET to the new one and APP_SECRET_PREVIOUS to the old one.',
      );
    await settings.replace(NAME, { fingerprint }, clock.now());
    new Logger('Installation').log(
      'A new APP_SECRET is in use from now on. "npm run rotate-secrets" encrypts the stored secrets anew.',
    );
  }
  return { current, previous };
}

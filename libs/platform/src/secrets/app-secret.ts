import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hkdfSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** The secret that was made in `DATA_DIR/app-secret` at an earlier start, if there is one. */
export function storedAppSecret(dataDir: string): string | undefined {
  const file = join(dataDir, 'app-secret');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** Makes a secret and keeps it in `DATA_DIR/app-secret`, readable by its owner alone. */
export function makeAppSecret(dataDir: string): string {
  const secret = randomBytes(32).toString('hex');
  const file = join(dataDir, 'app-secret');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(file, 0o600);
  return secret;
}

/** Tells two secrets apart, and tells nothing of either. */
export function fingerprintOf(secret: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', 'facteur fingerprint of the secret', 16)).toString('hex');
}

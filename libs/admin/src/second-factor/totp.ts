import { Secret, TOTP } from 'otpauth';
import { createHash, randomBytes } from 'node:crypto';

/** Seconds that a code is good for (RFC 6238, its default, which all apps know). */
const PERIOD = 30;
/** Steps before and after now whose codes are taken: clocks of telephones differ. */
const WINDOW = 1;
const RECOVERY_CODES = 10;

const totpOf = (secret: string, label = '') =>
  new TOTP({ issuer: 'Facteur', label, secret: Secret.fromBase32(secret), period: PERIOD, digits: 6 });

/** 160 random bits, base32. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** What an authenticator app reads as a QR code. */
export const totpUri = (secret: string, label: string): string => totpOf(secret, label).toString();

/** @returns the step of time that a code is of; undefined when it is none of about now. */
export function stepOf(secret: string, code: string, now: Date): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const delta = totpOf(secret).validate({ token: code, timestamp: now.getTime(), window: WINDOW });
  return delta === null ? undefined : Math.floor(now.getTime() / 1_000 / PERIOD) + delta;
}

/** Ten codes of eighty bits each, written so that they can be typed from paper. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () => {
    const text = randomBytes(10).toString('hex');
    return text.match(/.{5}/g)!.join('-');
  });

/** Random enough to need no slow hash. */
export const hashRecoveryCode = (code: string): string =>
  createHash('sha256')
    .update(code.toLowerCase().replace(/[^0-9a-f]/g, ''))
    .digest('hex');

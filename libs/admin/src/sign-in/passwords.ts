import { hash } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';
import { InvalidInput } from '@facteur/platform';

/** NIST SP 800-63B asks for eight at least, OWASP ASVS for twelve; new ones have twelve. Any characters, none is cut off. */
const LEAST_CHARACTERS = 12;

/** An address as accounts are found by it. Pure. */
export const accountKeyOf = (email: string) => email.normalize('NFC').toLowerCase();

export const madeUpPassword = () => randomBytes(12).toString('base64url');

/** Argon2id with the library's costs, which are OWASP's. */
export const hashPassword = (password: string): Promise<string> => hash(password);

/** @throws InvalidInput */
export function refuseWeak(field: string, password: string, email: string): void {
  if ([...password].length < LEAST_CHARACTERS)
    throw InvalidInput.of(field, `must have at least ${LEAST_CHARACTERS} characters`);
  if (new Set(password).size < 4 || accountKeyOf(password) === email)
    throw InvalidInput.of(field, 'is too easily guessed');
}

import { createHash, randomBytes } from 'node:crypto';

/** A bearer token: 256 random bits behind a prefix that secret scanners can find. */
export function newToken(kind: 'session' | 'key' | 'link'): string {
  return `fct_${{ session: 's', key: 'k', link: 'l' }[kind]}_${randomBytes(32).toString('base64url')}`;
}

/** Tokens are stored only as this: whoever reads the database cannot sign in. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

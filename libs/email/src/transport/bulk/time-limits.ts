import { MINUTE } from '@facteur/platform';

/** How long a server may take, in milliseconds (RFC 5321, 4.5.3.2). */
export interface TimeLimits {
  /** To connect, to greet, to encrypt and to sign in: each. */
  handshake: number;
  /** To answer MAIL, RCPT and RSET. */
  command: number;
  /** To answer DATA. */
  data: number;
  /** To take the content and to answer for it: less, and a slow server leaves messages that nobody knows of. */
  content: number;
}

export const TIME_LIMITS: TimeLimits = {
  handshake: 15_000,
  command: 5 * MINUTE,
  data: 2 * MINUTE,
  content: 10 * MINUTE,
};

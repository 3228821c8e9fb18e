import { randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * A new public id: 20 lower-case letters and digits, 100 random bits. It begins with a letter, so that it is
 * also a valid name where ids are pasted (`{trackingUrl:ID}`).
 */
export function newPublicId(): string {
  const bytes = randomBytes(20);
  let id = ALPHABET[bytes[0]! % 26]!;
  for (let i = 1; i < 20; i++) id += ALPHABET[bytes[i]! & 31];
  return id;
}

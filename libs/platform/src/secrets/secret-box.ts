import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Encrypts what must rest secretly in the database (SMTP passwords, keys): AES-256-GCM under APP_SECRET. */
export class SecretBox {
  private readonly key: Buffer;
  /** Also read with, until everything was encrypted anew. */
  private readonly readable: Buffer[];

  constructor(secret: string, previous: string[] = []) {
    this.key = keyOf(secret);
    this.readable = [this.key, ...previous.map(keyOf)];
  }

  encrypt(plain: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
  }

  /** @throws Error when the text was encrypted under another APP_SECRET or was altered. */
  decrypt(text: string): string {
    const bytes = Buffer.from(text, 'base64');
    for (const key of this.readable) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
        decipher.setAuthTag(bytes.subarray(12, 28));
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
      } catch {
        // Perhaps with an earlier secret.
      }
    }
    throw new Error('A stored secret cannot be read: APP_SECRET is not the one it was encrypted with.');
  }
}

const keyOf = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'facteur secret box', 32));

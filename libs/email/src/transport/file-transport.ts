import { mkdir, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Outcome, Transport } from '@facteur/dispatch';
import type { EmailMessage } from './email-message.js';

/** Writes each message as an .eml file into a folder; for development and tests where no SMTP server is wanted. */
export class FileTransport implements Transport<EmailMessage> {
  readonly concurrency = 8;

  constructor(private readonly folder: string) {}

  async send({ mime }: EmailMessage): Promise<Outcome> {
    try {
      await mkdir(this.folder, { recursive: true });
      const name = `${randomUUID()}.eml`;
      await writeFile(join(this.folder, name), mime, { flag: 'wx' });
      return { kind: 'delivered', response: name };
    } catch (error) {
      return { kind: 'unavailable', reason: (error as Error).message };
    }
  }

  async close(): Promise<void> {}
}

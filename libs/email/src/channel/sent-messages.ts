import { Injectable } from '@nestjs/common';
import { Database, parameterRows } from '@facteur/platform';
import type { EmailMessage } from '../transport/email-message.js';

/** Copies of what was sent, for mailings that ask for it. */
@Injectable()
export class SentMessages {
  constructor(private readonly database: Database) {}

  async find(queueItemId: number): Promise<Buffer | undefined> {
    const [row] = await this.database.query<{ content: Buffer }>(
      'SELECT content FROM sent_message WHERE queue_item_id = ?',
      [queueItemId],
    );
    return row && Buffer.from(row.content);
  }

  async keep(sent: { item: { id: number }; message: unknown }[]): Promise<void> {
    await this.database.execute(
      `INSERT INTO sent_message (queue_item_id, content) VALUES ${parameterRows(sent.length, 2)} ${this.database.dialect.ignoreDuplicates('sent_message', 'queue_item_id')}`,
      sent.flatMap(({ item, message }) => [item.id, (message as EmailMessage).mime]),
    );
  }
}

import { Injectable } from '@nestjs/common';
import { Database, parameterRows, type SqlCondition } from '@facteur/platform';

/** Copies of what was sent, by the queue item that each was sent for. */
@Injectable()
export class SentMessageRepository {
  constructor(private readonly database: Database) {}

  async find(queueItemId: number): Promise<Buffer | undefined> {
    const [row] = await this.database.query<{ content: Buffer }>(
      `SELECT content
       FROM sent_message
       WHERE queue_item_id = ?`,
      [queueItemId],
    );
    return row && Buffer.from(row.content);
  }

  /** An item that has a copy keeps the one it has. */
  async add(copies: { queueItemId: number; content: Buffer }[]): Promise<void> {
    await this.database.execute(
      `INSERT INTO sent_message (queue_item_id, content)
       VALUES ${parameterRows(copies.length, 2)}
       ${this.database.dialect.ignoreDuplicates('sent_message', 'queue_item_id')}`,
      copies.flatMap(({ queueItemId, content }) => [queueItemId, content]),
    );
  }

  /** @param items a SELECT of the ids of queue items. */
  async ofItems({ sql, values }: SqlCondition): Promise<Buffer[]> {
    const rows = await this.database.query<{ content: Buffer }>(
      `SELECT content
       FROM sent_message
       WHERE queue_item_id IN (${sql})`,
      values,
    );
    return rows.map(({ content }) => Buffer.from(content));
  }

  /** @param items a SELECT of the ids of queue items. @returns how many there were. */
  removeOfItems({ sql, values }: SqlCondition): Promise<number> {
    return this.database.execute(
      `DELETE FROM sent_message
       WHERE queue_item_id IN (${sql})`,
      values,
    );
  }
}

import { Injectable } from '@nestjs/common';
import { Database, joined, parameterRows, type SqlCondition, statementsOf } from '@facteur/platform';

/** Copies of what was sent, by the queue item that each was sent for; in parts, since a letter may be large. */
@Injectable()
export class SentMessageRepository {
  constructor(private readonly database: Database) {}

  async find(queueItemId: number): Promise<Buffer | undefined> {
    return (await this.ofItems({ sql: '?', values: [queueItemId] }))[0];
  }

  /** An item that has a copy keeps the one it has. */
  async add(copies: { queueItemId: number; content: Buffer }[]): Promise<void> {
    const contents = copies.map(({ queueItemId, content }) => ({ key: queueItemId, content }));
    for (const parts of statementsOf(contents))
      await this.database.execute(
        `INSERT INTO {sent_message} (queue_item_id, part, content)
         VALUES ${parameterRows(parts.length, 3)}
         ${this.database.dialect.ignoreDuplicates('sent_message', 'queue_item_id')}`,
        parts.flatMap(({ key, part, content }) => [key, part, content]),
      );
  }

  /** @param items a SELECT of the ids of queue items. */
  async ofItems({ sql, values }: SqlCondition): Promise<Buffer[]> {
    const rows = await this.database.query<{ queue_item_id: number; content: Buffer }>(
      `SELECT queue_item_id, content
       FROM {sent_message}
       WHERE queue_item_id IN (${sql})
       ORDER BY queue_item_id, part`,
      values,
    );
    return [...joined(rows.map(({ queue_item_id: key, content }) => ({ key, content }))).values()];
  }

  /** @param items a SELECT of the ids of queue items. @returns how many copies there were. */
  async removeOfItems({ sql, values }: SqlCondition): Promise<number> {
    const first = await this.database.query(
      `SELECT queue_item_id
       FROM {sent_message}
       WHERE queue_item_id IN (${sql})
         AND part = 0`,
      values,
    );
    await this.database.execute(
      `DELETE FROM {sent_message}
       WHERE queue_item_id IN (${sql})`,
      values,
    );
    return first.length;
  }
}

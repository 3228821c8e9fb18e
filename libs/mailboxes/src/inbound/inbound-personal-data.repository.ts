import { Injectable } from '@nestjs/common';
import { type Person, rowsOf } from '@facteur/audience';
import { queueItemsOf } from '@facteur/dispatch';
import { Database, type SqlCondition } from '@facteur/platform';

/** A message as the person is told of it. */
export interface OwnInbound {
  kind: string;
  from: string | null;
  subject: string | null;
  createdAt: Date | string;
  raw: Buffer | null;
}

/** The messages that somebody sent, or that are about what was sent to them. */
@Injectable()
export class InboundPersonalDataRepository {
  constructor(private readonly database: Database) {}

  ofPerson(person: Person): Promise<OwnInbound[]> {
    const { sql, values } = this.rows(person);
    return this.database.query<OwnInbound>(
      `SELECT kind, from_address AS "from", subject, created_at AS "createdAt", raw
       FROM {inbound_message}
       WHERE ${sql}`,
      values,
    );
  }

  /** That something came, and what was made of it, stays. @returns how many rows were changed. */
  forget(person: Person): Promise<number> {
    const { sql, values } = this.rows(person);
    return this.database.execute(
      `UPDATE {inbound_message}
       SET from_address = NULL, subject = NULL, message_id = NULL, raw = NULL, raw_until = NULL
       WHERE ${sql}`,
      values,
    );
  }

  private rows(person: Person): SqlCondition {
    const items = queueItemsOf(person);
    const from = rowsOf(person, { channel: 'channel', addressKey: 'from_address' });
    return {
      sql: `(${from.sql} OR queue_item_id IN (${items.sql}))`,
      values: [...from.values, ...items.values],
    };
  }
}

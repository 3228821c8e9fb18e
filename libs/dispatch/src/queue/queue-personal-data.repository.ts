import { Injectable } from '@nestjs/common';
import { type Person, rowsOf } from '@facteur/audience';
import { Database, type SqlCondition } from '@facteur/platform';

/** Where the queue says whom an item is for. */
export const PERSON_COLUMNS = {
  channel: 'channel',
  addressKey: 'address_key',
  targetType: 'target_type',
  targetId: 'target_id',
};

/** SELECT of the ids of everything that was ever queued for somebody. */
export function queueItemsOf(person: Person): SqlCondition {
  const { sql, values } = rowsOf(person, PERSON_COLUMNS);
  return {
    sql: `
      SELECT id
      FROM {queue_item}
      WHERE ${sql}`,
    values,
  };
}

@Injectable()
export class QueuePersonalDataRepository {
  constructor(private readonly database: Database) {}

  itemsOf(person: Person): Promise<object[]> {
    const { sql, values } = rowsOf(person, PERSON_COLUMNS);
    return this.database.query(
      `SELECT q.channel, q.address, q.status, q.skip_reason AS "skipReason", q.sent_at AS "sentAt", q.delivery,
              q.last_error AS "lastError", g.name AS mailing
       FROM (
         SELECT *
         FROM {queue_item}
         WHERE ${sql}
       ) q
       JOIN {mailing} g ON g.id = q.mailing_id
       ORDER BY q.id`,
      values,
    );
  }

  async forgetReferences(person: Person): Promise<void> {
    const items = queueItemsOf(person);
    await this.database.execute(
      `DELETE FROM {provider_reference}
       WHERE queue_item_id IN (${items.sql})`,
      items.values,
    );
  }

  /** Whoever is still to be written to is not. */
  async skipOpen(person: Person): Promise<void> {
    const { sql, values } = rowsOf(person, PERSON_COLUMNS);
    await this.database.execute(
      `UPDATE {queue_item}
       SET status = 'Skipped', skip_reason = 'erased'
       WHERE status = 'Pending'
         AND ${sql}`,
      values,
    );
  }

  /** @returns how many rows lost their name. */
  async anonymise(person: Person): Promise<number> {
    const { sql, values } = rowsOf(person, PERSON_COLUMNS);
    const nobody = this.database.dialect.concat(`'ERASED:'`, 'id');
    return this.database.execute(
      `UPDATE {queue_item}
       SET address = ${nobody}, address_key = ${nobody}, target_id = NULL, last_error = NULL
       WHERE ${sql}`,
      values,
    );
  }
}

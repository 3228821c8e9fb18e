import { Injectable } from '@nestjs/common';
import { type Person, rowsOf } from '@facteur/audience';
import { LogArchive } from '@facteur/campaigns';
import { Database, parameters } from '@facteur/platform';
import { PERSON_COLUMNS } from './queue-personal-data.repository.js';

/** All that the queue keeps of an item; in the archive as well. */
const COLUMNS = [
  'id',
  'mailing_id',
  'channel',
  'target_type',
  'target_id',
  'address',
  'address_key',
  'status',
  'skip_reason',
  'attempt_count',
  'next_attempt_at',
  'claimed_by',
  'sent_at',
  'last_error',
  'is_test',
  'test_no',
  'delivery',
  'created_at',
  'receiver_rule',
  'account_rule',
].join(', ');

/** Of one transaction. */
const MOST = 500;

/** Nobody waits for what nothing more can happen to; an Unconfirmed item waits for a person, however old. */
const ENDED = `('Sent', 'Failed', 'Skipped')`;

/**
 * Where items lie that are history, with what the log has of them. They are still found by the links in their messages:
 * one that something happens to comes back into the queue first (see docs/decisions/0024-an-archive-that-counts.md).
 */
@Injectable()
export class ItemArchive {
  constructor(
    private readonly database: Database,
    private readonly log: LogArchive,
  ) {}

  /** Mailings that ended before a moment and have something to put away still. Index: ix_queue_claim. */
  async mailingsToStore(endedBefore: Date, after: number): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT g.id
       FROM mailing g
       WHERE g.id > ?
         AND g.completed_at < ?
         AND g.status IN ('Complete', 'Failed', 'Cancelled')
         AND EXISTS (
           SELECT 1
           FROM queue_item q
           WHERE q.mailing_id = g.id
             AND q.status IN ${ENDED})
       ORDER BY g.id
       LIMIT 100`,
      [after, endedBefore],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Puts away a slice of a mailing: items to which nothing happened since a moment. Index: ix_queue_claim; what was put
   * away is no longer in the way of the next slice.
   *
   * @returns how many items and entries of the log; no items when none are left.
   */
  async store(mailingId: number, untouchedSince: Date): Promise<{ items: number; entries: number }> {
    return this.database.transaction(async () => {
      const rows = await this.database.query<{ id: number }>(
        `SELECT q.id
         FROM queue_item q
         WHERE q.mailing_id = ?
           AND q.status IN ${ENDED}
           AND NOT EXISTS (
             SELECT 1
             FROM campaign_log_record l
             WHERE l.queue_item_id = q.id
               AND l.action_date >= ?)
         LIMIT ${MOST} ${this.database.dialect.forUpdate}`,
        [mailingId, untouchedSince],
      );
      const locked = rows.map(({ id }) => id);
      // By whoever had an item until it was locked.
      const touched = await this.log.touchedSince(locked, untouchedSince);
      const ids = locked.filter((id) => !touched.has(id));
      if (ids.length === 0) return { items: 0, entries: 0 };
      const wanted = parameters(ids.length);
      await this.database.execute(
        `INSERT INTO queue_item_archive (${COLUMNS})
         SELECT ${COLUMNS}
         FROM queue_item
         WHERE id IN (${wanted})`,
        ids,
      );
      // Nothing comes back any more that names a message by what its provider called it.
      await this.database.execute(
        `DELETE FROM provider_reference
         WHERE queue_item_id IN (${wanted})`,
        ids,
      );
      const entries = await this.log.store(ids);
      await this.database.execute(
        `DELETE FROM queue_item
         WHERE id IN (${wanted})`,
        ids,
      );
      return { items: ids.length, entries };
    });
  }

  /** Brings back those of the items that lie here. @returns whether there were any, or others have just brought them back. */
  async restore(ids: number[]): Promise<boolean> {
    if (ids.length === 0) return false;
    // Nearly always nothing: so nothing is locked, and no transaction begun, to see that.
    if ((await this.among(ids, '')).length === 0) return false;
    return this.database.transaction(async () => {
      const here = await this.among(ids, this.database.dialect.forUpdate);
      if (here.length === 0) return true;
      const wanted = parameters(here.length);
      await this.database.execute(
        `INSERT INTO queue_item (${COLUMNS})
         SELECT ${COLUMNS}
         FROM queue_item_archive
         WHERE id IN (${wanted})`,
        here,
      );
      await this.log.restore(here);
      await this.database.execute(
        `DELETE FROM queue_item_archive
         WHERE id IN (${wanted})`,
        here,
      );
      return true;
    });
  }

  /** All that was ever meant for somebody. Indices: ix_queue_archive_target, ix_queue_archive_address. */
  async restoreOf(person: Person): Promise<void> {
    const { sql, values } = rowsOf(person, PERSON_COLUMNS);
    for (;;) {
      const rows = await this.database.query<{ id: number }>(
        `SELECT id
         FROM queue_item_archive
         WHERE ${sql}
         LIMIT ${MOST}`,
        values,
      );
      if (rows.length === 0) return;
      await this.restore(rows.map(({ id }) => id));
    }
  }

  private async among(ids: number[], lock: string): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT id
       FROM queue_item_archive
       WHERE id IN (${parameters(ids.length)})
       ORDER BY id ${lock}`,
      ids,
    );
    return rows.map(({ id }) => id);
  }
}

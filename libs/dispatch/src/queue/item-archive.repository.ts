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

  /**
   * Mailings that ended before a moment and have something to put away still; tests stay, they are few. Index:
   * ix_queue_claim. One look-up a mailing: of EXISTS MariaDB would make a table of the whole queue.
   */
  async mailingsToStore(endedBefore: Date, after: number): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT g.id
       FROM {mailing} g
       WHERE g.id > ?
         AND g.completed_at < ?
         AND g.status IN ('Complete', 'Failed', 'Cancelled')
         AND (
           SELECT q.id
           FROM {queue_item} q
           WHERE q.mailing_id = g.id
             AND q.status IN ${ENDED}
             AND q.is_test = 0
           LIMIT 1) IS NOT NULL
       ORDER BY g.id
       LIMIT 100`,
      [after, endedBefore],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Puts away a slice of a mailing: items to which nothing happened since a moment. Indices: ix_queue_claim, ix_log_item;
   * what was put away is no longer in the way of the next slice. With NOT EXISTS MariaDB read all of the log since that
   * moment for each slice: 223 ms beside 4 with 430,000 entries. COALESCE keeps it from a filter by ix_log_date, for which it
   * would read whatever happened lately for each item.
   *
   * @returns how many items and entries of the log; no items when none are left.
   */
  async store(
    mailingId: number,
    untouchedSince: Date,
    most = MOST,
  ): Promise<{ items: number; entries: number }> {
    return this.database.transaction(async () => {
      // Somebody may try its failed items again by now: then it has not ended.
      if (!(await this.takeTurn([mailingId], untouchedSince))) return { items: 0, entries: 0 };
      const rows = await this.database.query<{ id: number }>(
        `SELECT q.id
         FROM {queue_item} q
         WHERE q.mailing_id = ?
           AND q.status IN ${ENDED}
           AND q.is_test = 0
           AND (
             SELECT l.id
             FROM {campaign_log_record} l
             WHERE l.queue_item_id = q.id
               AND COALESCE(l.action_date, l.action_date) >= ?
             LIMIT 1) IS NULL
         LIMIT ${Number(most)} ${this.database.dialect.forUpdate}`,
        [mailingId, untouchedSince],
      );
      const locked = rows.map(({ id }) => id);
      // By whoever had an item until it was locked.
      const touched = await this.log.touchedSince(locked, untouchedSince);
      const ids = locked.filter((id) => !touched.has(id));
      if (ids.length === 0) return { items: 0, entries: 0 };
      const wanted = parameters(ids.length);
      await this.database.execute(
        `INSERT INTO {queue_item_archive} (${COLUMNS})
         SELECT ${COLUMNS}
         FROM {queue_item}
         WHERE id IN (${wanted})`,
        ids,
      );
      // Nothing comes back any more that names a message by what its provider called it.
      await this.database.execute(
        `DELETE FROM {provider_reference}
         WHERE queue_item_id IN (${wanted})`,
        ids,
      );
      const entries = await this.log.store(ids);
      await this.database.execute(
        `DELETE FROM {queue_item}
         WHERE id IN (${wanted})`,
        ids,
      );
      return { items: ids.length, entries };
    });
  }

  /**
   * Who puts items of an old mailing away and who writes to its log exclude each other, also on different nodes of a
   * cluster, where locks are the node's own: both write the mailing's row, before anything of its items.
   *
   * @returns how many of the mailings ended before that moment.
   */
  private takeTurn(mailingIds: number[], endedBefore: Date): Promise<number> {
    return this.database.execute(
      `UPDATE {mailing}
       SET archive_turn = (archive_turn + 1) % 1000000
       WHERE id IN (${parameters(mailingIds.length)})
         AND completed_at < ?`,
      [...mailingIds, endedBefore],
    );
  }

  /** Keeps slices away from items of mailings that ended before a moment; call before they are locked. */
  async keepFromSlices(ids: number[], endedBefore: Date): Promise<void> {
    const of = (queue: string) => `
      SELECT q.mailing_id AS id
      FROM {${queue}} q
      JOIN {mailing} g ON g.id = q.mailing_id
      WHERE q.id IN (${parameters(ids.length)})
        AND g.completed_at < ?`;
    const values = [...ids, endedBefore];
    const rows = await this.database.query<{ id: number }>(
      `${of('queue_item')} UNION ${of('queue_item_archive')} ORDER BY id`,
      [...values, ...values],
    );
    if (rows.length)
      await this.takeTurn(
        rows.map(({ id }) => id),
        endedBefore,
      );
  }

  /** Whoever failed of a mailing, which is to be tried again. */
  async restoreFailed(mailingId: number): Promise<void> {
    await this.restoreWhere(`mailing_id = ? AND status = 'Failed'`, [mailingId]);
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
        `INSERT INTO {queue_item} (${COLUMNS})
         SELECT ${COLUMNS}
         FROM {queue_item_archive}
         WHERE id IN (${wanted})`,
        here,
      );
      await this.log.restore(here);
      await this.database.execute(
        `DELETE FROM {queue_item_archive}
         WHERE id IN (${wanted})`,
        here,
      );
      return true;
    });
  }

  /**
   * All that was ever meant for somebody; what is in the queue is locked first, so that no slice takes it away meanwhile.
   * Call inside a transaction. Indices: ix_queue_archive_target, ix_queue_archive_address.
   */
  async restoreOf(person: Person): Promise<void> {
    const { sql, values } = rowsOf(person, PERSON_COLUMNS);
    await this.database.query(
      `SELECT id
       FROM {queue_item}
       WHERE ${sql} ${this.database.dialect.forUpdate}`,
      values,
    );
    await this.restoreWhere(sql, values);
  }

  private async restoreWhere(sql: string, values: unknown[]): Promise<void> {
    for (;;) {
      const rows = await this.database.query<{ id: number }>(
        `SELECT id
         FROM {queue_item_archive}
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
       FROM {queue_item_archive}
       WHERE id IN (${parameters(ids.length)})
       ORDER BY id ${lock}`,
      ids,
    );
    return rows.map(({ id }) => id);
  }
}

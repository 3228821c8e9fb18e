import { Injectable } from '@nestjs/common';
import { Clock, Database, DAY, HOUR } from '@facteur/platform';
import type { NoticeKind } from './owner-messenger.js';

/** A mailing is held for so long before its owner hears of it: much mends itself. */
const PATIENCE = HOUR;
/** What could not be said for so long is not said any more. */
const STALE = DAY;
const MOST = 100;

export interface DueNotice {
  mailingId: number;
  kind: NoticeKind;
}

/** Which notice is due, by kind: conditions on `mailing m`, with the moments that they ask about. */
const DUE: Record<NoticeKind, (now: Date) => { sql: string; values: Date[] }> = {
  // One that is over by now is told as such.
  began: (now) => ({
    sql: `m.status = 'In Process' AND m.queued_at > ?`,
    values: [before(now, DAY)],
  }),
  // What waits for a person does not mend itself.
  held: (now) => ({
    sql: `m.status IN ('Pending', 'In Process') AND m.hold_code IS NOT NULL
             AND (m.held_since <= ? OR m.hold_code IN ('approval', 'count', 'late', 'restored'))`,
    values: [before(now, PATIENCE)],
  }),
  braked: (now) => ({
    sql: `m.status = 'Paused' AND m.hold_code = 'brake' AND m.held_since > ?`,
    values: [before(now, DAY)],
  }),
  done: (now) => ({
    sql: `m.status = 'Complete' AND m.completed_at > ?`,
    values: [before(now, DAY)],
  }),
  failed: (now) => ({
    sql: `m.status = 'Failed' AND m.modified_at > ?`,
    values: [before(now, DAY)],
  }),
  report: (now) => ({
    sql: `m.status = 'Complete' AND m.completed_at <= ? AND m.completed_at > ?`,
    values: [before(now, DAY), before(now, 2 * DAY)],
  }),
};

const before = (now: Date, time: number) => new Date(now.getTime() - time);

/** What owners have been told, and are to be told. */
@Injectable()
export class NoticeRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Writes down what has become due; a pair of mailing and kind is there once, whoever else does the same. */
  async note(): Promise<void> {
    const now = this.clock.now();
    // Held once more after it went on is news.
    await this.database.execute(
      `DELETE FROM {mailing_notice}
       WHERE kind = 'held'
         AND mailing_id IN (
           SELECT m.id
           FROM {mailing} m
           WHERE m.held_since IS NULL)`,
    );
    for (const [kind, due] of Object.entries(DUE)) {
      const { sql, values } = due(now);
      await this.database.execute(
        `INSERT INTO {mailing_notice} (mailing_id, kind, created_at)
         SELECT m.id, ?, ?
         FROM {mailing} m
         WHERE m.owner IS NOT NULL
           AND ${sql}
           AND NOT EXISTS (
             SELECT 1
             FROM {mailing_notice} n
             WHERE n.mailing_id = m.id
               AND n.kind = ?)
         ${this.database.dialect.ignoreDuplicates('mailing_notice', 'mailing_id')}`,
        [kind, now, ...values, kind],
      );
    }
  }

  /** What is due by now is taken for said. */
  async skipDue(): Promise<void> {
    await this.note();
    await this.database.execute(
      `UPDATE {mailing_notice}
       SET sent_at = ?
       WHERE sent_at IS NULL`,
      [this.clock.now()],
    );
  }

  async unsaid(): Promise<DueNotice[]> {
    return this.database.query<DueNotice>(
      `SELECT mailing_id AS "mailingId", kind
       FROM {mailing_notice}
       WHERE sent_at IS NULL
         AND created_at > ?
       ORDER BY created_at
       LIMIT ${MOST}`,
      [before(this.clock.now(), STALE)],
    );
  }

  /** @returns false when somebody else is saying it, or has. */
  async take({ mailingId, kind }: DueNotice): Promise<boolean> {
    const changed = await this.database.execute(
      `UPDATE {mailing_notice}
       SET sent_at = ?
       WHERE mailing_id = ?
         AND kind = ?
         AND sent_at IS NULL`,
      [this.clock.now(), mailingId, kind],
    );
    return changed > 0;
  }

  /** It could not be said; the next run tries again. */
  async giveBack({ mailingId, kind }: DueNotice): Promise<void> {
    await this.database.execute(
      `UPDATE {mailing_notice}
       SET sent_at = NULL
       WHERE mailing_id = ?
         AND kind = ?`,
      [mailingId, kind],
    );
  }
}

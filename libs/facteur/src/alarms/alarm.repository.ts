import { Injectable } from '@nestjs/common';
import { Clock, Database, newPublicId, readDate, visibleNow } from '@facteur/platform';

/** One that lasts. */
export interface OpenAlarm {
  id: number;
  publicId: string;
  code: string;
  detail: string;
  since: Date;
  isTold: boolean;
  /** When somebody was to be told last, in vain. */
  triedAt: Date | null;
}

@Injectable()
export class AlarmRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async open(): Promise<OpenAlarm[]> {
    const rows = await this.database.query<{
      id: number;
      publicId: string;
      code: string;
      detail: string;
      since: string;
      toldAt: string | null;
      tellError: string | null;
      modifiedAt: string;
    }>(
      `SELECT id, public_id AS "publicId", code, detail, since, told_at AS "toldAt",
         tell_error AS "tellError", modified_at AS "modifiedAt"
       FROM {alarm}
       WHERE ended_at IS NULL`,
    );
    return rows.map(({ toldAt, since, tellError, modifiedAt, ...row }) => ({
      ...row,
      since: readDate(since)!,
      isTold: toldAt !== null,
      triedAt: toldAt === null && tellError !== null ? readDate(modifiedAt) : null,
    }));
  }

  async add(code: string, detail: string, mend: string | null): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO {alarm} (public_id, created_at, modified_at, code, detail, mend, since)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [newPublicId(), now, now, code, detail.slice(0, 2_000), mend, now],
    );
  }

  /** @returns whether nobody else told of it meanwhile */
  async told(id: number, detail: string): Promise<boolean> {
    const now = this.clock.now();
    const changed = await this.database.execute(
      `UPDATE {alarm}
       SET told_at = ?, modified_at = ?, detail = ?, tell_error = NULL
       WHERE id = ?
         AND told_at IS NULL`,
      [now, now, detail.slice(0, 2_000), id],
    );
    return changed > 0;
  }

  /** Nobody could be told, so nobody was: it is tried again. */
  async notTold(id: number, error: string): Promise<void> {
    await this.database.execute(
      `UPDATE {alarm}
       SET told_at = NULL, tell_error = ?, modified_at = ?
       WHERE id = ?`,
      [error.slice(0, 1_000), this.clock.now(), id],
    );
  }

  /** @returns whether nobody else ended it meanwhile; one that nobody was to be told of is forgotten. */
  async end(id: number): Promise<boolean> {
    await this.database.execute(
      `DELETE FROM {alarm}
       WHERE id = ?
         AND told_at IS NULL
         AND tell_error IS NULL`,
      [id],
    );
    const now = this.clock.now();
    const ended = await this.database.execute(
      `UPDATE {alarm}
       SET ended_at = ?, modified_at = ?
       WHERE id = ?
         AND ended_at IS NULL`,
      [now, now, id],
    );
    return ended > 0;
  }

  /** What was broken where a backup was taken says nothing of here. */
  async forgetOpen(): Promise<void> {
    await this.database.execute(
      `DELETE FROM {alarm}
       WHERE ended_at IS NULL`,
    );
  }

  /** Addresses of admins who may sign in. */
  async admins(): Promise<string[]> {
    const rows = await this.database.query<{ email: string }>(
      `SELECT email
       FROM {sign_in}
       WHERE role = 'admin'
         AND status = 'Active'
       ORDER BY id
       LIMIT 20`,
    );
    return rows.map(({ email }) => email);
  }

  /** What became of the mailings that began since a moment, by name of the counter. */
  async lately(since: Date): Promise<Record<string, number>> {
    const rows = await this.database.query<{ name: string; total: number }>(
      `SELECT k.name, SUM(k.value) AS total
       FROM {mailing} g
       JOIN {campaign_counter} k ON k.campaign_id = g.campaign_id AND k.mailing_id = g.id
       WHERE g.queued_at >= ?
         AND k.tracking_url_id = 0
         AND k.name IN ('sent', 'hardBounced', 'softBounced', 'complained', 'optedOut')
       GROUP BY k.name`,
      [since],
    );
    return Object.fromEntries(rows.map(({ name, total }) => [name, Number(total)]));
  }

  /** Messages that are Unconfirmed, of mailings that began since a moment and that whoever asks may see. */
  async unconfirmed(since: Date): Promise<{ count: number; name: string } | undefined> {
    const visible = visibleNow({ to: 'c', or: 'g' });
    const [row] = await this.database.query<{ total: number; name: string | null }>(
      `SELECT COUNT(*) AS total, MIN(g.name) AS name
       FROM {mailing} g
       LEFT JOIN {campaign} c ON c.id = g.campaign_id
       JOIN {queue_item} q ON q.mailing_id = g.id
       WHERE g.queued_at >= ?
         AND q.status = 'Unconfirmed'
         AND ${visible.sql}`,
      [since, ...visible.values],
    );
    return row && Number(row.total) ? { count: Number(row.total), name: row.name ?? '' } : undefined;
  }
}

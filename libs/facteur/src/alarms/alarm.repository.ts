import { Injectable } from '@nestjs/common';
import { Clock, Database, newPublicId, readDate } from '@facteur/platform';

/** One that lasts. */
export interface OpenAlarm {
  id: number;
  publicId: string;
  code: string;
  detail: string;
  since: Date;
  isTold: boolean;
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
    }>(
      `SELECT id, public_id AS "publicId", code, detail, since, told_at AS "toldAt"
       FROM {alarm}
       WHERE ended_at IS NULL`,
    );
    return rows.map(({ toldAt, since, ...row }) => ({
      ...row,
      since: readDate(since)!,
      isTold: toldAt !== null,
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
  async told(id: number, detail: string, error: string | null): Promise<boolean> {
    const now = this.clock.now();
    const changed = await this.database.execute(
      `UPDATE {alarm}
       SET told_at = ?, modified_at = ?, detail = ?, tell_error = ?
       WHERE id = ?
         AND told_at IS NULL`,
      [now, now, detail.slice(0, 2_000), error?.slice(0, 1_000) ?? null, id],
    );
    return changed > 0;
  }

  async keepError(id: number, error: string | null): Promise<void> {
    await this.database.execute(
      `UPDATE {alarm}
       SET tell_error = ?
       WHERE id = ?`,
      [error?.slice(0, 1_000) ?? null, id],
    );
  }

  /** @returns whether nobody else ended it meanwhile; one that nobody was told of is forgotten. */
  async end(id: number): Promise<boolean> {
    await this.database.execute(
      `DELETE FROM {alarm}
       WHERE id = ?
         AND told_at IS NULL`,
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

  /** How many of what was sent in the last hours came back, and how many nobody knows of. */
  async lately(since: Date): Promise<Record<string, number>> {
    const rows = await this.database.query<{ action: string; total: number }>(
      `SELECT action, COUNT(*) AS total
       FROM {campaign_log_record}
       WHERE id > (
           SELECT COALESCE(MAX(id), 0) - 200000
           FROM {campaign_log_record})
         AND action_date >= ?
         AND is_test = 0
       GROUP BY action`,
      [since],
    );
    return Object.fromEntries(rows.map(({ action, total }) => [action, Number(total)]));
  }

  /** Mailings that are out or go out, of which messages are Unconfirmed. */
  async unconfirmed(since: Date): Promise<{ name: string; total: number }[]> {
    return this.database.query(
      `SELECT g.name, COUNT(*) AS total
       FROM {mailing} g
       JOIN {queue_item} q ON q.mailing_id = g.id
       WHERE g.queued_at >= ?
         AND q.status = 'Unconfirmed'
       GROUP BY g.id, g.name
       ORDER BY g.id DESC
       LIMIT 5`,
      [since],
    );
  }
}

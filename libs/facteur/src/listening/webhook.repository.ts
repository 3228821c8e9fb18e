import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';
import { In } from 'typeorm';
import type { Cursor } from './told-event.js';
import { Webhook } from './webhook.entity.js';

/** Why, since when, and what comes next. */
export interface Failure {
  status: 'Failing' | 'Off';
  since: Date;
  words: string;
  nextAt: Date | null;
}

@Injectable()
export class WebhookRepository {
  constructor(private readonly database: Database) {}

  /** Those that are told, and whose pause after a failure is over. */
  async due(now: Date): Promise<Webhook[]> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT id
       FROM {webhook}
       WHERE status <> 'Off'
         AND (next_attempt_at IS NULL OR next_attempt_at <= ?)`,
      [now],
    );
    return this.database.run((manager) => manager.findBy(Webhook, { id: In(rows.map(({ id }) => id)) }));
  }

  /**
   * It was told. @returns false where somebody changed it meanwhile (off, replay), which then counts
   */
  async told(id: number, from: Cursor, to: Cursor, at: Date | null): Promise<boolean> {
    const changed = await this.database.execute(
      `UPDATE {webhook}
       SET told_log = ?, told_note = ?, last_success_at = COALESCE(?, last_success_at),
         status = 'Active', failures = 0, failing_since = NULL, next_attempt_at = NULL, last_error = NULL
       WHERE id = ?
         AND told_log = ?
         AND told_note = ?
         AND status <> 'Off'`,
      [to.log, to.note, at, id, from.log, from.note],
    );
    return changed > 0 || (to.log === from.log && to.note === from.note);
  }

  /** It could not be told. */
  async failed(id: number, state: Failure): Promise<void> {
    await this.database.execute(
      `UPDATE {webhook}
       SET status = ?, failures = failures + 1, failing_since = ?, last_error = ?, next_attempt_at = ?
       WHERE id = ?
         AND status <> 'Off'`,
      [state.status, state.since, state.words.slice(0, 1_000), state.nextAt, id],
    );
  }

  /** Names of those that are switched off because they failed, or fail. */
  failing(): Promise<{ name: string; status: string; lastError: string | null }[]> {
    return this.database.query(
      `SELECT name, status, last_error AS "lastError"
       FROM {webhook}
       WHERE last_error IS NOT NULL
       ORDER BY id`,
    );
  }
}

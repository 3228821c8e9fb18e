import { Injectable } from '@nestjs/common';
import { Database, readDate } from '@facteur/platform';
import { ITEM_STATUSES, type ItemStatus } from '../model/queue-item.js';

@Injectable()
export class ProgressRepository {
  constructor(private readonly database: Database) {}

  /** Tests aside; of the archive too. Indices: ix_queue_claim, ix_queue_archive_mailing. */
  async countsByStatus(mailingId: number): Promise<Record<ItemStatus, number>> {
    const rows = await this.database.query<{ status: ItemStatus; total: number }>(
      `SELECT status, COUNT(*) AS total
       FROM {queue_item}
       WHERE mailing_id = ?
         AND is_test = 0
       GROUP BY status
       UNION ALL
       SELECT status, COUNT(*)
       FROM {queue_item_archive}
       WHERE mailing_id = ?
         AND is_test = 0
       GROUP BY status`,
      [mailingId, mailingId],
    );
    const counts = Object.fromEntries(ITEM_STATUSES.map((status) => [status, 0])) as Record<
      ItemStatus,
      number
    >;
    for (const { status, total } of rows) counts[status] += Number(total);
    return counts;
  }

  async leftOut(mailingId: number): Promise<Record<string, number>> {
    const rows = await this.database.query<{ reason: string; value: number }>(
      `SELECT reason, value
       FROM {mailing_left_out}
       WHERE mailing_id = ?`,
      [mailingId],
    );
    return Object.fromEntries(rows.map(({ reason, value }) => [reason, Number(value)]));
  }

  /** Index: ix_queue_sent. */
  async firstSentSince(channel: string, since: Date): Promise<Date | null> {
    const [row] = await this.database.query<{ at: unknown }>(
      `SELECT MIN(sent_at) AS at
       FROM {queue_item}
       WHERE channel = ?
         AND sent_at > ?
         AND is_test = 0`,
      [channel, since],
    );
    return readDate(row?.at);
  }

  /**
   * When the first of what is left may be tried; null when nothing is. A group of receivers at a time, so that
   * ix_queue_claim tells without a row being read.
   */
  async nextAttempt(mailingId: number): Promise<Date | null> {
    const rows = await this.database.query<{ at: unknown }>(
      `SELECT MIN(next_attempt_at) AS at
       FROM {queue_item}
       WHERE mailing_id = ?
         AND status = 'Pending'
       GROUP BY receiver_rule`,
      [mailingId],
    );
    const times = rows.map(({ at }) => readDate(at)!.getTime());
    return times.length ? new Date(Math.min(...times)) : null;
  }
}

import { Injectable } from '@nestjs/common';
import { Clock, Database, parameterRows } from '@facteur/platform';
import type { Mailing } from '../model/mailing.entity.js';
import type { Portion } from './candidates-sql.js';

/** The statements that build a queue; all inside the builder's one transaction. */
@Injectable()
export class QueueBuildingRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Pending -> In Process. First come, first served: the row stays locked until the commit. */
  async begin(mailingId: number, informational: boolean): Promise<boolean> {
    const now = this.clock.now();
    const ours = await this.database.execute(
      `UPDATE {mailing}
       SET status = 'In Process', queued_at = ?, modified_at = ?, informational = ?,
           hold_code = NULL, hold_reason = NULL
       WHERE id = ?
         AND status = 'Pending'`,
      [now, now, informational, mailingId],
    );
    return ours > 0;
  }

  /** What an earlier building left; what was sent stays. */
  async dropUnsent(mailingId: number): Promise<void> {
    await this.database.execute(
      `DELETE FROM {queue_item}
       WHERE mailing_id = ?
         AND status IN ('Pending', 'Failed', 'Skipped')
         AND is_test = 0`,
      [mailingId],
    );
  }

  /**
   * The unique key over mailing and address is what makes it one item an address, whatever the lists hold. The order
   * is that of the members' index (ux_member), so it costs nothing; the look ahead goes by it as well.
   */
  async insert(mailing: Mailing, { from, verdict }: Portion): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO {queue_item}
         (mailing_id, channel, target_type, target_id, address, address_key, status, next_attempt_at,
          created_at)
       SELECT ?, ?, m.target_type, m.target_id, a.address, a.address_key, 'Pending', ?, ?
       ${from.sql}
         AND ${verdict} IS NULL
       ORDER BY m.target_id
       ${this.database.dialect.ignoreDuplicates('queue_item', 'mailing_id')}`,
      [mailing.id, mailing.channel, now, now, ...from.values],
    );
  }

  /** Tests have a number of their own, so that ux_queue_recipient alone is read: no item of a million. */
  async countItems(mailingId: number): Promise<number> {
    const [counted] = await this.database.query<{ total: number }>(
      `SELECT COUNT(*) AS total
       FROM {queue_item}
       WHERE mailing_id = ?
         AND test_no = 0`,
      [mailingId],
    );
    return Number(counted!.total);
  }

  async keepCounts(mailingId: number, leftOut: Record<string, number>): Promise<void> {
    await this.database.execute(
      `DELETE FROM {mailing_left_out}
       WHERE mailing_id = ?`,
      [mailingId],
    );
    const rows = Object.entries(leftOut);
    if (rows.length === 0) return;
    await this.database.execute(
      `INSERT INTO {mailing_left_out} (mailing_id, reason, value)
       VALUES ${parameterRows(rows.length, 3)}`,
      rows.flatMap(([reason, value]) => [mailingId, reason, value]),
    );
  }
}

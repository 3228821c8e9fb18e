import { Injectable } from '@nestjs/common';
import { Clock, Database, type SqlCondition } from '@facteur/platform';

/** Why people leave, as they may say. */
export const OPT_OUT_REASONS = ['too-many', 'not-relevant', 'never-asked', 'not-readable', 'other'] as const;
export type OptOutReason = (typeof OPT_OUT_REASONS)[number];

/** Why people left a campaign, where they said so. */
@Injectable()
export class OptOutReasons {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Of the message whose link they followed; said again, the last holds. */
  async record(queueItemId: number, campaignId: number, reason: OptOutReason): Promise<void> {
    const { dialect } = this.database;
    await this.database.execute(
      `INSERT INTO {opt_out_reason} (queue_item_id, campaign_id, created_at, reason)
       VALUES (?, ?, ?, ?)
       ${dialect.upsert(['queue_item_id'], { reason: dialect.inserted('reason') })}`,
      [queueItemId, campaignId, this.clock.now(), reason],
    );
  }

  /** They are back, or were erased: what they said counts no more. @param items a SELECT of the ids of queue items. */
  async forget({ sql, values }: SqlCondition): Promise<number> {
    return this.database.execute(
      `DELETE FROM {opt_out_reason}
       WHERE queue_item_id IN (${sql})`,
      values,
    );
  }

  async said({ sql, values }: SqlCondition): Promise<object[]> {
    return this.database.query(
      `SELECT reason, created_at AS "createdAt"
       FROM {opt_out_reason}
       WHERE queue_item_id IN (${sql})`,
      values,
    );
  }

  /** Most often said first. */
  async counts(campaignId: number): Promise<{ reason: OptOutReason; count: number }[]> {
    const rows = await this.database.query<{ reason: OptOutReason; total: number }>(
      `SELECT reason, COUNT(*) AS total
       FROM {opt_out_reason}
       WHERE campaign_id = ?
       GROUP BY reason
       ORDER BY total DESC, reason`,
      [campaignId],
    );
    return rows.map(({ reason, total }) => ({ reason, count: Number(total) }));
  }
}

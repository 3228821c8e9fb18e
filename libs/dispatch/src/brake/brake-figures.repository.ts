import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';

/** What the brake goes by that no campaign counts. */
@Injectable()
export class BrakeFiguresRepository {
  constructor(private readonly database: Database) {}

  /** Messages that receivers would not take at all, so that they never bounced. Index: ix_queue_claim. */
  async refused(mailingId: number): Promise<number> {
    return this.count(mailingId, 'Failed');
  }

  /** What became of a mailing of no campaign, by its messages. Indices: ix_queue_claim, ix_report_item. */
  async withoutCampaign(
    mailingId: number,
  ): Promise<{ sentCount: number; bouncedCount: number; complainedCount: number }> {
    const [row] = await this.database.query<{ bounced: unknown; complained: unknown }>(
      `SELECT COUNT(DISTINCT CASE WHEN r.kind <> 'complaint' THEN q.id END) AS bounced,
         COUNT(DISTINCT CASE WHEN r.kind = 'complaint' THEN q.id END) AS complained
       FROM {delivery_report} r
       JOIN {queue_item} q ON q.id = r.queue_item_id
       WHERE q.mailing_id = ?
         AND q.is_test = 0
         AND r.kind IN ('hard', 'soft', 'complaint')
         AND r.undone_at IS NULL`,
      [mailingId],
    );
    return {
      sentCount: await this.count(mailingId, 'Sent'),
      bouncedCount: Number(row?.bounced ?? 0),
      complainedCount: Number(row?.complained ?? 0),
    };
  }

  private async count(mailingId: number, status: 'Failed' | 'Sent'): Promise<number> {
    const [row] = await this.database.query<{ count: unknown }>(
      `SELECT COUNT(*) AS count
       FROM {queue_item}
       WHERE mailing_id = ?
         AND status = ?
         AND is_test = 0`,
      [mailingId, status],
    );
    return Number(row?.count ?? 0);
  }
}

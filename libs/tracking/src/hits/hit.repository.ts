import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';

/** What the log tells of a message's other hits. */
@Injectable()
export class HitRepository {
  constructor(private readonly database: Database) {}

  /** Other links of the item that were clicked between two moments; what waited comes in later than it happened. */
  async otherLinksBetween(itemId: number, trackingUrlId: number, from: Date, to: Date): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT COUNT(DISTINCT tracking_url_id) AS total
       FROM campaign_log_record
       WHERE queue_item_id = ?
         AND action = 'Clicked'
         AND action_date >= ?
         AND action_date <= ?
         AND tracking_url_id <> ?`,
      [itemId, from, to, trackingUrlId],
    );
    return Number(row!.total);
  }
}

import { Injectable } from '@nestjs/common';
import { Database, parameters, readDate } from '@facteur/platform';

/** A click that the log holds. */
export interface ClickBefore {
  itemId: number;
  trackingUrlId: number;
  /** Milliseconds of the epoch. */
  at: number;
  isBot: boolean;
}

/** What the log tells of a message's other hits. */
@Injectable()
export class HitRepository {
  constructor(private readonly database: Database) {}

  /** Clicks on links of these items between two moments; what waited comes in later than it happened. Index: ix_log_item. */
  async clicksBetween(itemIds: number[], from: Date, to: Date): Promise<ClickBefore[]> {
    const rows = await this.database.query<{
      itemId: number;
      trackingUrlId: number;
      at: unknown;
      isBot: number;
    }>(
      `SELECT queue_item_id AS "itemId", tracking_url_id AS "trackingUrlId", action_date AS at, is_bot AS "isBot"
       FROM {campaign_log_record}
       WHERE queue_item_id IN (${parameters(itemIds.length)})
         AND action = 'Clicked'
         AND action_date >= ?
         AND action_date <= ?`,
      [...itemIds, from, to],
    );
    return rows.map((row) => ({ ...row, at: readDate(row.at)!.getTime(), isBot: Number(row.isBot) === 1 }));
  }
}

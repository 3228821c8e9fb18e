import { Injectable } from '@nestjs/common';
import { Database, readDate } from '@facteur/platform';

/** What the public pages need to know of a queue item. */
export interface TrackedItem {
  id: number;
  mailingId: number;
  channel: string;
  campaignId: number | null;
  campaignType: string | null;
  optOutEntirely: boolean;
  targetType: string | null;
  targetId: string | null;
  address: string;
  addressKey: string;
  isTest: boolean;
  sentAt: Date | null;
}

@Injectable()
export class TrackedItemRepository {
  constructor(private readonly database: Database) {}

  async find(id: number): Promise<TrackedItem | undefined> {
    const [row] = await this.database.query<Record<string, unknown>>(
      `SELECT q.id, q.mailing_id, q.channel, g.campaign_id, c.type AS campaign_type, g.opt_out_entirely, q.target_type, q.target_id, q.address,
         q.address_key, q.is_test, q.sent_at
       FROM queue_item q JOIN mailing g ON g.id = q.mailing_id LEFT JOIN campaign c ON c.id = g.campaign_id WHERE q.id = ?`,
      [id],
    );
    if (!row) return undefined;
    return {
      id,
      mailingId: Number(row['mailing_id']),
      channel: String(row['channel']),
      campaignId: row['campaign_id'] as number | null,
      campaignType: row['campaign_type'] as string | null,
      optOutEntirely: Boolean(row['opt_out_entirely']),
      targetType: row['target_type'] as string | null,
      targetId: row['target_id'] as string | null,
      address: String(row['address']),
      addressKey: String(row['address_key']),
      isTest: Boolean(row['is_test']),
      sentAt: readDate(row['sent_at']),
    };
  }

  async targetListsOf(mailingId: number): Promise<number[]> {
    const rows = await this.database.query<{ list_id: number }>(
      'SELECT list_id FROM mailing_list WHERE mailing_id = ? AND excluding = 0',
      [mailingId],
    );
    return rows.map((row) => row.list_id);
  }

  /** Other links of the item that were clicked from `since` on. */
  async otherLinksSince(itemId: number, trackingUrlId: number, since: Date): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT COUNT(DISTINCT tracking_url_id) AS total FROM campaign_log_record
       WHERE queue_item_id = ? AND action = 'Clicked' AND action_date >= ? AND tracking_url_id <> ?`,
      [itemId, since, trackingUrlId],
    );
    return Number(row!.total);
  }
}

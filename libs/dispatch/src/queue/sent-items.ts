import { Injectable } from '@nestjs/common';
import { Database, parameters, readDate } from '@facteur/platform';
import { INFORMATIONAL_SQL } from '../mailing/informational.js';

/** A queue item with what matters once its message is out: whom it went to, and on whose behalf. */
export interface SentItem {
  id: number;
  mailingId: number;
  channel: string;
  campaignId: number | null;
  /** It carries no opt-out link and no tracking. */
  informational: boolean;
  optOutEntirely: boolean;
  targetType: string | null;
  targetId: string | null;
  address: string;
  addressKey: string;
  isTest: boolean;
  sentAt: Date | null;
}

const SELECT = `SELECT q.id, q.mailing_id, q.channel, g.campaign_id, ${INFORMATIONAL_SQL} AS informational, g.opt_out_entirely, q.target_type, q.target_id, q.address,
  q.address_key, q.is_test, q.sent_at
  FROM queue_item q JOIN mailing g ON g.id = q.mailing_id LEFT JOIN campaign c ON c.id = g.campaign_id`;

/** Finds the item that something which came back speaks of. */
@Injectable()
export class SentItems {
  constructor(private readonly database: Database) {}

  async find(id: number): Promise<SentItem | undefined> {
    const [row] = await this.database.query(`${SELECT} WHERE q.id = ?`, [id]);
    return row && itemOf(row);
  }

  /** Keeps others from settling the same item until the transaction ends. */
  async lock(id: number): Promise<void> {
    await this.database.query(`SELECT id FROM queue_item WHERE id = ? ${this.database.dialect.forUpdate}`, [
      id,
    ]);
  }

  /** The fate of delivery, apart from that of handing over. */
  async setDelivery(id: number, delivery: string): Promise<void> {
    await this.database.execute('UPDATE queue_item SET delivery = ? WHERE id = ?', [delivery, id]);
  }

  /** The newest message that went to each of the addresses since `since`; the last resort when nothing else tells. */
  async lastSentTo(channel: string, addressKeys: string[], since: Date): Promise<Map<string, SentItem>> {
    if (addressKeys.length === 0) return new Map();
    const rows = await this.database.query(
      `${SELECT} WHERE q.id IN (
         SELECT MAX(i.id) FROM queue_item i
         WHERE i.address_key IN (${parameters(addressKeys.length)}) AND i.sent_at >= ? AND i.channel = ? AND i.is_test = 0
         GROUP BY i.address_key)`,
      [...addressKeys, since, channel],
    );
    return new Map(rows.map((row) => [String(row['address_key']), itemOf(row)]));
  }

  async targetListsOf(mailingId: number): Promise<number[]> {
    const rows = await this.database.query<{ list_id: number }>(
      'SELECT list_id FROM mailing_list WHERE mailing_id = ? AND excluding = 0',
      [mailingId],
    );
    return rows.map((row) => row.list_id);
  }
}

const itemOf = (row: Record<string, unknown>): SentItem => ({
  id: Number(row['id']),
  mailingId: Number(row['mailing_id']),
  channel: String(row['channel']),
  campaignId: row['campaign_id'] as number | null,
  informational: Boolean(Number(row['informational'])),
  optOutEntirely: Boolean(row['opt_out_entirely']),
  targetType: row['target_type'] as string | null,
  targetId: row['target_id'] as string | null,
  address: String(row['address']),
  addressKey: String(row['address_key']),
  isTest: Boolean(row['is_test']),
  sentAt: readDate(row['sent_at']),
});

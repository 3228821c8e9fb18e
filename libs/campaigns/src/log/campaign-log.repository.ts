import { Injectable } from '@nestjs/common';
import { Database, isDuplicate, parameterRows } from '@facteur/platform';
import type { LogAction, LogEntry } from './log-actions.js';

/** A record that is in the log already. */
export interface KnownEntry {
  id: number;
  campaignId: number;
  mailingId: number | null;
  action: LogAction;
  actionDate: unknown;
  targetType: string | null;
  addressGroup: string | null;
  isTest: boolean;
  isBot: boolean;
  details: LogEntry['details'];
}

const COLUMNS = [
  'campaign_id',
  'mailing_id',
  'queue_item_id',
  'action',
  'action_date',
  'target_type',
  'target_id',
  'address',
  'address_group',
  'tracking_url_id',
  'is_test',
  'is_bot',
  'details',
  'dedupe_key',
  'object_type',
  'object_id',
  'stored_copy',
];

/** The append-only log. Call inside the transaction that makes the entry true. */
@Injectable()
export class CampaignLogRepository {
  constructor(private readonly database: Database) {}

  /** Appends entries that are known to be new, in one statement. @param groups of their addresses, in their order */
  async appendAll(entries: LogEntry[], groups: (string | null)[]): Promise<void> {
    if (entries.length === 0) return;
    await this.database.execute(
      `INSERT INTO campaign_log_record (${COLUMNS.join(', ')}) VALUES ${parameterRows(entries.length, COLUMNS.length)}`,
      entries.flatMap((entry, index) => [
        entry.campaignId,
        entry.mailingId,
        entry.queueItemId,
        entry.action,
        entry.actionDate,
        entry.targetType,
        entry.targetId,
        entry.address,
        groups[index] ?? null,
        entry.trackingUrlId ?? null,
        entry.isTest,
        entry.isBot ?? false,
        entry.details ? JSON.stringify(entry.details) : null,
        entry.dedupeKey ?? null,
        entry.object?.type ?? null,
        entry.object?.id ?? null,
        entry.storedCopy ?? false,
      ]),
    );
  }

  /** Appends one entry. @returns false when its dedupe key says that it was there already. */
  async append(entry: LogEntry, group: string | null): Promise<boolean> {
    try {
      await this.appendAll([entry], [group]);
      return true;
    } catch (error) {
      if (entry.dedupeKey && isDuplicate(error)) return false;
      throw error;
    }
  }

  /** The same happened once more. */
  async hitAgain(dedupeKey: string): Promise<void> {
    await this.database.execute('UPDATE campaign_log_record SET hits = hits + 1 WHERE dedupe_key = ?', [
      dedupeKey,
    ]);
  }

  /** What is known of an item and an action, for telling a first time from a further one. */
  async earlier(queueItemId: number | null, action: string) {
    if (queueItemId === null) return [];
    // Two hits of one item at once must not both be the first.
    await this.database.query(`SELECT id FROM queue_item WHERE id = ? ${this.database.dialect.forUpdate}`, [
      queueItemId,
    ]);
    const rows = await this.database.query<{ tracking_url_id: number | null; is_bot: number }>(
      'SELECT tracking_url_id, is_bot FROM campaign_log_record WHERE queue_item_id = ? AND action = ?',
      [queueItemId, action],
    );
    return rows.map((row) => ({ trackingUrlId: row.tracking_url_id, isBot: Boolean(row.is_bot) }));
  }

  async findByKey(dedupeKey: string): Promise<KnownEntry | undefined> {
    const [row] = await this.database.query(
      `SELECT id, campaign_id, mailing_id, action, action_date, target_type, address_group, is_test, is_bot, details
       FROM campaign_log_record WHERE dedupe_key = ?`,
      [dedupeKey],
    );
    if (!row) return undefined;
    return {
      id: Number(row['id']),
      campaignId: Number(row['campaign_id']),
      mailingId: row['mailing_id'] as number | null,
      action: row['action'] as LogAction,
      actionDate: row['action_date'],
      targetType: row['target_type'] as string | null,
      addressGroup: row['address_group'] as string | null,
      isTest: Boolean(row['is_test']),
      isBot: Boolean(row['is_bot']),
      details:
        row['details'] == null ? undefined : (JSON.parse(String(row['details'])) as Record<string, unknown>),
    } as KnownEntry;
  }

  /** The verdict of an entry changed; when and what, and nothing else. */
  async change(id: number, { actionDate, details }: LogEntry): Promise<void> {
    await this.database.execute('UPDATE campaign_log_record SET action_date = ?, details = ? WHERE id = ?', [
      actionDate,
      details ? JSON.stringify(details) : null,
      id,
    ]);
  }

  async remove(id: number): Promise<void> {
    await this.database.execute('DELETE FROM campaign_log_record WHERE id = ?', [id]);
  }
}

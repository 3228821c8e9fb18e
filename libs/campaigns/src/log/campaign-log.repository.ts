import { Injectable } from '@nestjs/common';
import { Database, isDuplicate, rowMarks } from '@facteur/platform';
import type { LogAction, LogEntry } from './log-actions.js';

export interface KnownEntry {
  id: number;
  campaignId: number;
  mailingId: number | null;
  action: LogAction;
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
  'tracking_url_id',
  'is_test',
  'is_bot',
  'details',
  'dedupe_key',
];

const valuesOf = (entry: LogEntry) => [
  entry.campaignId,
  entry.mailingId,
  entry.queueItemId,
  entry.action,
  entry.actionDate,
  entry.targetType,
  entry.targetId,
  entry.address,
  entry.trackingUrlId ?? null,
  entry.isTest,
  entry.isBot ?? false,
  entry.details ? JSON.stringify(entry.details) : null,
  entry.dedupeKey ?? null,
];

/** The append-only log and the counters beside it. Call inside the transaction that makes the entry true. */
@Injectable()
export class CampaignLogRepository {
  constructor(private readonly database: Database) {}

  /** Appends entries that are known to be new, in one statement. */
  async appendAll(entries: LogEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.database.execute(
      `INSERT INTO campaign_log_record (${COLUMNS.join(', ')}) VALUES ${rowMarks(entries.length, COLUMNS.length)}`,
      entries.flatMap(valuesOf),
    );
  }

  /** Appends one entry. @returns false when its dedupe key says that it was there already. */
  async append(entry: LogEntry): Promise<boolean> {
    try {
      await this.appendAll([entry]);
      return true;
    } catch (error) {
      if (entry.dedupeKey && isDuplicate(error)) return false;
      throw error;
    }
  }

  async findByKey(dedupeKey: string): Promise<KnownEntry | undefined> {
    const [row] = await this.database.query(
      `SELECT id, campaign_id, mailing_id, action, is_test, is_bot, details FROM campaign_log_record WHERE dedupe_key = ?`,
      [dedupeKey],
    );
    if (!row) return undefined;
    return {
      id: Number(row['id']),
      campaignId: Number(row['campaign_id']),
      mailingId: row['mailing_id'] as number | null,
      action: row['action'] as LogAction,
      isTest: Boolean(row['is_test']),
      isBot: Boolean(row['is_bot']),
      details: row['details'] == null ? undefined : (JSON.parse(String(row['details'])) as object as never),
    };
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

  /** Adds to a counter; `trackingUrlId` 0 is the mailing as a whole. */
  async count(
    campaignId: number,
    mailingId: number,
    trackingUrlId: number,
    name: string,
    by: number,
  ): Promise<void> {
    const { dialect } = this.database;
    await this.database.execute(
      `INSERT INTO campaign_counter (campaign_id, mailing_id, tracking_url_id, name, value) VALUES (?, ?, ?, ?, ?)
       ${dialect.upsert(['campaign_id', 'mailing_id', 'tracking_url_id', 'name'], {
         value: `campaign_counter.value + ${dialect.inserted('value')}`,
       })}`,
      [campaignId, mailingId, trackingUrlId, name, by],
    );
  }
}

import { Injectable } from '@nestjs/common';
import { Database, isDuplicate, rowMarks } from '@facteur/platform';
import type { LogEntry } from './log-actions.js';

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

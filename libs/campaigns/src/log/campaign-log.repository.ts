import { Injectable } from '@nestjs/common';
import { Database, isDuplicate, parameterRows } from '@facteur/platform';
import type { Earlier } from '../statistics/counted-names.js';
import type { LogAction, LogEntry } from './log-actions.js';
import type { LogDetailsView } from './log-details.view.js';

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
  details?: LogDetailsView;
}

interface KnownEntryRow extends Omit<KnownEntry, 'isTest' | 'isBot' | 'details'> {
  isTest: number;
  isBot: number;
  details: string | null;
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
      `INSERT INTO campaign_log_record (${COLUMNS.join(', ')})
       VALUES ${parameterRows(entries.length, COLUMNS.length)}`,
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
    await this.database.execute(
      `UPDATE campaign_log_record
       SET hits = hits + 1
       WHERE dedupe_key = ?`,
      [dedupeKey],
    );
  }

  /** What the log holds of an item and an action. */
  async earlier(queueItemId: number, action: string): Promise<Earlier[]> {
    const rows = await this.database.query<{ trackingUrlId: number | null; isBot: number }>(
      `SELECT tracking_url_id AS "trackingUrlId", is_bot AS "isBot"
       FROM campaign_log_record
       WHERE queue_item_id = ?
         AND action = ?`,
      [queueItemId, action],
    );
    return rows.map(({ trackingUrlId, isBot }) => ({ trackingUrlId, isBot: Number(isBot) === 1 }));
  }

  async findByKey(dedupeKey: string): Promise<KnownEntry | undefined> {
    const [row] = await this.database.query<KnownEntryRow>(
      `SELECT id, campaign_id AS "campaignId", mailing_id AS "mailingId", action, action_date AS "actionDate",
              target_type AS "targetType", address_group AS "addressGroup", is_test AS "isTest",
              is_bot AS "isBot", details
       FROM campaign_log_record
       WHERE dedupe_key = ?`,
      [dedupeKey],
    );
    if (!row) return undefined;
    const { details, isTest, isBot, ...rest } = row;
    return {
      ...rest,
      isTest: Number(isTest) === 1,
      isBot: Number(isBot) === 1,
      ...(details === null ? {} : { details: JSON.parse(details) as LogDetailsView }),
    };
  }

  /** The verdict of an entry changed; when and what, and nothing else. */
  async change(id: number, { actionDate, details }: LogEntry): Promise<void> {
    await this.database.execute(
      `UPDATE campaign_log_record
       SET action_date = ?, details = ?
       WHERE id = ?`,
      [actionDate, details ? JSON.stringify(details) : null, id],
    );
  }

  async remove(id: number): Promise<void> {
    await this.database.execute(
      `DELETE FROM campaign_log_record
       WHERE id = ?`,
      [id],
    );
  }
}

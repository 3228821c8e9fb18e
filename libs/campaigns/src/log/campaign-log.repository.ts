import { Injectable } from '@nestjs/common';
import { Database, inChunks, isDuplicate, parameterRows, parameters } from '@facteur/platform';
import type { LogAction, LogEntry } from './log-actions.js';
import type { LogDetailsView } from './log-details.view.js';
import type { KnownHit } from './new-hits.js';

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
  dedupeKey: string;
}

/** What is written of an entry when it is new. */
export const LOG_COLUMNS = [
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

/** Of one statement: SQLite binds 32,766 values at the most. */
const MOST_ROWS = 500;

/** The append-only log. Call inside the transaction that makes the entry true. */
@Injectable()
export class CampaignLogRepository {
  constructor(private readonly database: Database) {}

  /** Appends entries that are known to be new, a few hundred a statement. @param groups of their addresses, in their order */
  async appendAll(entries: LogEntry[], groups: (string | null)[]): Promise<void> {
    const rows = entries.map((entry, index) => ({ entry, group: groups[index] ?? null }));
    for (const some of inChunks(rows, MOST_ROWS)) await this.insert(some);
  }

  private async insert(rows: { entry: LogEntry; group: string | null }[]): Promise<void> {
    await this.database.execute(
      `INSERT INTO {campaign_log_record} (${LOG_COLUMNS.join(', ')})
       VALUES ${parameterRows(rows.length, LOG_COLUMNS.length)}`,
      rows.flatMap(({ entry, group }) => [
        entry.campaignId,
        entry.mailingId,
        entry.queueItemId,
        entry.action,
        entry.actionDate,
        entry.targetType,
        entry.targetId,
        entry.address,
        group,
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

  /** The same happened so many times more: hits by dedupe key. */
  async hitAgain(hits: Map<string, number>): Promise<void> {
    for (const some of inChunks([...hits], MOST_ROWS))
      await this.database.execute(
        `UPDATE {campaign_log_record}
         SET hits = hits + CASE dedupe_key ${some.map(() => 'WHEN ? THEN ?').join(' ')} END
         WHERE dedupe_key IN (${parameters(some.length)})`,
        [...some.flat(), ...some.map(([dedupeKey]) => dedupeKey)],
      );
  }

  /** Opens and clicks that the log holds of these items. Index: ix_log_item. */
  async hitsOf(queueItemIds: number[]): Promise<KnownHit[]> {
    const rows = await this.database.query<Omit<KnownHit, 'isBot'> & { isBot: number }>(
      `SELECT queue_item_id AS "queueItemId", action, tracking_url_id AS "trackingUrlId", is_bot AS "isBot",
              dedupe_key AS "dedupeKey"
       FROM {campaign_log_record}
       WHERE queue_item_id IN (${parameters(queueItemIds.length)})
         AND action IN ('Opened', 'Clicked')`,
      queueItemIds,
    );
    return rows.map((row) => ({ ...row, isBot: Number(row.isBot) === 1 }));
  }

  /** Those of some dedupe keys that the log holds, by key. Index: the unique one. */
  async findByKeys(dedupeKeys: readonly string[]): Promise<Map<string, KnownEntry>> {
    const rows = await this.database.query<KnownEntryRow>(
      `SELECT id, campaign_id AS "campaignId", mailing_id AS "mailingId", action, action_date AS "actionDate",
              target_type AS "targetType", address_group AS "addressGroup", is_test AS "isTest",
              is_bot AS "isBot", details, dedupe_key AS "dedupeKey"
       FROM {campaign_log_record}
       WHERE dedupe_key IN (${parameters(dedupeKeys.length)})`,
      [...dedupeKeys],
    );
    return new Map(
      rows.map(({ dedupeKey, details, isTest, isBot, ...rest }) => [
        dedupeKey,
        {
          ...rest,
          isTest: Number(isTest) === 1,
          isBot: Number(isBot) === 1,
          ...(details === null ? {} : { details: JSON.parse(details) as LogDetailsView }),
        },
      ]),
    );
  }

  /** The verdicts of entries changed; when and what, and nothing else. @param changes by the entry's id */
  async changeAll(changes: readonly (readonly [number, LogEntry])[]): Promise<void> {
    if (changes.length === 0) return;
    const each = 'WHEN ? THEN ? '.repeat(changes.length);
    await this.database.execute(
      `UPDATE {campaign_log_record}
       SET action_date = CASE id ${each}END, details = CASE id ${each}END
       WHERE id IN (${parameters(changes.length)})`,
      [
        ...changes.flatMap(([id, { actionDate }]) => [id, actionDate]),
        ...changes.flatMap(([id, { details }]) => [id, details ? JSON.stringify(details) : null]),
        ...changes.map(([id]) => id),
      ],
    );
  }

  async removeAll(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    await this.database.execute(
      `DELETE FROM {campaign_log_record}
       WHERE id IN (${parameters(ids.length)})`,
      [...ids],
    );
  }
}

import { Injectable } from '@nestjs/common';
import { Database, inChunks, parameters } from '@facteur/platform';
import { LOG_COLUMNS } from './campaign-log.repository.js';

/** All that the log keeps of an entry; in the archive as well. */
const COLUMNS = ['id', ...LOG_COLUMNS, 'hits'].join(', ');

/** Of one statement: below the number of values from which MariaDB turns IN into a table that it joins (1,000). */
const MOST = 900;

/**
 * What the log keeps of messages that are history. An item's entries lie all in the log or all in the archive, so
 * numbers of both can be added. Call inside the transaction that moves the items, with these locked.
 */
@Injectable()
export class LogArchive {
  constructor(private readonly database: Database) {}

  /**
   * By the ids of the entries, so that what is not copied cannot be deleted. Index: ix_log_item.
   *
   * @returns how many entries were put away.
   */
  async store(queueItemIds: number[]): Promise<number> {
    let stored = 0;
    for (const ids of inChunks(await this.entriesOf(queueItemIds), MOST)) {
      const wanted = parameters(ids.length);
      await this.database.execute(
        `INSERT INTO {campaign_log_archive} (${COLUMNS})
         SELECT ${COLUMNS}
         FROM {campaign_log_record}
         WHERE id IN (${wanted})`,
        ids,
      );
      stored += await this.database.execute(
        `DELETE FROM {campaign_log_record}
         WHERE id IN (${wanted})`,
        ids,
      );
    }
    return stored;
  }

  /** Something happened to messages again. Index: ix_log_archive_item. */
  async restore(queueItemIds: number[]): Promise<void> {
    if (queueItemIds.length === 0) return;
    await this.database.execute(
      `INSERT INTO {campaign_log_record} (${COLUMNS})
       SELECT ${COLUMNS}
       FROM {campaign_log_archive}
       WHERE queue_item_id IN (${parameters(queueItemIds.length)})`,
      queueItemIds,
    );
    await this.database.execute(
      `DELETE FROM {campaign_log_archive}
       WHERE queue_item_id IN (${parameters(queueItemIds.length)})`,
      queueItemIds,
    );
  }

  private async entriesOf(queueItemIds: number[]): Promise<number[]> {
    if (queueItemIds.length === 0) return [];
    const rows = await this.database.query<{ id: number }>(
      `SELECT id
       FROM {campaign_log_record}
       WHERE queue_item_id IN (${parameters(queueItemIds.length)})`,
      queueItemIds,
    );
    return rows.map(({ id }) => id);
  }

  /** Of some items those to which something happened since a moment. Index: ix_log_item. */
  async touchedSince(queueItemIds: number[], moment: Date): Promise<Set<number>> {
    if (queueItemIds.length === 0) return new Set();
    const rows = await this.database.query<{ id: number }>(
      `SELECT DISTINCT queue_item_id AS id
       FROM {campaign_log_record}
       WHERE queue_item_id IN (${parameters(queueItemIds.length)})
         AND action_date >= ?`,
      [...queueItemIds, moment],
    );
    return new Set(rows.map(({ id }) => id));
  }
}

import { Injectable } from '@nestjs/common';
import { Clock, Database, type SqlCondition } from '@facteur/platform';
import type { RecordSource } from '../record-source/record-source.js';
import { TargetListRepository } from '../target-list/target-list.repository.js';

export interface SyncTotals {
  matched: number;
  added: number;
  removed: number;
}

/**
 * The statements of a sync, over sets. A segment remembers whom it holds in a list (`segment_member`), apart
 * from the membership itself: so a member whom a person added is never taken out, and one whom a person took
 * out does not come back for as long as they go on matching.
 */
@Injectable()
export class SegmentSyncRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lists: TargetListRepository,
  ) {}

  /** Everything or nothing. @param options.remove whether those who match no longer are taken out */
  async sync(
    segmentId: number,
    runId: number,
    source: RecordSource,
    condition: SqlCondition,
    { listIds, remove }: { listIds: number[]; remove: boolean },
  ): Promise<SyncTotals> {
    return this.database.transaction(async () => {
      await this.lock(segmentId);
      const matched = await this.match(segmentId, source, condition);
      const totals: SyncTotals = { matched, added: 0, removed: 0 };
      for (const listId of [...listIds].sort((a, b) => a - b)) {
        await this.lists.lock(listId);
        const place: Place = { segmentId, runId, listId, targetType: source.targetType };
        totals.added += await this.add(place);
        if (remove) totals.removed += await this.takeOut(place);
        await this.forgetOthers(place);
        await this.lists.recount([listId]);
      }
      await this.forgetMatches(segmentId);
      return totals;
    });
  }

  private async lock(segmentId: number): Promise<void> {
    await this.database.query(
      `SELECT id
       FROM {segment}
       WHERE id = ? ${this.database.dialect.forUpdate}`,
      [segmentId],
    );
  }

  private async forgetMatches(segmentId: number): Promise<void> {
    await this.database.execute(
      `DELETE FROM {segment_match}
       WHERE segment_id = ?`,
      [segmentId],
    );
  }

  /** Asked once, so that all lists get the same answer. */
  private async match(segmentId: number, source: RecordSource, condition: SqlCondition): Promise<number> {
    await this.forgetMatches(segmentId);
    const where = source.list.where ? `${source.list.where} AND ` : '';
    return this.database.execute(
      `INSERT INTO {segment_match} (segment_id, target_id)
       SELECT ?, ${source.list.columns['id']!.sql}
       FROM ${condition.from ?? source.list.from}
       WHERE ${where}(${condition.sql})`,
      [segmentId, ...condition.values],
    );
  }

  private async add({ segmentId, runId, listId, targetType }: Place): Promise<number> {
    const added = await this.database.execute(
      `INSERT INTO {segment_change} (run_id, list_id, target_type, target_id, change_kind)
       SELECT ?, ?, ?, m.target_id, 'added'
       FROM {segment_match} m
       WHERE m.segment_id = ?
         AND NOT ${HELD}
         AND NOT EXISTS (
           SELECT 1
           FROM {target_list_member} t
           WHERE t.list_id = ?
             AND t.target_type = ?
             AND t.target_id = m.target_id
             AND t.listed = 1)`,
      [runId, listId, targetType, segmentId, listId, targetType, listId, targetType],
    );
    await this.database.execute(
      `INSERT INTO {segment_member} (segment_id, list_id, target_type, target_id)
       SELECT m.segment_id, ?, ?, m.target_id
       FROM {segment_match} m
       WHERE m.segment_id = ?
         AND NOT ${HELD}`,
      [listId, targetType, segmentId, listId, targetType],
    );
    if (added === 0) return 0;
    // Who had opted out and was removed is listed again, still opted out.
    await this.database.execute(
      `UPDATE {target_list_member}
       SET listed = 1, added_by = 'segment'
       WHERE list_id = ?
         AND target_type = ?
         AND listed = 0
         AND target_id IN (${CHANGED})`,
      [listId, targetType, runId, listId, 'added'],
    );
    await this.database.execute(
      `INSERT INTO {target_list_member} (list_id, target_type, target_id, added_by, created_at)
       SELECT c.list_id, c.target_type, c.target_id, 'segment', ?
       FROM {segment_change} c
       WHERE c.run_id = ?
         AND c.list_id = ?
         AND c.change_kind = 'added'
         AND NOT EXISTS (
           SELECT 1
           FROM {target_list_member} t
           WHERE t.list_id = c.list_id
             AND t.target_type = c.target_type
             AND t.target_id = c.target_id)`,
      [this.clock.now(), runId, listId],
    );
    return added;
  }

  /** Only whom this segment holds, whom no other segment holds, and whom no person added. */
  private async takeOut({ segmentId, runId, listId, targetType }: Place): Promise<number> {
    const removed = await this.database.execute(
      `INSERT INTO {segment_change} (run_id, list_id, target_type, target_id, change_kind)
       SELECT ?, s.list_id, s.target_type, s.target_id, 'removed'
       FROM {segment_member} s
       JOIN {target_list_member} t
         ON t.list_id = s.list_id AND t.target_type = s.target_type AND t.target_id = s.target_id
       WHERE s.segment_id = ?
         AND s.list_id = ?
         AND s.target_type = ?
         AND t.listed = 1
         AND t.added_by = 'segment'
         AND NOT EXISTS (
           SELECT 1
           FROM {segment_match} m
           WHERE m.segment_id = s.segment_id
             AND m.target_id = s.target_id)
         AND NOT EXISTS (
           SELECT 1
           FROM {segment_member} o
           WHERE o.list_id = s.list_id
             AND o.target_type = s.target_type
             AND o.target_id = s.target_id
             AND o.segment_id <> s.segment_id)`,
      [runId, segmentId, listId, targetType],
    );
    if (removed === 0) return 0;
    const which = `
      list_id = ?
      AND target_type = ?
      AND target_id IN (${CHANGED})`;
    const values = [listId, targetType, runId, listId, 'removed'];
    await this.database.execute(
      `UPDATE {target_list_member}
       SET listed = 0
       WHERE opted_out = 1
         AND ${which}`,
      values,
    );
    await this.database.execute(
      `DELETE FROM {target_list_member}
       WHERE opted_out = 0
         AND ${which}`,
      values,
    );
    return removed;
  }

  private async forgetOthers({ segmentId, listId, targetType }: Place): Promise<void> {
    await this.database.execute(
      `DELETE FROM {segment_member}
       WHERE segment_id = ?
         AND list_id = ?
         AND target_type = ?
         AND target_id NOT IN (
           SELECT target_id
           FROM {segment_match}
           WHERE segment_id = ?)`,
      [segmentId, listId, targetType, segmentId],
    );
  }
}

interface Place {
  segmentId: number;
  runId: number;
  listId: number;
  targetType: string;
}

/** Whom the segment of the match `m` holds in a list already. */
const HELD = `
  EXISTS (
    SELECT 1
    FROM {segment_member} s
    WHERE s.segment_id = m.segment_id
      AND s.list_id = ?
      AND s.target_type = ?
      AND s.target_id = m.target_id)`;

const CHANGED = `
  SELECT target_id
  FROM {segment_change}
  WHERE run_id = ?
    AND list_id = ?
    AND change_kind = ?`;

import { Injectable } from '@nestjs/common';
import { Clock, Database, parameters, readDate, visibleNow } from '@facteur/platform';
import type { Target } from '../record-source/target-key.js';
import type { ListOfRecordView } from './target-list.view.js';

/** Rows of target lists: their locks and counters, which follow the memberships. */
@Injectable()
export class TargetListRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Until the transaction ends. */
  async lock(listId: number): Promise<void> {
    await this.database.query(
      `SELECT id
       FROM {target_list}
       WHERE id = ? ${this.database.dialect.forUpdate}`,
      [listId],
    );
  }

  /** All of them, in one order whoever asks. @returns those that there are */
  async lockAll(listIds: number[]): Promise<number[]> {
    if (listIds.length === 0) return [];
    const lists = await this.database.query<{ id: number }>(
      `SELECT id
       FROM {target_list}
       WHERE id IN (${parameters(listIds.length)})
       ORDER BY id ${this.database.dialect.forUpdate}`,
      listIds,
    );
    return lists.map(({ id }) => id);
  }

  /** Moves the counters of a list by what has changed in it. */
  async count(listId: number, entries: number, optedOut: number): Promise<void> {
    await this.database.execute(
      `UPDATE {target_list}
       SET entry_count = entry_count + ?, opted_out_count = opted_out_count + ?, modified_at = ?
       WHERE id = ?`,
      [entries, optedOut, this.clock.now(), listId],
    );
  }

  /** One more of each has opted out, or one less. */
  async countOptOut(listIds: number[], optedOut: boolean): Promise<void> {
    if (listIds.length === 0) return;
    await this.database.execute(
      `UPDATE {target_list}
       SET opted_out_count = opted_out_count + ?
       WHERE id IN (${parameters(listIds.length)})`,
      [optedOut ? 1 : -1, ...listIds],
    );
  }

  /** Sets the counters of the lists from their rows. */
  async recount(listIds: number[]): Promise<void> {
    await this.database.execute(
      `UPDATE {target_list}
       SET
         entry_count = (
           SELECT COUNT(*)
           FROM {target_list_member} m
           WHERE m.list_id = {target_list}.id
             AND m.listed = 1),
         opted_out_count = (
           SELECT COUNT(*)
           FROM {target_list_member} m
           WHERE m.list_id = {target_list}.id
             AND m.listed = 1
             AND m.opted_out = 1)
       WHERE id IN (${parameters(listIds.length)})`,
      listIds,
    );
  }

  async named(keys: number[]): Promise<Map<number, { id: string; name: string; members: number }>> {
    if (keys.length === 0) return new Map();
    const rows = await this.database.query<{ key: number; id: string; name: string; members: number }>(
      `SELECT id AS "key", public_id AS id, name, entry_count AS members
       FROM {target_list}
       WHERE id IN (${parameters(keys.length)})`,
      keys,
    );
    return new Map(rows.map(({ key, ...list }) => [key, { ...list, members: Number(list.members) }]));
  }

  /** Every list that the target is on, and those that it was removed from after opting out; newest first. */
  async listsOf({ targetType, targetId }: Target): Promise<ListOfRecordView[]> {
    const visible = visibleNow({ to: 't' });
    const rows = await this.database.query<{
      id: string;
      name: string;
      category: string | null;
      listed: number;
      opted_out: number;
      opted_out_at: unknown;
      added_by: string;
      created_at: unknown;
    }>(
      `SELECT t.public_id AS id, t.name, t.category,
         m.listed, m.opted_out, m.opted_out_at, m.added_by, m.created_at
       FROM {target_list_member} m
       JOIN {target_list} t ON t.id = m.list_id
       WHERE m.target_type = ?
         AND m.target_id = ?
         AND ${visible.sql}
       ORDER BY m.created_at DESC, m.id DESC`,
      [targetType, targetId, ...visible.values],
    );
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      category: row.category,
      isMember: Boolean(row.listed),
      optedOut: Boolean(row.opted_out),
      optedOutAt: readDate(row.opted_out_at)?.toISOString() ?? null,
      addedBy: row.added_by,
      addedAt: readDate(row.created_at)!.toISOString(),
    }));
  }
}

import { Injectable } from '@nestjs/common';
import { Clock, Database, parameters, readDate, parameterRows, type SqlCondition } from '@facteur/platform';
import { AddressFormats } from '../address/address-format.js';
import { targetKey } from '../record-source/target-key.js';
import type { RecordSource } from '../record-source/record-source.js';

export interface Target {
  targetType: string;
  targetId: string;
}

/**
 * Memberships, changed by statements over sets. Each change first locks its list, so that the counters on the
 * list and the rows agree whatever runs beside it.
 */
@Injectable()
export class MemberRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly formats: AddressFormats,
  ) {}

  /**
   * Adds all records that the condition matches. Those who are in stay as they are; those who were removed
   * after opting out are listed again, still opted out.
   *
   * @param condition SQL over the source's list, e.g. from `searchSql`.
   */
  async addMatching(
    listId: number,
    source: RecordSource,
    condition: SqlCondition,
    addedBy = 'manual',
  ): Promise<number> {
    return this.database.transaction(async () => {
      await this.lock(listId);
      const id = source.list.columns['id']!.sql;
      const from = condition.from ?? source.list.from;
      const [unlisted] = await this.database.query(
        'SELECT 1 FROM target_list_member WHERE list_id = ? AND listed = 0 LIMIT 1',
        [listId],
      );
      const relisted = !unlisted
        ? 0
        : await this.database.execute(
            `UPDATE target_list_member SET listed = 1
         WHERE list_id = ? AND target_type = ? AND listed = 0
           AND target_id IN (SELECT ${id} FROM ${from} WHERE ${condition.sql})`,
            [listId, source.targetType, ...condition.values],
          );
      const added = await this.database.execute(
        `INSERT INTO target_list_member (list_id, target_type, target_id, added_by, created_at)
         SELECT ?, ?, ${id}, ?, ? FROM ${from}
         WHERE (${condition.sql}) AND NOT EXISTS (
           SELECT 1 FROM target_list_member x WHERE x.list_id = ? AND x.target_type = ? AND x.target_id = ${id})`,
        [
          listId,
          source.targetType,
          addedBy,
          this.clock.now(),
          ...condition.values,
          listId,
          source.targetType,
        ],
      );
      await this.adopt(listId, source, condition, addedBy);
      // Whoever is listed again had opted out: that is why the row was kept.
      await this.count(listId, relisted + added, relisted);
      return relisted + added;
    });
  }

  /** Whom a segment brought in and somebody now adds on purpose is theirs: no sync takes them out again. */
  private async adopt(
    listId: number,
    source: RecordSource,
    condition: SqlCondition,
    addedBy: string,
  ): Promise<void> {
    const [fed] = await this.database.query('SELECT 1 FROM segment_list WHERE list_id = ? LIMIT 1', [listId]);
    if (!fed) return;
    await this.database.execute(
      `UPDATE target_list_member SET added_by = ? WHERE list_id = ? AND target_type = ? AND added_by = 'segment'
         AND target_id IN (SELECT ${source.list.columns['id']!.sql} FROM ${condition.from ?? source.list.from} WHERE ${condition.sql})`,
      [addedBy, listId, source.targetType, ...condition.values],
    );
  }

  /** Removes all that the condition matches; who had opted out is remembered as such. */
  async removeMatching(listId: number, source: RecordSource, condition: SqlCondition): Promise<number> {
    const id = source.list.columns['id']!.sql;
    return this.removeWhere(
      listId,
      `target_type = ? AND target_id IN (SELECT ${id} FROM ${source.list.from} WHERE ${condition.sql})`,
      [source.targetType, ...condition.values],
    );
  }

  /** Removes the named, whether or not their records still exist. */
  async removeNamed(listId: number, targetType: string, targetIds: string[]): Promise<number> {
    if (targetIds.length === 0) return 0;
    return this.removeWhere(listId, `target_type = ? AND target_id IN (${parameters(targetIds.length)})`, [
      targetType,
      ...targetIds,
    ]);
  }

  private async removeWhere(listId: number, where: string, values: unknown[]): Promise<number> {
    return this.database.transaction(async () => {
      await this.lock(listId);
      const remembered = await this.database.execute(
        `UPDATE target_list_member SET listed = 0 WHERE list_id = ? AND listed = 1 AND opted_out = 1 AND ${where}`,
        [listId, ...values],
      );
      const removed = await this.database.execute(
        `DELETE FROM target_list_member WHERE list_id = ? AND listed = 1 AND opted_out = 0 AND ${where}`,
        [listId, ...values],
      );
      await this.count(listId, -(remembered + removed), -remembered);
      return remembered + removed;
    });
  }

  /**
   * Opts the target out of (or in to) those of the lists it is a member of.
   *
   * @returns the lists where that changed anything.
   */
  async setOptedOut(
    listIds: number[],
    { targetType, targetId }: Target,
    optedOut: boolean,
  ): Promise<number[]> {
    if (listIds.length === 0) return [];
    return this.database.transaction(async () => {
      const lists = await this.database.query<{ id: number }>(
        `SELECT id FROM target_list WHERE id IN (${parameters(listIds.length)}) ORDER BY id ${this.database.dialect.forUpdate}`,
        listIds,
      );
      const rows = await this.database.query<{ list_id: number; listed: number }>(
        `SELECT list_id, listed FROM target_list_member
         WHERE list_id IN (${parameters(lists.length)}) AND target_type = ? AND target_id = ? AND opted_out = ?`,
        [...lists.map(({ id }) => id), targetType, targetId, !optedOut],
      );
      if (rows.length === 0) return [];
      const changed = rows.map((row) => row.list_id);
      await this.database.execute(
        `UPDATE target_list_member SET opted_out = ?, opted_out_at = ? WHERE list_id IN (${parameters(changed.length)}) AND target_type = ? AND target_id = ?`,
        [optedOut, optedOut ? this.clock.now() : null, ...changed, targetType, targetId],
      );
      const counted = rows.filter((row) => row.listed).map((row) => row.list_id);
      if (counted.length) {
        await this.database.execute(
          `UPDATE target_list SET opted_out_count = opted_out_count + ? WHERE id IN (${parameters(counted.length)})`,
          [optedOut ? 1 : -1, ...counted],
        );
      }
      return changed;
    });
  }

  /** Of these lists, those that the target is in (or was, before being removed after opting out). */
  async membershipsOf(
    listIds: number[],
    { targetType, targetId }: Target,
  ): Promise<{ listId: number; optedOut: boolean }[]> {
    if (listIds.length === 0) return [];
    const rows = await this.database.query<{ list_id: number; opted_out: number }>(
      `SELECT list_id, opted_out FROM target_list_member
       WHERE list_id IN (${parameters(listIds.length)}) AND target_type = ? AND target_id = ?`,
      [...listIds, targetType, targetId],
    );
    return rows.map((row) => ({ listId: row.list_id, optedOut: Boolean(row.opted_out) }));
  }

  /** Every list that the target is on, and those that it was removed from after opting out. */
  async listsOf({ targetType, targetId }: Target) {
    const rows = await this.database.query<Record<string, unknown>>(
      `SELECT t.public_id AS id, t.name, t.category, m.listed, m.opted_out, m.opted_out_at, m.added_by, m.created_at
       FROM target_list_member m JOIN target_list t ON t.id = m.list_id
       WHERE m.target_type = ? AND m.target_id = ? ORDER BY m.created_at DESC, m.id DESC`,
      [targetType, targetId],
    );
    return rows.map((row) => ({
      id: String(row['id']),
      name: String(row['name']),
      category: row['category'] as string | null,
      isMember: Boolean(row['listed']),
      optedOut: Boolean(row['opted_out']),
      optedOutAt: readDate(row['opted_out_at'])?.toISOString() ?? null,
      addedBy: String(row['added_by']),
      addedAt: readDate(row['created_at'])?.toISOString() ?? null,
    }));
  }

  /** By `type/id`, of the first channel on which the record has one; one query a type and channel. */
  async primaryAddresses(sources: RecordSource[], targets: Target[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const source of sources) {
      const ids = targets.filter((one) => one.targetType === source.targetType).map((one) => one.targetId);
      for (const channel of ids.length ? this.formats.channels() : []) {
        const sql = source.addresses(channel);
        if (!sql) continue;
        const rows = await this.database.query<{ target_id: string; address: string }>(
          `SELECT target_id, address FROM (${sql}) a WHERE is_primary = 1 AND target_id IN (${parameters(ids.length)})`,
          ids,
        );
        for (const row of rows) {
          const key = targetKey(source.targetType, row.target_id);
          if (!found.has(key)) found.set(key, row.address);
        }
      }
    }
    return found;
  }

  /** Remembers the will of somebody who is in none of the lists any more, for the day they are added again. */
  async rememberOptOut(listIds: number[], { targetType, targetId }: Target): Promise<void> {
    if (listIds.length === 0) return;
    await this.database.execute(
      `INSERT INTO target_list_member (list_id, target_type, target_id, listed, opted_out, added_by, created_at, opted_out_at)
       VALUES ${parameterRows(listIds.length, 8)} ${this.database.dialect.ignoreDuplicates('target_list_member', 'list_id')}`,
      listIds.flatMap((listId) => [
        listId,
        targetType,
        targetId,
        0,
        1,
        'opt-out',
        this.clock.now(),
        this.clock.now(),
      ]),
    );
  }

  /** A record is gone: so are its memberships. */
  async forget(targetType: string, targetIds: string[]): Promise<void> {
    await this.database.transaction(async () => {
      const lists = await this.database.query<{ list_id: number }>(
        `SELECT DISTINCT list_id FROM target_list_member WHERE target_type = ? AND target_id IN (${parameters(targetIds.length)})`,
        [targetType, ...targetIds],
      );
      await this.database.execute(
        `DELETE FROM target_list_member WHERE target_type = ? AND target_id IN (${parameters(targetIds.length)})`,
        [targetType, ...targetIds],
      );
      if (lists.length) await this.recount(lists.map((row) => row.list_id));
    });
  }

  /** Copies the members of one list to another, without their opt-out marks. */
  async copy(fromListId: number, toListId: number): Promise<void> {
    await this.database.execute(
      `INSERT INTO target_list_member (list_id, target_type, target_id, added_by, created_at)
       SELECT ?, target_type, target_id, 'copy', ? FROM target_list_member
       WHERE list_id = ? AND listed = 1 AND opted_out = 0`,
      [toListId, this.clock.now(), fromListId],
    );
    await this.recount([toListId]);
  }

  /** Sets the counters of the lists from their rows. */
  async recount(listIds: number[]): Promise<void> {
    await this.database.execute(
      `UPDATE target_list SET
         entry_count = (SELECT COUNT(*) FROM target_list_member m WHERE m.list_id = target_list.id AND m.listed = 1),
         opted_out_count = (SELECT COUNT(*) FROM target_list_member m WHERE m.list_id = target_list.id AND m.listed = 1 AND m.opted_out = 1)
       WHERE id IN (${parameters(listIds.length)})`,
      listIds,
    );
  }

  private async lock(listId: number): Promise<void> {
    await this.database.query(`SELECT id FROM target_list WHERE id = ? ${this.database.dialect.forUpdate}`, [
      listId,
    ]);
  }

  private async count(listId: number, entries: number, optedOut: number): Promise<void> {
    await this.database.execute(
      'UPDATE target_list SET entry_count = entry_count + ?, opted_out_count = opted_out_count + ?, modified_at = ? WHERE id = ?',
      [entries, optedOut, this.clock.now(), listId],
    );
  }
}

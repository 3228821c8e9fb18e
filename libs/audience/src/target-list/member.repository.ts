import { Injectable } from '@nestjs/common';
import { Clock, Database, parameters, parameterRows, type SqlCondition } from '@facteur/platform';
import type { Origin } from '../consent/consent.js';
import { ConsentLedger } from '../consent/consent-ledger.repository.js';
import type { RecordSource } from '../record-source/record-source.js';
import type { Target } from '../record-source/target-key.js';
import { MemberAddingRepository } from './member-adding.repository.js';
import { TargetListRepository } from './target-list.repository.js';

/**
 * Memberships, changed by statements over sets. Each change first locks its list, so that the counters on the
 * list and the rows agree whatever runs beside it.
 */
@Injectable()
export class MemberRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lists: TargetListRepository,
    private readonly ledger: ConsentLedger,
    private readonly adding: MemberAddingRepository,
  ) {}

  /**
   * Adds all records that the condition matches. Those who are in stay as they are; those who were removed
   * after opting out are listed again, still opted out.
   *
   * @param condition SQL over the source's list, e.g. from `searchSql`.
   * @param origin how they come; who is only to be kept off the list (`opt-out`) does not.
   * @returns how many came to be listed
   */
  addMatching(
    listId: number,
    source: RecordSource,
    condition: SqlCondition,
    origin: Origin,
  ): Promise<number> {
    return this.adding.addMatching(listId, source, condition, origin);
  }

  /** Removes all that the condition matches; who had opted out is remembered as such. @returns how many */
  async removeMatching(
    listId: number,
    source: RecordSource,
    condition: SqlCondition,
    origin: Origin,
  ): Promise<number> {
    return this.removeWhere(
      listId,
      `target_type = ?
         AND target_id IN (
           SELECT ${source.list.columns['id']!.sql}
           FROM ${source.list.from}
           WHERE ${condition.sql})`,
      [source.targetType, ...condition.values],
      origin,
    );
  }

  /** Removes the named, whether or not their records still exist. @returns how many */
  async removeNamed(
    listId: number,
    targetType: string,
    targetIds: string[],
    origin: Origin,
  ): Promise<number> {
    if (targetIds.length === 0) return 0;
    return this.removeWhere(
      listId,
      `target_type = ?
         AND target_id IN (${parameters(targetIds.length)})`,
      [targetType, ...targetIds],
      origin,
    );
  }

  private async removeWhere(
    listId: number,
    where: string,
    values: unknown[],
    origin: Origin,
  ): Promise<number> {
    return this.database.transaction(async () => {
      await this.lists.lock(listId);
      await this.ledger.removing(listId, { sql: where, values }, origin);
      const remembered = await this.database.execute(
        `UPDATE {target_list_member}
         SET listed = 0
         WHERE list_id = ?
           AND listed = 1
           AND opted_out = 1
           AND ${where}`,
        [listId, ...values],
      );
      const removed = await this.database.execute(
        `DELETE FROM {target_list_member}
         WHERE list_id = ?
           AND listed = 1
           AND opted_out = 0
           AND ${where}`,
        [listId, ...values],
      );
      await this.lists.count(listId, -(remembered + removed), -remembered);
      return remembered + removed;
    });
  }

  /** A record is gone: so are its memberships. */
  async forget(targetType: string, targetIds: string[]): Promise<void> {
    await this.database.transaction(async () => {
      const lists = await this.database.query<{ list_id: number }>(
        `SELECT DISTINCT list_id
         FROM {target_list_member}
         WHERE target_type = ?
           AND target_id IN (${parameters(targetIds.length)})`,
        [targetType, ...targetIds],
      );
      await this.database.execute(
        `DELETE FROM {target_list_member}
         WHERE target_type = ?
           AND target_id IN (${parameters(targetIds.length)})`,
        [targetType, ...targetIds],
      );
      if (lists.length) await this.lists.recount(lists.map((row) => row.list_id));
    });
  }

  /** Copies the members of one list to another, without their opt-out marks, with what they agreed to. */
  async copy(fromListId: number, toListId: number, origin: Origin): Promise<void> {
    await this.database.execute(
      `INSERT INTO {target_list_member} (list_id, target_type, target_id, added_by, created_at)
       SELECT ?, target_type, target_id, 'copy', ?
       FROM {target_list_member}
       WHERE list_id = ?
         AND listed = 1
         AND opted_out = 0`,
      [toListId, this.clock.now(), fromListId],
    );
    await this.ledger.filled(toListId, origin);
    await this.ledger.copy(fromListId, toListId);
    await this.lists.recount([toListId]);
  }

  /** Of these lists, those that the target is in (or was, before being removed after opting out). */
  async membershipsOf(
    listIds: number[],
    { targetType, targetId }: Target,
  ): Promise<{ listId: number; optedOut: boolean }[]> {
    if (listIds.length === 0) return [];
    const rows = await this.database.query<{ list_id: number; opted_out: number }>(
      `SELECT list_id, opted_out
       FROM {target_list_member}
       WHERE list_id IN (${parameters(listIds.length)})
         AND target_type = ?
         AND target_id = ?`,
      [...listIds, targetType, targetId],
    );
    return rows.map((row) => ({ listId: row.list_id, optedOut: Boolean(row.opted_out) }));
  }

  /** Remembers the will of somebody who is in none of the lists any more, for the day they are added again. */
  async rememberOptOut(listIds: number[], target: Target): Promise<void> {
    if (listIds.length === 0) return;
    const { targetType, targetId } = target;
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO {target_list_member}
         (list_id, target_type, target_id, listed, opted_out, added_by, created_at, opted_out_at)
       VALUES ${parameterRows(listIds.length, 8)}
       ${this.database.dialect.ignoreDuplicates('target_list_member', 'list_id')}`,
      listIds.flatMap((listId) => [listId, targetType, targetId, false, true, 'opt-out', now, now]),
    );
  }
}

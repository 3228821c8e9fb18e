import { Injectable } from '@nestjs/common';
import { Clock, Database, parameters } from '@facteur/platform';
import type { Target } from '../record-source/target-key.js';
import { TargetListRepository } from './target-list.repository.js';

/** Opt-outs of target lists; of an address altogether see `AddressRegistry`. */
@Injectable()
export class ListOptOutRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lists: TargetListRepository,
  ) {}

  /**
   * Opts the target out of (or in to) those of the lists it is a member of.
   *
   * @returns the lists where that changed anything.
   */
  async set(listIds: number[], { targetType, targetId }: Target, optedOut: boolean): Promise<number[]> {
    if (listIds.length === 0) return [];
    return this.database.transaction(async () => {
      const lists = await this.lists.lockAll(listIds);
      if (lists.length === 0) return [];
      const rows = await this.database.query<{ list_id: number; listed: number }>(
        `SELECT list_id, listed
         FROM {target_list_member}
         WHERE list_id IN (${parameters(lists.length)})
           AND target_type = ?
           AND target_id = ?
           AND opted_out = ?`,
        [...lists, targetType, targetId, !optedOut],
      );
      if (rows.length === 0) return [];
      const changed = rows.map((row) => row.list_id);
      await this.database.execute(
        `UPDATE {target_list_member}
         SET opted_out = ?, opted_out_at = ?
         WHERE list_id IN (${parameters(changed.length)})
           AND target_type = ?
           AND target_id = ?`,
        [optedOut, optedOut ? this.clock.now() : null, ...changed, targetType, targetId],
      );
      const counted = rows.filter((row) => row.listed).map((row) => row.list_id);
      await this.lists.countOptOut(counted, optedOut);
      return changed;
    });
  }
}

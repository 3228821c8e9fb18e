import { Injectable } from '@nestjs/common';
import { Clock, Database, DAY, parameterRows, parameters } from '@facteur/platform';

/** How long an import can be taken back. */
export const UNDO_TIME = 7 * DAY;

/** What an import did to whom, so that it can be taken back. */
@Injectable()
export class ImportTraceRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Those of the records that the list does not hold yet. Index: ux_member. */
  async notListed(listId: number, targetType: string, ids: string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT target_id AS id
       FROM target_list_member
       WHERE list_id = ?
         AND target_type = ?
         AND listed = 1
         AND target_id IN (${parameters(ids.length)})`,
      [listId, targetType, ...ids],
    );
    const listed = new Set(rows.map(({ id }) => id));
    return new Set(ids.filter((id) => !listed.has(id)));
  }

  /** @param done each record once, with whether the import made it, and put it on its list */
  async note(
    importId: number,
    done: { targetId: string; isMade: boolean; isListed: boolean }[],
  ): Promise<void> {
    if (done.length === 0) return;
    await this.database.execute(
      `INSERT INTO import_trace (import_id, target_id, made, listed)
       VALUES ${parameterRows(done.length, 4)}
       ${this.database.dialect.ignoreDuplicates('import_trace', 'import_id')}`,
      done.flatMap(({ targetId, isMade, isListed }) => [importId, targetId, isMade, isListed]),
    );
  }

  /** Records that an import made, some at a time. @param after the last one seen */
  async made(importId: number, after: string, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT target_id AS id
       FROM import_trace
       WHERE import_id = ?
         AND made = 1
         AND target_id > ?
       ORDER BY target_id
       LIMIT ${limit}`,
      [importId, after],
    );
    return rows.map(({ id }) => id);
  }

  async isAny(importId: number): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT 1
       FROM import_trace
       WHERE import_id = ?
       LIMIT 1`,
      [importId],
    );
    return rows.length > 0;
  }

  /** @returns false when it was taken back already, or its time is over. */
  async begin(importId: number): Promise<boolean> {
    const now = this.clock.now();
    const changed = await this.database.execute(
      `UPDATE import_run
       SET undone_at = ?
       WHERE id = ?
         AND undone_at IS NULL
         AND status IN ('Complete', 'Cancelled', 'Failed')
         AND finished_at > ?`,
      [now, importId, new Date(now.getTime() - UNDO_TIME)],
    );
    return changed > 0;
  }

  async forget(importId: number): Promise<void> {
    await this.database.execute(
      `DELETE FROM import_trace
       WHERE import_id = ?`,
      [importId],
    );
  }

  /** Traces of imports that can no longer be taken back. @returns how many rows went */
  async forgetOld(): Promise<number> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT i.id
       FROM import_run i
       WHERE i.finished_at <= ?
         AND EXISTS (
           SELECT 1
           FROM import_trace t
           WHERE t.import_id = i.id)`,
      [new Date(this.clock.now().getTime() - UNDO_TIME)],
    );
    if (rows.length === 0) return 0;
    return this.database.execute(
      `DELETE FROM import_trace
       WHERE import_id IN (${parameters(rows.length)})`,
      rows.map(({ id }) => id),
    );
  }
}

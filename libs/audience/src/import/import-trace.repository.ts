import { Injectable } from '@nestjs/common';
import { Clock, Database, DAY, parameterRows, parameters, type SqlCondition } from '@facteur/platform';
import type { RecordSource } from '../record-source/record-source.js';

/** How long an import can be taken back. */
export const UNDO_TIME = 7 * DAY;

/** What an import did to a record: made it, put it on its list. */
export interface Trace {
  targetId: string;
  isMade: boolean;
  isListed: boolean;
}

/** What an import did to whom, so that it can be taken back; others who come to need the same take it over. */
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
       FROM {target_list_member}
       WHERE list_id = ?
         AND target_type = ?
         AND listed = 1
         AND target_id IN (${parameters(ids.length)})`,
      [listId, targetType, ...ids],
    );
    const listed = new Set(rows.map(({ id }) => id));
    return new Set(ids.filter((id) => !listed.has(id)));
  }

  /** Each record once. */
  async note(importId: number, done: Trace[]): Promise<void> {
    if (done.length === 0) return;
    await this.database.execute(
      `INSERT INTO {import_trace} (import_id, target_id, made, listed)
       VALUES ${parameterRows(done.length, 4)}
       ${this.database.dialect.ignoreDuplicates('import_trace', 'import_id')}`,
      done.flatMap(({ targetId, isMade, isListed }) => [importId, targetId, isMade, isListed]),
    );
  }

  /** Another import found these: they are no longer that one's alone which made them. Index: ix_import_trace_target. */
  async takeOverRecords(importId: number, ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.database.execute(
      `UPDATE {import_trace}
       SET made = 0
       WHERE target_id IN (${parameters(ids.length)})
         AND import_id <> ?
         AND made = 1`,
      [...ids, importId],
    );
  }

  /** Somebody else puts these on the list as well: whoever takes the import back leaves them there. */
  async takeOverMembers(listId: number, source: RecordSource, condition: SqlCondition): Promise<void> {
    const runs = await this.database.query<{ id: number }>(
      `SELECT id
       FROM {import_run}
       WHERE list_id = ?
         AND target_type = ?
         AND finished_at > ?
         AND undone_at IS NULL`,
      [listId, source.targetType, this.oldest()],
    );
    if (runs.length === 0) return;
    await this.database.execute(
      `UPDATE {import_trace}
       SET listed = 0
       WHERE import_id IN (${parameters(runs.length)})
         AND listed = 1
         AND target_id IN (
           SELECT ${source.list.columns['id']!.sql}
           FROM ${condition.from ?? source.list.from}
           WHERE ${condition.sql})`,
      [...runs.map(({ id }) => id), ...condition.values],
    );
  }

  /** Some of what an import did. Index: the primary key. */
  async some(importId: number, limit: number): Promise<Trace[]> {
    const rows = await this.database.query<{ id: string; made: number; listed: number }>(
      `SELECT target_id AS id, made, listed
       FROM {import_trace}
       WHERE import_id = ?
       ORDER BY target_id
       LIMIT ${limit}`,
      [importId],
    );
    return rows.map(({ id, made, listed }) => ({
      ...{ targetId: id, isMade: Boolean(Number(made)), isListed: Boolean(Number(listed)) },
    }));
  }

  async isAny(importId: number): Promise<boolean> {
    return (await this.some(importId, 1)).length > 0;
  }

  /** @returns false when it was taken back already, or its time is over. */
  async begin(importId: number): Promise<boolean> {
    const changed = await this.database.execute(
      `UPDATE {import_run}
       SET undone_at = ?
       WHERE id = ?
         AND undone_at IS NULL
         AND status IN ('Complete', 'Cancelled', 'Failed')
         AND finished_at > ?`,
      [this.clock.now(), importId, this.oldest()],
    );
    return changed > 0;
  }

  /** Imports that somebody began to take back, and did not end. */
  async unfinished(): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT i.id
       FROM {import_run} i
       WHERE i.undone_at IS NOT NULL
         AND EXISTS (
           SELECT 1
           FROM {import_trace} t
           WHERE t.import_id = i.id)`,
    );
    return rows.map(({ id }) => id);
  }

  async forget(importId: number, ids: string[]): Promise<void> {
    await this.database.execute(
      `DELETE FROM {import_trace}
       WHERE import_id = ?
         AND target_id IN (${parameters(ids.length)})`,
      [importId, ...ids],
    );
  }

  /** Traces of imports that can no longer be taken back. @returns how many rows went */
  async forgetOld(): Promise<number> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT i.id
       FROM {import_run} i
       WHERE i.finished_at <= ?
         AND i.undone_at IS NULL
         AND EXISTS (
           SELECT 1
           FROM {import_trace} t
           WHERE t.import_id = i.id)`,
      [this.oldest()],
    );
    if (rows.length === 0) return 0;
    return this.database.execute(
      `DELETE FROM {import_trace}
       WHERE import_id IN (${parameters(rows.length)})`,
      rows.map(({ id }) => id),
    );
  }

  private oldest(): Date {
    return new Date(this.clock.now().getTime() - UNDO_TIME);
  }
}

import { Injectable } from '@nestjs/common';
import {
  Clock,
  Database,
  MINUTE,
  newPublicId,
  parameterRows,
  parameters,
  RowLeases,
} from '@facteur/platform';

export interface RowFault {
  line: number;
  field: string | null;
  reason: string;
  value: string | null;
  /** Whose row it is, `address:…` or `id:…`, so that it can be forgotten. */
  rowKey: string | null;
}

/** What a batch adds to the counts of its import. */
export interface Moved {
  created: number;
  updated: number;
  wouldCreate: number;
  wouldUpdate: number;
  skipped: number;
  errors: number;
}

/** Position, faults and keys of imports, each written with the rows they belong to. */
@Injectable()
export class ImportRepository {
  /** Each batch renews it. */
  private readonly leases: RowLeases;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.leases = new RowLeases(database, clock, {
      table: 'import_run',
      holder: 'held_by',
      until: 'held_until',
      length: MINUTE,
      only: `status = 'Running'`,
    });
  }

  /** Keys of those that nobody is at any more, although they have not ended. */
  async abandoned(): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT id
       FROM {import_run}
       WHERE status = 'Running'
         AND (held_until IS NULL OR held_until < ?)`,
      [this.clock.now()],
    );
    return rows.map(({ id }) => id);
  }

  /** @returns false when it has ended already. */
  async cancel(id: number): Promise<boolean> {
    const changed = await this.database.execute(
      `UPDATE {import_run}
       SET status = 'Cancelled', held_by = NULL, held_until = NULL, finished_at = ?
       WHERE id = ?
         AND status = 'Running'`,
      [this.clock.now(), id],
    );
    return changed > 0;
  }

  /** @returns a mark to work under, or undefined while another process is at it, or when it has ended. */
  claim(id: number): Promise<string | undefined> {
    return this.leases.claim(id);
  }

  /** Every row was checked: on to writing. @returns false when the import is no longer this process's. */
  beginWriting(id: number, mark: string, totalRows: number, listId: number | null): Promise<boolean> {
    return this.leases.renew(id, mark, {
      phase: 'Write',
      processed_rows: 0,
      total_rows: totalRows,
      list_id: listId,
    });
  }

  /** @returns false when it was cancelled meanwhile, or taken over; then it is another's to end. */
  end(
    id: number,
    mark: string,
    { status, error, totalRows }: { status: string; error: string | null; totalRows?: number },
  ): Promise<boolean> {
    return this.leases.release(id, mark, {
      status,
      error,
      finished_at: this.clock.now(),
      ...(totalRows === undefined ? {} : { total_rows: totalRows }),
    });
  }

  /** Moves on by a batch. @returns false when the import is no longer this process's (cancelled, or taken over). */
  async advance(id: number, mark: string, moved: { processed: number } & Partial<Moved>): Promise<boolean> {
    const { processed, created = 0, updated = 0, skipped = 0, errors = 0 } = moved;
    const { wouldCreate = 0, wouldUpdate = 0 } = moved;
    const changed = await this.database.execute(
      `UPDATE {import_run}
       SET processed_rows = ?,
         created_count = created_count + ?, updated_count = updated_count + ?,
         would_create = would_create + ?, would_update = would_update + ?,
         skipped_count = skipped_count + ?, error_count = error_count + ?, held_until = ?
       WHERE id = ?
         AND held_by = ?
         AND status = 'Running'`,
      [
        ...[processed, created, updated, wouldCreate, wouldUpdate, skipped, errors],
        ...[this.leases.until(), id, mark],
      ],
    );
    return changed > 0;
  }

  async addFaults(id: number, faults: RowFault[]): Promise<void> {
    if (faults.length === 0) return;
    await this.database.execute(
      `INSERT INTO {import_error} (import_id, line_number, field, reason, value, row_key)
       VALUES ${parameterRows(faults.length, 6)}`,
      faults.flatMap(({ line, field, reason, value, rowKey }) => [
        id,
        line,
        field?.slice(0, 100) ?? null,
        reason.slice(0, 500),
        value?.slice(0, 500) ?? null,
        rowKey?.slice(0, 330) ?? null,
      ]),
    );
  }

  /** Of the lines of a batch, those that are not to be written. */
  async badLines(id: number, from: number, to: number): Promise<Set<number>> {
    const rows = await this.database.query<{ line_number: number }>(
      `SELECT DISTINCT line_number
       FROM {import_error}
       WHERE import_id = ?
         AND line_number BETWEEN ? AND ?`,
      [id, from, to],
    );
    return new Set(rows.map((row) => Number(row.line_number)));
  }

  /** Notes the keys of a batch. @returns for each key that was there before, the line of the first. */
  async noteKeys(id: number, keys: Map<string, number>): Promise<Map<string, number>> {
    if (keys.size === 0) return new Map();
    const names = [...keys.keys()];
    const rows = await this.database.query<{ key_value: string; line_number: number }>(
      `SELECT key_value, line_number
       FROM {import_key}
       WHERE import_id = ?
         AND key_value IN (${parameters(names.length)})`,
      [id, ...names],
    );
    const known = new Map(rows.map((row) => [row.key_value, Number(row.line_number)]));
    const fresh = [...keys].filter(([name]) => !known.has(name));
    if (fresh.length)
      await this.database.execute(
        `INSERT INTO {import_key} (import_id, key_value, line_number)
         VALUES ${parameterRows(fresh.length, 3)}`,
        fresh.flatMap(([name, line]) => [id, name, line]),
      );
    return known;
  }

  async forgetKeys(id: number): Promise<void> {
    await this.database.execute(
      `DELETE FROM {import_key}
       WHERE import_id = ?`,
      [id],
    );
  }

  /** JSON of the mapping that was chosen for a file with such a head before. */
  async rememberedMapping(targetType: string, signature: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ mapping: string }>(
      `SELECT mapping
       FROM {import_mapping}
       WHERE target_type = ?
         AND signature = ?`,
      [targetType, signature],
    );
    return row?.mapping;
  }

  async rememberMapping(targetType: string, signature: string, mapping: string): Promise<void> {
    const now = this.clock.now();
    const { dialect } = this.database;
    await this.database.execute(
      `INSERT INTO {import_mapping}
         (public_id, created_at, modified_at, target_type, signature, mapping)
       VALUES (?, ?, ?, ?, ?, ?)
       ${dialect.upsert(['target_type', 'signature'], {
         mapping: dialect.inserted('mapping'),
         modified_at: dialect.inserted('modified_at'),
       })}`,
      [newPublicId(), now, now, targetType, signature, mapping],
    );
  }
}

import type { Database } from '../database/database.js';
import { parameters } from '../database/dialect.js';

/** Records that go at once. */
const PIECE = 5_000;

export interface AuditRow {
  publicId: string;
  at: Date;
  actor: string;
  action: string;
  subjectType: string;
  subjectId: string | null;
  subjectName: string | null;
  address: string | null;
  details: string | null;
}

export class AuditRepository {
  constructor(private readonly database: Database) {}

  async add(row: AuditRow): Promise<void> {
    await this.database.execute(
      `INSERT INTO {audit_record}
         (public_id, created_at, modified_at, actor, action, subject_type, subject_id, subject_name, details, address)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        ...[row.publicId, row.at, row.at, row.actor, row.action],
        ...[row.subjectType, row.subjectId, row.subjectName, row.details, row.address],
      ],
    );
  }

  async forgetSubjects(ids: readonly string[]): Promise<void> {
    await this.database.execute(
      `UPDATE {audit_record}
       SET subject_id = NULL, subject_name = NULL
       WHERE subject_id IN (${parameters(ids.length)})`,
      [...ids],
    );
  }

  /** The oldest of those from before a moment. @returns how many */
  async removeSome(moment: Date): Promise<number> {
    const [last] = await this.database.query<{ id: number | null }>(
      `SELECT MAX(id) AS id
       FROM (
         SELECT id
         FROM {audit_record}
         WHERE created_at < ?
         ORDER BY created_at, id
         LIMIT ${PIECE}
       ) oldest`,
      [moment],
    );
    if (last?.id == null) return 0;
    return this.database.execute(
      `DELETE FROM {audit_record}
       WHERE created_at < ?
         AND id <= ?`,
      [moment, last.id],
    );
  }
}

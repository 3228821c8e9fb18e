import type { Database } from '../database/database.js';

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
}

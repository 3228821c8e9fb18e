import { Injectable } from '@nestjs/common';
import { Clock, Database, newPublicId, readDate } from '@facteur/platform';

export interface Submission {
  id: number;
  formId: number;
  status: string;
  address: string;
  addressKey: string;
  values: Record<string, string>;
  expiresAt: Date | null;
}

/** What was sent in through forms. */
@Injectable()
export class SubmissionRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async add(submission: {
    formId: number;
    status: 'Pending' | 'Done';
    address: string;
    addressKey: string;
    values: Record<string, string>;
    senderHash: string;
    expiresAt: Date | null;
  }): Promise<number> {
    const now = this.clock.now();
    const publicId = newPublicId();
    await this.database.execute(
      `INSERT INTO lead_submission (public_id, created_at, modified_at, form_id, status, address, address_key, values_json, sender_hash, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        publicId,
        now,
        now,
        submission.formId,
        submission.status,
        submission.address,
        submission.addressKey,
        JSON.stringify(submission.values),
        submission.senderHash,
        submission.expiresAt,
      ],
    );
    const [row] = await this.database.query<{ id: number }>(
      'SELECT id FROM lead_submission WHERE public_id = ?',
      [publicId],
    );
    return row!.id;
  }

  /** Kept from being confirmed twice at once until the transaction ends. */
  async locked(id: number): Promise<Submission | undefined> {
    const [row] = await this.database.query(
      `SELECT id, form_id, status, address, address_key, values_json, expires_at FROM lead_submission WHERE id = ? ${this.database.dialect.forUpdate}`,
      [id],
    );
    if (!row) return undefined;
    return {
      id: Number(row['id']),
      formId: Number(row['form_id']),
      status: String(row['status']),
      address: String(row['address']),
      addressKey: String(row['address_key']),
      values: JSON.parse(String(row['values_json'])) as Record<string, string>,
      expiresAt: readDate(row['expires_at']),
    };
  }

  async done(id: number, target: { targetType: string; targetId: string }): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `UPDATE lead_submission SET status = 'Done', target_type = ?, target_id = ?, confirmed_at = ?, modified_at = ? WHERE id = ?`,
      [target.targetType, target.targetId, now, now, id],
    );
  }

  async remove(id: number): Promise<void> {
    await this.database.execute('DELETE FROM lead_submission WHERE id = ?', [id]);
  }

  /** Whoever never confirmed is forgotten. */
  async removeExpired(formId: number): Promise<void> {
    await this.database.execute(
      `DELETE FROM lead_submission WHERE form_id = ? AND status = 'Pending' AND expires_at < ?`,
      [formId, this.clock.now()],
    );
  }

  /** Whether any record of a type that has the address opted out of the list. @param addresses SELECT of the source */
  async optedOutOf(
    listId: number,
    targetType: string,
    addresses: string,
    addressKey: string,
  ): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT 1 FROM target_list_member m JOIN (${addresses}) a ON a.target_id = m.target_id
       WHERE m.list_id = ? AND m.target_type = ? AND m.opted_out = 1 AND a.address_key = ? LIMIT 1`,
      [listId, targetType, addressKey],
    );
    return rows.length > 0;
  }
}

import { Injectable } from '@nestjs/common';
import { type Person, rowsOf } from '@facteur/audience';
import { Clock, Database, newPublicId, readDate, type SqlCondition } from '@facteur/platform';

export interface Submission {
  id: number;
  formId: number;
  status: string;
  address: string;
  addressKey: string;
  values: Record<string, string>;
  expiresAt: Date | null;
  createdAt: Date;
  /** The list that was asked about; null for those from before that was kept. */
  listId: number | null;
  page: string | null;
  wordsHash: string | null;
}

export interface NewSubmission {
  formId: number;
  status: 'Pending' | 'Done';
  address: string;
  addressKey: string;
  values: Record<string, string>;
  senderHash: string;
  listId: number;
  /** Address of the page that the form was on. */
  page: string | null;
  /** Names what was agreed to. */
  wordsHash: string | null;
  /** Until when it may be confirmed. */
  expiresAt: Date | null;
}

/** What was sent in through forms. */
@Injectable()
export class SubmissionRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns its key. */
  async add(submission: NewSubmission): Promise<number> {
    const now = this.clock.now();
    const publicId = newPublicId();
    await this.database.execute(
      `INSERT INTO {lead_submission}
         (public_id, created_at, modified_at, form_id, status, address, address_key, values_json,
          sender_hash, list_id, page, words_hash, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
        submission.listId,
        submission.page,
        submission.wordsHash,
        submission.expiresAt,
      ],
    );
    const [row] = await this.database.query<{ id: number }>(
      `SELECT id
       FROM {lead_submission}
       WHERE public_id = ?`,
      [publicId],
    );
    return row!.id;
  }

  /** Kept from being confirmed twice at once until the transaction ends. */
  async locked(id: number): Promise<Submission | undefined> {
    const [row] = await this.database.query<{
      id: number;
      form_id: number;
      status: string;
      address: string;
      address_key: string;
      values_json: string;
      expires_at: Date | string | null;
      created_at: Date | string;
      list_id: number | null;
      page: string | null;
      words_hash: string | null;
    }>(
      `SELECT id, form_id, status, address, address_key, values_json, expires_at, created_at,
              list_id, page, words_hash
       FROM {lead_submission}
       WHERE id = ? ${this.database.dialect.forUpdate}`,
      [id],
    );
    if (!row) return undefined;
    return {
      id: row.id,
      formId: row.form_id,
      status: row.status,
      address: row.address,
      addressKey: row.address_key,
      values: JSON.parse(row.values_json) as Record<string, string>,
      expiresAt: readDate(row.expires_at),
      createdAt: readDate(row.created_at)!,
      listId: row.list_id,
      page: row.page,
      wordsHash: row.words_hash,
    };
  }

  async done(id: number, target: { targetType: string; targetId: string }): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `UPDATE {lead_submission}
       SET status = 'Done', target_type = ?, target_id = ?, confirmed_at = ?, modified_at = ?
       WHERE id = ?`,
      [target.targetType, target.targetId, now, now, id],
    );
  }

  async remove(id: number): Promise<void> {
    await this.database.execute(
      `DELETE FROM {lead_submission}
       WHERE id = ?`,
      [id],
    );
  }

  /** Whoever never confirmed is forgotten. */
  async removeExpired(formId: number): Promise<void> {
    await this.database.execute(
      `DELETE FROM {lead_submission}
       WHERE form_id = ?
         AND status = 'Pending'
         AND expires_at < ?`,
      [formId, this.clock.now()],
    );
  }

  /** As the person is told of it. */
  ofPerson(person: Person): Promise<object[]> {
    const { sql, values } = ownRows(person);
    return this.database.query<object>(
      `SELECT s.address, s.values_json AS "values", s.status, s.created_at AS "createdAt", f.name AS form
       FROM (
         SELECT *
         FROM {lead_submission}
         WHERE ${sql}
       ) s
       JOIN {lead_form} f ON f.id = s.form_id`,
      values,
    );
  }

  /** @returns how many were deleted. */
  forget(person: Person): Promise<number> {
    const { sql, values } = ownRows(person);
    return this.database.execute(
      `DELETE FROM {lead_submission}
       WHERE ${sql}`,
      values,
    );
  }
}

const ownRows = (person: Person): SqlCondition =>
  rowsOf(person, { addressKey: 'address_key', targetType: 'target_type', targetId: 'target_id' });

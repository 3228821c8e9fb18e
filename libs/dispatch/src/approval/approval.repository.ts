import { Injectable } from '@nestjs/common';
import { Clock, Database, readDate } from '@facteur/platform';
import type { Approval, ApprovalStatus, Somebody } from './approval.js';

@Injectable()
export class ApprovalRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async of(mailingId: number): Promise<Approval | undefined> {
    const [row] = await this.database.query<{
      status: ApprovalStatus;
      fingerprint: string;
      recipients: number;
      askedId: string;
      askedName: string;
      answeredId: string | null;
      answeredName: string | null;
      answeredAt: Date | string | null;
    }>(
      `SELECT status, fingerprint, recipients,
         asked_by AS "askedId", asked_name AS "askedName",
         answered_by AS "answeredId", answered_name AS "answeredName", answered_at AS "answeredAt"
       FROM {mailing_approval}
       WHERE mailing_id = ?`,
      [mailingId],
    );
    if (!row) return undefined;
    const { status, fingerprint, recipients, askedId, askedName, answeredId, answeredName } = row;
    return {
      ...{ status, fingerprint, recipients: Number(recipients) },
      askedBy: { id: askedId, name: askedName },
      answeredAt: readDate(row.answeredAt),
      answeredBy: answeredId === null ? null : { id: answeredId, name: answeredName ?? answeredId },
    };
  }

  /** How many one that was let go is for, tests aside. Index: ix_queue_claim. */
  async builtFor(mailingId: number): Promise<number> {
    const [row] = await this.database.query<{ count: unknown }>(
      `SELECT COUNT(*) AS count
       FROM {queue_item}
       WHERE mailing_id = ?
         AND is_test = 0`,
      [mailingId],
    );
    return Number(row?.count ?? 0);
  }

  /** In place of whatever was asked or answered before. */
  async ask(mailingId: number, by: Somebody, fingerprint: string, recipients: number): Promise<void> {
    await this.database.transaction(async () => {
      await this.database.execute(
        `DELETE FROM {mailing_approval}
         WHERE mailing_id = ?`,
        [mailingId],
      );
      await this.database.execute(
        `INSERT INTO {mailing_approval}
           (mailing_id, status, fingerprint, recipients, asked_by, asked_name, asked_at)
         VALUES (?, 'Asked', ?, ?, ?, ?, ?)`,
        [mailingId, fingerprint, recipients, by.id, by.name, this.clock.now()],
      );
    });
  }

  /** How many it turned out to be for. */
  async keepBuilt(mailingId: number, recipients: number): Promise<void> {
    await this.database.execute(
      `UPDATE {mailing_approval}
       SET recipients = ?
       WHERE mailing_id = ?
         AND recipients < ?`,
      [recipients, mailingId, recipients],
    );
  }

  /** @returns whether it was still asked for, as it was seen. */
  async answer(
    mailingId: number,
    by: Somebody,
    fingerprint: string,
    answer: { status: 'Approved' | 'Rejected'; recipients: number; reason: string | null },
  ): Promise<boolean> {
    const answered = await this.database.execute(
      `UPDATE {mailing_approval}
       SET status = ?, recipients = ?, reason = ?, answered_by = ?, answered_name = ?, answered_at = ?
       WHERE mailing_id = ?
         AND status = 'Asked'
         AND fingerprint = ?`,
      [
        answer.status,
        answer.recipients,
        answer.reason,
        by.id,
        by.name,
        this.clock.now(),
        mailingId,
        fingerprint,
      ],
    );
    return answered > 0;
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';
import { MassEmail } from './mass-email.entity.js';

/** What of mailings only the e-mail channel keeps. */
@Injectable()
export class MassEmailRepository {
  constructor(private readonly database: Database) {}

  async add(mailingId: number, values: Partial<MassEmail>): Promise<void> {
    await this.database.run((manager) => manager.insert(MassEmail, { ...values, mailingId }));
  }

  async change(mailingId: number, values: Partial<MassEmail>): Promise<void> {
    if (Object.keys(values).length === 0) return;
    await this.database.run((manager) => manager.update(MassEmail, { mailingId }, values));
  }

  /** @throws EntityNotFoundError (TypeORM) for a mailing of another channel. */
  async ofMailing(mailingId: number): Promise<MassEmail> {
    return this.database.run((manager) => manager.findOneByOrFail(MassEmail, { mailingId }));
  }

  /** Whether a mailing with this template is scheduled, or some of it may still go out. */
  async isReleased(templateId: number): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT 1
       FROM {mass_email} e
       JOIN {mailing} g ON g.id = e.mailing_id
       WHERE e.template_id = ?
         AND g.status IN ('Pending', 'In Process', 'Paused')
       LIMIT 1`,
      [templateId],
    );
    return rows.length > 0;
  }

  /** Keys of the mailings that wait for the sake of an SMTP account; null: of the system's. */
  async heldForAccount(smtpAccountId: number | null): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT g.id
       FROM {mass_email} e
       JOIN {mailing} g ON g.id = e.mailing_id
       WHERE g.hold_code = 'account'
         AND ${smtpAccountId === null ? 'e.smtp_account_id IS NULL' : 'e.smtp_account_id = ?'}`,
      smtpAccountId === null ? [] : [smtpAccountId],
    );
    return rows.map(({ id }) => id);
  }

  /** Whether some open item of the mailing has an address that a condition over `address_key` matches. Index: ix_queue_claim. */
  async hasOpenItem(mailingId: number, condition: string): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT 1
       FROM {queue_item}
       WHERE mailing_id = ?
         AND status = 'Pending'
         AND is_test = 0
         AND ${condition}
       LIMIT 1`,
      [mailingId],
    );
    return rows.length > 0;
  }
}

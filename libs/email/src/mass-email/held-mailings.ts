import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MailingService } from '@facteur/dispatch';
import { Database, EventBus } from '@facteur/platform';
import { SendingAccountChanged } from '../smtp-account/smtp-account.events.js';

/** Mailings that were held for the sake of an account wait no longer for it once somebody mended it. */
@Injectable()
export class HeldMailings implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly mailings: MailingService,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.events.on(SendingAccountChanged, ({ smtpAccountId }) => this.release(smtpAccountId));
  }

  private async release(smtpAccountId: number | null): Promise<void> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT g.id FROM mass_email e JOIN mailing g ON g.id = e.mailing_id
       WHERE g.hold_code = 'account' AND ${smtpAccountId === null ? 'e.smtp_account_id IS NULL' : 'e.smtp_account_id = ?'}`,
      smtpAccountId === null ? [] : [smtpAccountId],
    );
    await this.mailings.forgetHold(
      rows.map(({ id }) => id),
      'account',
    );
  }
}

import { Injectable } from '@nestjs/common';
import { SenderAccounts } from '../channel/sender-accounts.js';
import type { OutboundEmailDto } from '../settings/outbound-email.dto.js';
import { type OutboundEmail, OutboundEmailSettings } from '../settings/outbound-email.service.js';
import { type AccountTest, SmtpConnectionTest } from './connection-test.js';
import type { SmtpAccount } from './smtp-account.entity.js';

/** Tries the accounts out that mail goes through: saved, changed, or not saved yet. */
@Injectable()
export class AccountTests {
  constructor(
    private readonly accounts: SenderAccounts,
    private readonly settings: OutboundEmailSettings,
    private readonly connection: SmtpConnectionTest,
  ) {}

  async ofAccount(account: SmtpAccount): Promise<AccountTest> {
    return this.of(account, await this.settings.read());
  }

  /** The system's account, with what a person wants to change. @throws InvalidInput */
  async ofSystem(dto: OutboundEmailDto = {}): Promise<AccountTest> {
    return this.of(null, await this.settings.draft(dto));
  }

  private async of(account: SmtpAccount | null, settings: OutboundEmail): Promise<AccountTest> {
    const host = account ? account.host : settings.smtpHost;
    if (!host)
      return {
        ok: false,
        steps: [{ step: 'name', result: 'failed', detail: 'There is no SMTP server.', field: 'smtpHost' }],
      };
    const own = account ?? settings;
    const sender =
      account?.bounceAddress ?? settings.bounceAddress ?? own.fromAddress ?? settings.fromAddress;
    return this.connection.run({ ...this.accounts.optionsOf(account, settings), host }, sender);
  }
}

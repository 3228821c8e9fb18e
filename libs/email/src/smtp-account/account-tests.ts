import { Injectable } from '@nestjs/common';
import { SenderAccounts } from '../channel/sender-accounts.js';
import type { OutboundEmailDto } from '../settings/outbound-email.dto.js';
import { type OutboundEmail, OutboundEmailSettings } from '../settings/outbound-email-settings.js';
import type { SmtpOptions } from '../transport/smtp-options.js';
import { type AccountTest, SmtpConnectionTest, type TestStep } from './connection-test.js';
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
    const { ok, steps } = await this.of(null, await this.settings.draft(dto));
    return { ok, steps: steps.map((step) => ({ ...step, ...settingOf(step.field) })) };
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
    const options = { ...this.accounts.optionsOf(account, settings), host };
    const { ok, steps } = await this.connection.run(options, sender);
    const signing = signingOf(own, options);
    return { ok: ok && signing.result !== 'failed', steps: [...steps, signing] };
  }
}

/** Settings have names of their own for what accounts have as well. */
const SETTINGS: Record<string, string> = {
  host: 'smtpHost',
  port: 'smtpPort',
  security: 'smtpSecurity',
  username: 'smtpUsername',
  password: 'smtpPassword',
};
const settingOf = (field: string | undefined) => (field ? { field: SETTINGS[field] ?? field } : {});

/** A key that is only half set up signs nothing, without anybody noticing. */
function signingOf(
  own: Pick<SmtpAccount, 'dkimDomain' | 'dkimSelector' | 'dkimPrivateKey'>,
  { dkim }: Pick<SmtpOptions, 'dkim'>,
): TestStep {
  const missing = (['dkimDomain', 'dkimSelector', 'dkimPrivateKey'] as const).filter((name) => !own[name]);
  if (missing.length > 0 && missing.length < 3)
    return {
      step: 'dkim',
      result: 'failed',
      detail: `Without ${missing.join(' and ')} it does not sign.`,
      field: missing[0]!,
    };
  return dkim
    ? { step: 'dkim', result: 'passed', detail: `Mail is signed for ${dkim.domainName}.` }
    : { step: 'dkim', result: 'skipped', detail: 'No DKIM key is set, so mail is not signed here.' };
}

import { MailingService } from '@facteur/dispatch';
import { Clock, type HealthCheck, HealthCheckPlugin, type HealthFinding } from '@facteur/platform';
import { OutboundEmailSettings } from '../settings/outbound-email-settings.js';
import { AccountTests } from '../smtp-account/account-tests.js';
import type { SmtpAccount } from '../smtp-account/smtp-account.entity.js';
import { SmtpAccountService } from '../smtp-account/smtp-account.service.js';

/** The accounts that letters go out by let us in. */
@HealthCheckPlugin()
export class AccountCheck implements HealthCheck {
  readonly code = 'account';
  readonly order = 30;
  readonly holdsMail = true;
  private failed: (HealthFinding & { of: string }) | undefined;

  constructor(
    private readonly settings: OutboundEmailSettings,
    private readonly accounts: SmtpAccountService,
    private readonly tests: AccountTests,
    private readonly mailings: MailingService,
    private readonly clock: Clock,
  ) {}

  async look(thorough: boolean): Promise<HealthFinding> {
    const system = await this.settings.read();
    const { smtpHost } = system;
    const own = await this.accounts.forMassEmail();
    if (!smtpHost && own.length === 0)
      return {
        ...{ state: 'fail', reason: 'none', mend: '/admin/sending' },
        detail: 'There is no SMTP server that letters could go out by.',
      };
    const of = JSON.stringify([system, own.map(({ id, modifiedAt }) => [id, modifiedAt])]);
    if (thorough) {
      const failed = await this.tryOut(Boolean(smtpHost), own);
      this.failed = failed && { ...failed, of, since: this.clock.now() };
      return failed ?? { state: 'pass', reason: 'tried', detail: 'All accounts let us in.' };
    }
    // What was tried in vain stays broken until it is tried again, or changed.
    if (this.failed?.of === of) {
      const { of: _of, ...finding } = this.failed;
      return finding;
    }
    const [held] = await this.mailings.heldBy('account');
    if (held)
      return {
        ...{ state: 'fail', reason: 'refused', since: held.heldSince, mend: '/admin/accounts' },
        params: { words: held.holdReason ?? '' },
        detail: held.holdReason ?? 'An account does not let us in.',
      };
    return { state: 'pass', reason: 'no-complaint', detail: 'No account has refused anything.' };
  }

  private async tryOut(hasSystem: boolean, own: SmtpAccount[]): Promise<HealthFinding | undefined> {
    const tested = [
      ...(hasSystem ? [{ name: '', mend: '/admin/sending', test: await this.tests.ofSystem() }] : []),
      ...(await Promise.all(
        own.map(async (account) => ({
          name: account.name,
          mend: '/admin/accounts',
          test: await this.tests.ofAccount(account),
        })),
      )),
    ];
    for (const { name, mend, test } of tested) {
      const step = test.steps.find(({ result }) => result === 'failed');
      if (!step) continue;
      const account = name ? `The SMTP account "${name}"` : 'The system SMTP account';
      return {
        ...{ state: 'fail', reason: 'tried-in-vain', mend },
        params: { name, step: step.step, words: step.detail },
        detail: `${account} fails at the step "${step.step}": ${step.detail}`,
      };
    }
    return undefined;
  }
}

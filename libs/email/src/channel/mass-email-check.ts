import { Injectable } from '@nestjs/common';
import { type Finding, LookAhead, type Mailing, MailingContexts } from '@facteur/dispatch';
import { isLoopbackHost, SiteOptions } from '@facteur/platform';
import type { MassEmail } from '../mass-email/mass-email.entity.js';
import { type OutboundEmail, OutboundEmailSettings } from '../settings/outbound-email-settings.js';
import { AccountTests } from '../smtp-account/account-tests.js';
import { SmtpAccountService } from '../smtp-account/smtp-account.service.js';
import { EmailTemplateService } from '../template/email-template.service.js';
import { error, warning } from './finding.js';
import { OUTSIDE } from './outside.js';
import { TemplateCheck } from './template-check.js';

/** What a person should know before a mass e-mail goes out. */
@Injectable()
export class MassEmailCheck {
  constructor(
    private readonly settings: OutboundEmailSettings,
    private readonly smtpAccounts: SmtpAccountService,
    private readonly templates: EmailTemplateService,
    private readonly letters: TemplateCheck,
    private readonly contexts: MailingContexts,
    private readonly ahead: LookAhead,
    private readonly accounts: AccountTests,
    private readonly site: SiteOptions,
  ) {}

  async findings(mailing: Mailing, email: MassEmail, thorough: boolean): Promise<Finding[]> {
    const settings = await this.settings.read();
    const { campaign, informational } = await this.contexts.of(mailing);
    const template = email.templateId === null ? null : await this.templates.store.byKey(email.templateId);
    return [
      ...(await this.account(email, settings, thorough)),
      ...this.sender(email, settings),
      ...(informational ? [] : await this.siteAddress(mailing, settings)),
      ...(template
        ? await this.letters.findings(template, campaign, thorough)
        : [error('no-template', 'It has no template; choose one.', 'templateId')]),
    ];
  }

  private async account(email: MassEmail, settings: OutboundEmail, thorough: boolean): Promise<Finding[]> {
    const account =
      email.smtpAccountId === null ? null : await this.smtpAccounts.store.byKey(email.smtpAccountId);
    if (!account && !settings.smtpHost)
      return [
        error(
          'no-account',
          'There is no SMTP server: choose an SMTP account, or set one in the outbound e-mail settings (or SMTP_URL).',
          'smtpAccountId',
        ),
      ];
    if (!thorough) return [];
    const test = account ? await this.accounts.ofAccount(account) : await this.accounts.ofSystem();
    const failed = test.steps.find(({ result }) => result === 'failed');
    if (!failed) return [];
    const name = account ? `The SMTP account "${account.name}"` : 'The system SMTP account';
    return [
      warning(
        'account-fails',
        `${name} fails its test at the step "${failed.step}": ${failed.detail}`,
        'smtpAccountId',
      ),
    ];
  }

  private sender(email: MassEmail, settings: OutboundEmail): Finding[] {
    if (email.fromAddress !== null || !settings.isDefaultFrom || email.smtpAccountId !== null) return [];
    return [
      warning(
        'default-from',
        `Nobody set a From address, so it goes out in the name of ${settings.fromAddress}; set one in the outbound e-mail settings, or here.`,
        'fromAddress',
      ),
    ];
  }

  private async siteAddress(mailing: Mailing, { siteUrl }: OutboundEmail): Promise<Finding[]> {
    const { protocol, hostname } = new URL(siteUrl);
    if (isLoopbackHost(hostname)) {
      const words = `Links in it begin with ${siteUrl}, which leads nowhere from other machines; set SITE_URL or siteUrl.`;
      const held = this.site.production && (await this.ahead.anybody(mailing, OUTSIDE.sql('a.address_key')));
      return [
        held ? error('site-localhost', `${words} It is held until then.`) : warning('site-localhost', words),
      ];
    }
    return protocol === 'http:'
      ? [
          warning(
            'site-http',
            `Links in it begin with ${siteUrl}; mail programs offer one-click opt-out only by https (RFC 8058).`,
          ),
        ]
      : [];
  }
}

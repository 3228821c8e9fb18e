import { Injectable } from '@nestjs/common';
import { type Campaign, TrackingUrlService } from '@facteur/campaigns';
import { AccountUnavailable, Mailing, MailingContexts, MailingUnsendable } from '@facteur/dispatch';
import { Brands } from '@facteur/pages';
import type { LetterLink } from '../compiler/letter-links.js';
import type { LinkWords } from '../compiler/link-words.js';
import { checkTemplate, compileMessage, type MessageTemplate } from '../compiler/message-template.js';
import type { TemplateProgram } from '../compiler/template-program.js';
import type { MassEmail } from '../mass-email/mass-email.entity.js';
import { MassEmailRepository } from '../mass-email/mass-email.repository.js';
import type { InlinePart, MimeAttachment } from '../mime/mime-message.js';
import { type OutboundEmail, OutboundEmailSettings } from '../settings/outbound-email-settings.js';
import { SmtpAccountService } from '../smtp-account/smtp-account.service.js';
import type { EmailTemplate } from '../template/email-template.entity.js';
import { type BrandScope, brandScope } from '../template/brand-scope.js';
import { EmailTemplateService } from '../template/email-template.service.js';
import { TemplateFiles } from '../template/template-files.js';
import { fillerOf, refuseUnfit, trackable } from './links-of-mailing.js';
import { LinkWordings } from './link-wordings.js';
import type { SentTemplate } from './sent-template.repository.js';
import { SenderAccounts, type SendingAccount } from './sender-accounts.js';

/** Everything of one mailing that does not differ from recipient to recipient. */
export interface PreparedEmail {
  email: MassEmail;
  settings: OutboundEmail;
  account: SendingAccount;
  template: MessageTemplate;
  openTracking: boolean;
  inline: InlinePart[];
  attachments: MimeAttachment[];
  /** Public id of a tracking URL -> its key, which links carry, and how its address is filled in for a recipient. */
  trackingUrls: Map<string, { key: number; address: string | null; fill: TemplateProgram | undefined }>;
  informational: boolean;
  templateId: string;
  /** Which of its own links it has; the others are not made. */
  links: ReadonlySet<LetterLink>;
  /** What `{{brand.…}}` says. */
  brand: BrandScope;
  /** What the letter's own links are called, by the language of a record. */
  wordsFor: (language: string | null | undefined) => LinkWords;
  campaign: Campaign | null;
}

export interface PrepareOptions {
  fallback?: SendingAccount;
  as?: SentTemplate;
  /** Nobody in particular reads it: it has no way out of a list, and counts nothing. */
  forEverybody?: boolean;
}

/** What of a template is not kept with what was sent. */
const NO_TEMPLATE = { id: 0, publicId: '', name: '', inlineImages: false };

/** What a mailing is to the e-mail channel, made ready once for a run. */
@Injectable()
export class PreparedEmails {
  constructor(
    private readonly massEmails: MassEmailRepository,
    private readonly contexts: MailingContexts,
    private readonly settings: OutboundEmailSettings,
    private readonly templates: EmailTemplateService,
    private readonly files: TemplateFiles,
    private readonly brands: Brands,
    private readonly linkWordings: LinkWordings,
    private readonly accounts: SenderAccounts,
    private readonly smtpAccounts: SmtpAccountService,
    private readonly trackingUrls: TrackingUrlService,
  ) {}

  /** @throws MailingUnsendable without a template. */
  async contentOf(mailing: Mailing): Promise<{ email: MassEmail; template: EmailTemplate }> {
    const email = await this.massEmails.ofMailing(mailing.id);
    const template = email.templateId === null ? null : await this.templates.store.byKey(email.templateId);
    if (!template) throw new MailingUnsendable('It has no template, or the template was deleted.');
    return { email, template };
  }

  /** Public id of an SMTP account; undefined for the system's. */
  async accountNameOf(smtpAccountId: number | null): Promise<string | undefined> {
    if (smtpAccountId === null) return undefined;
    return (await this.smtpAccounts.store.byKey(smtpAccountId))?.publicId;
  }

  async hasAccount(publicId: string): Promise<boolean> {
    return (await this.smtpAccounts.store.find(publicId)) !== null;
  }

  /** Whom a mailing comes from, whether it can be sent just now or not. */
  async fromAddressOf(email: MassEmail): Promise<string> {
    const settings = await this.settings.read();
    const account =
      email.smtpAccountId === null ? null : await this.smtpAccounts.store.byKey(email.smtpAccountId);
    return this.accounts.fromAddressOf(email, account, settings);
  }

  /**
   * @param options.fallback stands in for a sender that is not set yet, where nothing is sent
   * @param options.as what was sent, where that is looked at
   * @throws MailingUnsendable | AccountUnavailable
   */
  async of(
    mailing: Mailing,
    { fallback, as, forEverybody = false }: PrepareOptions = {},
  ): Promise<PreparedEmail> {
    const { email, template } = as
      ? { email: await this.massEmails.ofMailing(mailing.id), template: { ...NO_TEMPLATE, ...as } }
      : await this.contentOf(mailing);
    const settings = await this.settings.read();
    const { campaign, informational } = await this.contexts.of(mailing);
    const account = await this.accountOf(email, settings, fallback);
    const urls = campaign ? await this.trackingUrls.ofCampaign(campaign.id) : [];
    const vocabulary = this.templates.vocabulary();
    const check = checkTemplate(template, vocabulary);
    refuseUnfit(check, informational, urls);
    const openTracking =
      // Whoever looks at it in the browser did not open it there.
      !as && (email.openTracking ?? settings.openTracking) && campaign !== null && !informational;
    const { body, inline, attachments } = fallback
      ? { body: await this.files.seen(template, settings.siteUrl), inline: [], attachments: [] }
      : await this.files.sent(template, settings.siteUrl);
    try {
      return {
        email,
        settings,
        openTracking,
        account,
        campaign,
        template: compileMessage(
          { ...template, body },
          {
            vocabulary,
            appendOptOut: settings.mandatoryOptOutLink && !informational && !forEverybody,
            openTracking,
            trackedLinks: email.trackAllLinks && !informational ? trackable(urls) : new Map(),
          },
        ),
        inline,
        attachments,
        informational,
        links: check.links,
        brand: brandScope(await this.brands.of(account.fromAddress.split('@')[1] ?? null)),
        wordsFor: await this.linkWordings.of(template.language),
        templateId: template.publicId,
        trackingUrls: new Map(
          urls.map((url) => [
            url.publicId,
            { key: url.id, address: url.url, fill: fillerOf(url.url, vocabulary) },
          ]),
        ),
      };
    } catch (error) {
      throw new MailingUnsendable(
        `The template "${template.name}" cannot be compiled: ${(error as Error).message}`,
      );
    }
  }

  private async accountOf(
    email: MassEmail,
    settings: OutboundEmail,
    fallback: SendingAccount | undefined,
  ): Promise<SendingAccount> {
    const smtpAccount =
      email.smtpAccountId === null ? null : await this.smtpAccounts.store.byKey(email.smtpAccountId);
    const found = this.accounts.of(email, smtpAccount, settings);
    const account = typeof found === 'string' ? fallback : found;
    if (!account) throw new AccountUnavailable(String(found));
    return account;
  }
}

import type { NormalisedAddress, TargetRecord } from '@facteur/audience';
import { INFORMATIONAL, TrackingUrlService } from '@facteur/campaigns';
import {
  type Appearance,
  type Caps,
  type Channel,
  ChannelPlugin,
  type CompiledMailing,
  type Finding,
  type Mailing,
  MailingContexts,
  type Obstacle,
  type QueueItem,
  type ShownTo,
} from '@facteur/dispatch';
import { isLoopbackHost, SiteOptions } from '@facteur/platform';
import { normaliseEmail } from '../address/email-address-format.js';
import { checkTemplate, linksOf } from '../compiler/message-template.js';
import { MassEmailRepository } from '../mass-email/mass-email.repository.js';
import { OutboundEmailSettings } from '../settings/outbound-email-settings.js';
import { EmailTemplateService } from '../template/email-template.service.js';
import type { EmailTemplate } from '../template/email-template.entity.js';
import type { MessagePreviewView } from '../template/message-preview.view.js';
import type { EmailMessage } from '../transport/email-message.js';
import { EmailRenderer } from './email-renderer.js';
import { LettersOnline } from './letters-online.js';
import { MailExchangers } from './mail-exchangers.js';
import { MassEmailCheck } from './mass-email-check.js';
import { OUTSIDE } from './outside.js';
import { PreparedEmails } from './prepared-email.js';
import { NOBODY } from './sender-accounts.js';
import { SentMessages } from './sent-messages.js';

/** E-mail, the first channel. */
@ChannelPlugin()
export class EmailChannel implements Channel {
  readonly name = 'email';
  readonly label = 'Mass Email';
  readonly receivers = new MailExchangers();
  readonly campaignTypes = ['Email', 'Newsletter', INFORMATIONAL];

  constructor(
    private readonly contexts: MailingContexts,
    private readonly massEmails: MassEmailRepository,
    private readonly prepared: PreparedEmails,
    private readonly renderer: EmailRenderer,
    private readonly settings: OutboundEmailSettings,
    private readonly templates: EmailTemplateService,
    private readonly trackingUrls: TrackingUrlService,
    private readonly sentMessages: SentMessages,
    private readonly online: LettersOnline,
    private readonly checks: MassEmailCheck,
    private readonly site: SiteOptions,
  ) {}

  async accountOf(mailing: Mailing): Promise<string> {
    const { smtpAccountId } = await this.massEmails.ofMailing(mailing.id);
    return (await this.prepared.accountNameOf(smtpAccountId)) ?? 'system';
  }

  async hasAccount(name: string): Promise<boolean> {
    return name === 'system' || this.prepared.hasAccount(name);
  }

  normalise(address: string): NormalisedAddress | undefined {
    return normaliseEmail(address);
  }

  async caps(): Promise<Caps> {
    const { maxPerBatch, maxPerHour, maxAttempts, lateAfterHours } = await this.settings.read();
    return { maxPerBatch, maxPerHour, maxAttempts, lateAfterHours };
  }

  /** "Track all links": every http(s) link of the template gets its tracking URL before the queue is built. */
  async prepare(mailing: Mailing): Promise<void> {
    const { email, template } = await this.prepared.contentOf(mailing);
    if (!email.trackAllLinks || mailing.campaignId === null || !template.isHtml) return;
    const { informational } = await this.contexts.of(mailing);
    if (!informational) await this.trackingUrls.ensure(mailing.campaignId, linksOf(template.body));
  }

  /** Links to this machine never go to people elsewhere. */
  async obstacle(mailing: Mailing, addresses?: string[]): Promise<Obstacle | undefined> {
    const { siteUrl } = await this.settings.read();
    if (!this.site.production || !isLoopbackHost(new URL(siteUrl).hostname)) return undefined;
    if ((await this.contexts.of(mailing)).informational) return undefined;
    const outside = addresses
      ? addresses.some(OUTSIDE.has)
      : await this.massEmails.hasOpenItem(mailing.id, OUTSIDE.sql('address_key'));
    return outside
      ? {
          code: 'site',
          reason: `Links in it would begin with ${siteUrl}, which leads nowhere from other machines. Set SITE_URL, or siteUrl in the outbound e-mail settings, to the public address of this server.`,
        }
      : undefined;
  }

  async check(mailing: Mailing, thorough: boolean): Promise<Finding[]> {
    return this.checks.findings(mailing, await this.massEmails.ofMailing(mailing.id), thorough);
  }

  private async linksNamedIn(template: EmailTemplate, campaignId: number | null): Promise<unknown[]> {
    if (campaignId === null) return [];
    const text = JSON.stringify(template);
    const urls = await this.trackingUrls.ofCampaign(campaignId);
    return urls
      .filter(({ publicId }) => text.includes(publicId))
      .map(({ publicId, url, action }) => [publicId, url, action]);
  }

  async fingerprint(mailing: Mailing): Promise<string> {
    const email = await this.massEmails.ofMailing(mailing.id);
    const template = email.templateId === null ? null : await this.templates.store.byKey(email.templateId);
    const files = template ? await this.templates.filesOf(template) : [];
    // Where a link leads is part of what somebody says yes to.
    const named = template ? await this.linksNamedIn(template, mailing.campaignId) : [];
    return JSON.stringify([email, template, files, ...(named.length ? [named] : [])]);
  }

  async appearance(mailing: Mailing): Promise<Appearance> {
    const email = await this.massEmails.ofMailing(mailing.id);
    const template = email.templateId === null ? null : await this.templates.store.byKey(email.templateId);
    const from = await this.prepared.fromAddressOf(email);
    return { language: template?.language ?? null, senderDomain: from.split('@')[1] ?? null };
  }

  shown(mailing: Mailing, to?: ShownTo): Promise<string | undefined> {
    return this.online.page(mailing, to);
  }

  titles(mailings: Mailing[]): Promise<Map<number, string>> {
    return this.online.titles(mailings);
  }

  async placeholdersOf(mailing: Mailing): Promise<string[]> {
    const { template } = await this.prepared.contentOf(mailing);
    const { fields } = checkTemplate(template, this.templates.vocabulary());
    // Who speaks is the same for everybody.
    return [...fields].filter((field) => !field.startsWith('brand.'));
  }

  async compile(mailing: Mailing): Promise<CompiledMailing<EmailMessage>> {
    const prepared = await this.prepared.of(mailing);
    await this.online.keep(mailing, (await this.prepared.contentOf(mailing)).template);
    const letters = this.renderer.of(mailing, prepared);
    return {
      transport: prepared.account.openForMailing(),
      render: (item, record) => letters.message(item, record),
      object: { type: 'EmailTemplate', id: prepared.templateId },
      ...(prepared.email.storeSentEmails
        ? { keepsCopies: true, onSent: (sent) => this.sentMessages.keep(sent) }
        : {}),
    };
  }

  /** Links in it are real and lead nowhere. */
  async preview(mailing: Mailing, record: TargetRecord | undefined): Promise<MessagePreviewView> {
    await this.prepare(mailing);
    const prepared = await this.prepared.of(mailing, { fallback: NOBODY });
    prepared.settings = { ...prepared.settings, testSubjectPrefix: false };
    const item: QueueItem = {
      id: 0,
      mailingId: mailing.id,
      channel: this.name,
      targetType: record?.targetType ?? null,
      targetId: record?.targetId ?? null,
      address: 'preview@example.com',
      addressKey: '',
      attemptCount: 0,
      isTest: true,
    };
    const { rendered } = this.renderer.of(mailing, prepared).whole(item, record);
    return { subject: rendered.subject, html: rendered.html ?? null, text: rendered.text };
  }
}

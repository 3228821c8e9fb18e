import type { NormalisedAddress, TargetRecord } from '@facteur/audience';
import { INFORMATIONAL, TrackingUrlService } from '@facteur/campaigns';
import {
  AccountUnavailable,
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
import { Clock, isLoopbackHost, SiteOptions } from '@facteur/platform';
import { normaliseEmail } from '../address/email-address-format.js';
import { checkTemplate, linksOf } from '../compiler/message-template.js';
import { MassEmailRepository } from '../mass-email/mass-email.repository.js';
import { OutboundEmailSettings } from '../settings/outbound-email-settings.js';
import { EmailTemplateService } from '../template/email-template.service.js';
import { TemplateFiles } from '../template/template-files.js';
import type { MessagePreviewView } from '../template/message-preview.view.js';
import type { EmailMessage } from '../transport/email-message.js';
import { EmailRenderer } from './email-renderer.js';
import { MassEmailCheck } from './mass-email-check.js';
import { OUTSIDE } from './outside.js';
import { PreparedEmails } from './prepared-email.js';
import type { SendingAccount } from './sender-accounts.js';
import { letterPage } from './letter-page.js';
import { SentTemplates } from './sent-template.repository.js';
import { SentMessages } from './sent-messages.js';

/** Stands in for a sender that is not set yet, where nothing is sent. */
const PREVIEW_ACCOUNT: SendingAccount = {
  fromAddress: 'preview@example.com',
  fromName: null,
  replyToAddress: null,
  replyToName: null,
  bounceAddress: 'preview@example.com',
  options: undefined as never,
  open: () => {
    throw new AccountUnavailable('A preview is not sent.');
  },
};

/** E-mail, the first channel. */
@ChannelPlugin()
export class EmailChannel implements Channel {
  readonly name = 'email';
  readonly label = 'Mass Email';
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
    private readonly clock: Clock,
    private readonly sentTemplates: SentTemplates,
    private readonly files: TemplateFiles,
    private readonly checks: MassEmailCheck,
    private readonly site: SiteOptions,
  ) {}

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

  async appearance(mailing: Mailing): Promise<Appearance> {
    const email = await this.massEmails.ofMailing(mailing.id);
    const template = email.templateId === null ? null : await this.templates.store.byKey(email.templateId);
    const from = await this.prepared.fromAddressOf(email);
    return { language: template?.language ?? null, senderDomain: from.split('@')[1] ?? null };
  }

  async shown(mailing: Mailing, to?: ShownTo): Promise<string | undefined> {
    const as = await this.sentTemplates.at(mailing.id, to?.item.sentAt ?? this.clock.now());
    if (!as) return undefined;
    const prepared = await this.prepared.of(mailing, { fallback: PREVIEW_ACCOUNT, as, forEverybody: !to });
    const rendered = to
      ? this.renderer.of(mailing, prepared)(to.item, to.record).rendered
      : this.renderer.forEverybody(prepared);
    return letterPage(rendered, as.language);
  }

  async titles(mailings: Mailing[]): Promise<Map<number, string>> {
    const latest = await this.sentTemplates.latestOf(mailings.map(({ id }) => id));
    const titles = new Map<number, string>();
    for (const [id, as] of latest) {
      const mailing = mailings.find((one) => one.id === id)!;
      const subject = { ...as, isHtml: false, body: '', textBody: null };
      const prepared = await this.prepared.of(mailing, {
        fallback: PREVIEW_ACCOUNT,
        as: subject,
        forEverybody: true,
      });
      titles.set(id, this.renderer.forEverybody(prepared).subject);
    }
    return titles;
  }

  private async keepTemplate(mailing: Mailing): Promise<void> {
    const { template } = await this.prepared.contentOf(mailing);
    const { siteUrl } = await this.settings.read();
    const body = await this.files.seen(template, siteUrl);
    await this.sentTemplates.keep(mailing.id, { ...template, body });
  }

  async placeholdersOf(mailing: Mailing): Promise<string[]> {
    const { template } = await this.prepared.contentOf(mailing);
    const { fields } = checkTemplate(template, this.templates.vocabulary());
    // Who speaks is the same for everybody.
    return [...fields].filter((field) => !field.startsWith('brand.'));
  }

  async compile(mailing: Mailing): Promise<CompiledMailing<EmailMessage>> {
    const prepared = await this.prepared.of(mailing);
    await this.keepTemplate(mailing);
    const render = this.renderer.of(mailing, prepared);
    return {
      transport: prepared.account.open(),
      render: (item, record) => render(item, record).message,
      object: { type: 'EmailTemplate', id: prepared.templateId },
      ...(prepared.email.storeSentEmails
        ? { keepsCopies: true, onSent: (sent) => this.sentMessages.keep(sent) }
        : {}),
    };
  }

  /** Links in it are real and lead nowhere. */
  async preview(mailing: Mailing, record: TargetRecord | undefined): Promise<MessagePreviewView> {
    await this.prepare(mailing);
    const prepared = await this.prepared.of(mailing, { fallback: PREVIEW_ACCOUNT });
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
    const { rendered } = this.renderer.of(mailing, prepared)(item, record);
    return { subject: rendered.subject, html: rendered.html ?? null, text: rendered.text };
  }
}

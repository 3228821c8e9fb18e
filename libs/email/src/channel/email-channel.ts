import type { NormalisedAddress, TargetRecord } from '@facteur/audience';
import { CampaignService, INFORMATIONAL, LinkSigner, TrackingUrlService } from '@facteur/campaigns';
import {
  AccountUnavailable,
  type Caps,
  type Channel,
  ChannelPlugin,
  type CompiledMailing,
  type Finding,
  isInformational,
  Mailing,
  MailingUnsendable,
  type Obstacle,
  type QueueItem,
} from '@facteur/dispatch';
import { Clock, Database, isLoopbackHost, parseWebAddress, SiteOptions } from '@facteur/platform';
import { encodeParts, isPattern, trackedAddress } from '../compiler/links.js';
import {
  checkTemplate,
  compileMessage,
  linksOf,
  type MessageTemplate,
} from '../compiler/message-template.js';
import {
  compileProgram,
  parseTemplate,
  type RenderContext,
  type TemplateProgram,
  type Vocabulary,
} from '../compiler/template-program.js';
import { MassEmail } from '../mass-email/mass-email.entity.js';
import { buildMime, type MimeAttachment, wrapBase64 } from '../mime/mime-message.js';
import { normaliseEmail } from '../address/email-address-format.js';
import { type OutboundEmail, OutboundEmailSettings } from '../settings/outbound-email-settings.js';
import { SmtpAccountService } from '../smtp-account/smtp-account.service.js';
import { EmailTemplateService } from '../template/email-template.service.js';
import type { EmailMessage } from '../transport/email-message.js';
import { MassEmailCheck } from './mass-email-check.js';
import { OUTSIDE } from './outside.js';
import { headerMaker, verpSender } from './email-headers.js';
import { SenderAccounts, type SendingAccount } from './sender-accounts.js';
import { SentMessages } from './sent-messages.js';

/** Everything of one mailing that does not differ from recipient to recipient. */
interface Prepared {
  email: MassEmail;
  settings: OutboundEmail;
  account: SendingAccount;
  template: MessageTemplate;
  openTracking: boolean;
  attachments: MimeAttachment[];
  /** Public id of a tracking URL -> its key, which links carry, and how its address is filled in for a recipient. */
  trackingUrls: Map<string, { key: number; fill: TemplateProgram | undefined }>;
  informational: boolean;
  templateId: string;
  campaign: { id: number; publicId: string; name: string; type: string } | null;
}

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
  readonly campaignTypes = ['Email', 'Newsletter', INFORMATIONAL];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: OutboundEmailSettings,
    private readonly templates: EmailTemplateService,
    private readonly accounts: SenderAccounts,
    private readonly smtpAccounts: SmtpAccountService,
    private readonly campaigns: CampaignService,
    private readonly trackingUrls: TrackingUrlService,
    private readonly signer: LinkSigner,
    private readonly sentMessages: SentMessages,
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
    const { email, template } = await this.load(mailing);
    if (!email.trackAllLinks || mailing.campaignId === null || !template.isHtml) return;
    if (isInformational(mailing, await this.campaigns.store.byKey(mailing.campaignId))) return;
    await this.trackingUrls.ensure(mailing.campaignId, linksOf(template.body));
  }

  /** Links to this machine never go to people elsewhere. */
  async obstacle(mailing: Mailing, addresses?: string[]): Promise<Obstacle | undefined> {
    const { siteUrl } = await this.settings.read();
    if (!this.site.production || !isLoopbackHost(new URL(siteUrl).hostname)) return undefined;
    const campaign =
      mailing.campaignId === null ? null : await this.campaigns.store.byKey(mailing.campaignId);
    if (isInformational(mailing, campaign)) return undefined;
    const outside = addresses
      ? addresses.some(OUTSIDE.has)
      : (
          await this.database.query(
            `SELECT 1 FROM queue_item WHERE mailing_id = ? AND status = 'Pending' AND is_test = 0 AND ${OUTSIDE.sql('address_key')} LIMIT 1`,
            [mailing.id],
          )
        ).length > 0;
    return outside
      ? {
          code: 'site',
          reason: `Links in it would begin with ${siteUrl}, which leads nowhere from other machines. Set SITE_URL, or siteUrl in the outbound e-mail settings, to the public address of this server.`,
        }
      : undefined;
  }

  async check(mailing: Mailing, thorough: boolean): Promise<Finding[]> {
    const email = await this.database.run((manager) =>
      manager.findOneByOrFail(MassEmail, { mailingId: mailing.id }),
    );
    return this.checks.findings(mailing, email, thorough);
  }

  async placeholdersOf(mailing: Mailing): Promise<string[]> {
    const { template } = await this.load(mailing);
    return [
      ...checkTemplate({ ...template, isHtml: Boolean(template.isHtml) }, this.templates.vocabulary()).fields,
    ];
  }

  async compile(mailing: Mailing): Promise<CompiledMailing<EmailMessage>> {
    const prepared = await this.prepareAll(mailing);
    const { email, account } = prepared;
    const render = this.renderer(mailing, prepared);
    return {
      transport: account.open(),
      render: (item, record) => render(item, record).message,
      object: { type: 'EmailTemplate', id: prepared.templateId },
      ...(email.storeSentEmails ? { keepsCopies: true, onSent: (sent) => this.sentMessages.keep(sent) } : {}),
    };
  }

  /** One message as a recipient would get it, without sending it; links in it are real and lead nowhere. */
  async preview(mailing: Mailing, record: TargetRecord | undefined) {
    await this.prepare(mailing);
    const prepared = await this.prepareAll(mailing, PREVIEW_ACCOUNT);
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
    const { rendered } = this.renderer(mailing, prepared)(item, record);
    return { subject: rendered.subject, html: rendered.html ?? null, text: rendered.text };
  }

  private renderer(
    mailing: Mailing,
    {
      settings,
      account,
      template,
      openTracking,
      attachments,
      trackingUrls,
      campaign,
      informational,
    }: Prepared,
  ) {
    const { siteUrl } = settings;
    const domain = new URL(`mail://${account.fromAddress.split('@')[1]}`).hostname;
    const makeHeaders = headerMaker({
      ...account,
      domain,
      mailingId: mailing.publicId,
      campaign: campaign && { ...campaign, type: informational ? INFORMATIONAL : campaign.type },
      listUnsubscribe: settings.listUnsubscribeHeaders,
    });
    const { bounceAddress } = account;
    return (item: QueueItem, record: TargetRecord | undefined) => {
      const itemId = this.signer.itemId(item.id);
      const optOutUrl = this.signer.optOutUrl(item.id, siteUrl);
      const context: RenderContext = {
        scopes: record?.scopes ?? {},
        optOutUrl,
        clickUrl: (trackingUrlId) => {
          const url = trackingUrls.get(trackingUrlId);
          if (url === undefined) throw new Error(`there is no tracking URL ${trackingUrlId}`);
          const filled = url.fill && parseWebAddress(url.fill.render(context))?.href;
          const link = { itemId: item.id, trackingUrlId: url.key, countsAsOpen: openTracking };
          return this.signer.clickUrl(filled === undefined ? link : { ...link, filled }, siteUrl);
        },
      };
      const rendered = template.render(context, this.signer.openUrl(item.id, siteUrl));
      if (item.isTest && settings.testSubjectPrefix) rendered.subject = `[Test] ${rendered.subject}`;
      const headers = makeHeaders({
        address: item.address,
        name: record?.name,
        subject: rendered.subject,
        itemId,
        optOutUrl,
        date: this.clock.now(),
      });
      const message: EmailMessage = {
        envelope: {
          from: settings.verp ? verpSender(bounceAddress, itemId) : bounceAddress,
          to: item.address,
        },
        mime: buildMime({ headers, text: rendered.text, html: rendered.html, attachments }),
      };
      return { rendered, message };
    };
  }

  private async load(mailing: Mailing) {
    const email = await this.database.run((manager) =>
      manager.findOneByOrFail(MassEmail, { mailingId: mailing.id }),
    );
    const template = email.templateId === null ? null : await this.templates.store.byKey(email.templateId);
    if (!template) throw new MailingUnsendable('It has no template, or the template was deleted.');
    return { email, template };
  }

  private async prepareAll(mailing: Mailing, fallback?: SendingAccount): Promise<Prepared> {
    const { email, template } = await this.load(mailing);
    const settings = await this.settings.read();
    const campaign =
      mailing.campaignId === null ? null : await this.campaigns.store.byKey(mailing.campaignId);
    const informational = isInformational(mailing, campaign);
    const smtpAccount =
      email.smtpAccountId === null ? null : await this.smtpAccounts.store.byKey(email.smtpAccountId);
    const found = this.accounts.of(email, smtpAccount, settings);
    const account = typeof found === 'string' ? fallback : found;
    if (!account) throw new AccountUnavailable(String(found));
    const urls = campaign ? await this.trackingUrls.ofCampaign(campaign.id) : [];
    const source = { ...template, isHtml: Boolean(template.isHtml) };
    const check = checkTemplate(source, this.templates.vocabulary());
    if (informational && (check.usesOptOut || check.trackingUrls.length)) {
      throw new MailingUnsendable(
        'Informational mail carries no opt-out link and no tracking, but its template has them.',
      );
    }
    if (check.usesOptIn)
      throw new MailingUnsendable(
        'Its template has a link to confirm by ({optInUrl}), which belongs to the confirmation of a lead form.',
      );
    const foreign = check.trackingUrls.find(({ id }) => !urls.some(({ publicId }) => publicId === id));
    if (foreign)
      throw new MailingUnsendable(
        `Its template uses {trackingUrl:${foreign.id}}, which belongs to another campaign, or to none that there is.`,
      );
    const openTracking =
      Boolean(email.openTracking ?? settings.openTracking) && campaign !== null && !informational;
    try {
      return {
        email,
        settings,
        openTracking,
        account,
        campaign,
        template: compileMessage(source, {
          vocabulary: this.templates.vocabulary(),
          appendOptOut: settings.mandatoryOptOutLink && !informational,
          openTracking,
          trackedLinks: email.trackAllLinks && !informational ? trackable(urls) : new Map(),
        }),
        attachments: (await this.templates.attachmentsOf(template.id)).map(
          ({ name, contentType, content }) => ({
            name,
            contentType,
            encoded: wrapBase64(Buffer.from(content)),
          }),
        ),
        informational,
        templateId: template.publicId,
        trackingUrls: new Map(
          urls.map((url) => [
            url.publicId,
            { key: url.id, fill: fillerOf(url.url, this.templates.vocabulary()) },
          ]),
        ),
      };
    } catch (error) {
      throw new MailingUnsendable(
        `The template "${template.name}" cannot be compiled: ${(error as Error).message}`,
      );
    }
  }
}

/** How a tracking URL with placeholders in its address is filled in. @throws Error naming one that there is none of */
function fillerOf(address: string | null, vocabulary: Vocabulary): TemplateProgram | undefined {
  if (!address || !isPattern(address)) return undefined;
  const parsed = parseTemplate(encodeParts(address), false, vocabulary);
  const [fault] = parsed.faults;
  if (fault) throw new Error(`the tracking URL ${address}: ${fault.name} ${fault.reason}`);
  return compileProgram(parsed, false);
}

function trackable(
  urls: { publicId: string; url: string | null; action: string; archivedAt: Date | null }[],
): Map<string, string> {
  return new Map(
    urls.flatMap((url) =>
      url.url && url.action === 'Redirect' && !url.archivedAt
        ? [[trackedAddress(url.url) ?? url.url, url.publicId]]
        : [],
    ),
  );
}

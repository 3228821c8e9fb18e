import { Injectable } from '@nestjs/common';
import type { TargetRecord } from '@facteur/audience';
import { LinkSigner } from '@facteur/campaigns';
import type { Mailing, QueueItem } from '@facteur/dispatch';
import { Clock, parseWebAddress } from '@facteur/platform';
import type { RenderedMessage } from '../compiler/message-template.js';
import type { Segments } from '../compiler/segments.js';
import type { RenderContext } from '../compiler/template-program.js';
import { buildMime } from '../mime/mime-message.js';
import { messageMaker } from '../mime/segmented-message.js';
import type { EmailMessage } from '../transport/email-message.js';
import { headerMaker, verpSender } from './email-headers.js';
import type { PreparedEmail } from './prepared-email.js';

export interface RenderedEmail {
  /** Subject and parts, as people read them. */
  rendered: RenderedMessage;
  /** The same on its way. */
  message: EmailMessage;
}

/** Makes the letters of one mailing. Both throw where one cannot be made. */
export interface LetterMaker {
  /** The quick way, for thousands: what is the same in all was encoded once. */
  message(item: QueueItem, record: TargetRecord | undefined): EmailMessage;
  /** The general way, which also tells what people read. */
  whole(item: QueueItem, record: TargetRecord | undefined): RenderedEmail;
}

/** Makes the messages of a mailing, one for each recipient; quick, since it is called for every one of them. */
@Injectable()
export class EmailRenderer {
  constructor(
    private readonly clock: Clock,
    private readonly signer: LinkSigner,
  ) {}

  of(mailing: Mailing, prepared: PreparedEmail): LetterMaker {
    const { settings, account, template, inline, attachments, campaign, informational } = prepared;
    const { signer, clock } = this;
    const domain = new URL(`mail://${account.fromAddress.split('@')[1]}`).hostname;
    const makeHeaders = headerMaker({
      ...account,
      domain,
      mailingId: mailing.publicId,
      campaign,
      informational,
      listUnsubscribe: settings.listUnsubscribeHeaders,
    });
    const letter = (item: QueueItem, record: TargetRecord | undefined) => {
      const itemId = signer.itemId(item.id);
      const context = this.contextOf(prepared, item, record);
      return {
        context,
        headers: (subject: string) =>
          makeHeaders({
            address: item.address,
            name: record?.name,
            subject: item.isTest && settings.testSubjectPrefix ? `[Test] ${subject}` : subject,
            itemId,
            optOutUrl: context.optOutUrl,
            date: clock.now(),
          }),
        envelope: {
          from: settings.verp ? verpSender(account.bounceAddress, itemId) : account.bounceAddress,
          to: item.address,
        },
      };
    };
    const whole: LetterMaker['whole'] = (item, record) => {
      const { context, headers, envelope } = letter(item, record);
      const rendered = template.render(context);
      const { text, html } = rendered;
      const mime = buildMime({ headers: headers(rendered.subject), text, html, inline, attachments });
      return { rendered, message: { envelope, mime } };
    };
    const { text, html } = template.segments();
    const make = messageMaker({ text, html, inline, attachments });
    return {
      whole,
      message: (item, record) => {
        const { context, headers, envelope } = letter(item, record);
        const values = ({ values: all }: Segments) => all.map((value) => value(context));
        const mime = make?.(headers(template.subject(context)), values(text), html ? values(html) : []);
        return mime ? { envelope, mime } : whole(item, record).message;
      },
    };
  }

  private contextOf(
    { settings, openTracking, trackingUrls, links, brand, wordsFor }: PreparedEmail,
    item: QueueItem,
    record: TargetRecord | undefined,
  ): RenderContext {
    const { signer } = this;
    const { siteUrl } = settings;
    const clicks = new Map<string, string>();
    const context: RenderContext = {
      scopes: { ...record?.scopes, brand },
      words: wordsFor(record?.language),
      optOutUrl: signer.optOutUrl(item.id, siteUrl),
      // Sealing takes its time, and most letters have none of these.
      ...(openTracking ? { openUrl: signer.openUrl(item.id, siteUrl) } : {}),
      ...(links.has('viewOnline') ? { viewOnlineUrl: signer.viewOnlineUrl(item.id, siteUrl) } : {}),
      ...(links.has('preferences') ? { preferencesUrl: signer.preferencesUrl(item.id, siteUrl) } : {}),
      clickUrl: (trackingUrlId) => {
        // HTML and text have the same links.
        const known = clicks.get(trackingUrlId);
        if (known !== undefined) return known;
        const url = trackingUrls.get(trackingUrlId);
        if (url === undefined) throw new Error(`there is no tracking URL ${trackingUrlId}`);
        const filled = url.fill && parseWebAddress(url.fill.render(context))?.href;
        const link = { itemId: item.id, trackingUrlId: url.key, countsAsOpen: openTracking };
        const address = signer.clickUrl(filled === undefined ? link : { ...link, filled }, siteUrl);
        clicks.set(trackingUrlId, address);
        return address;
      },
    };
    return context;
  }

  /** The letter as everybody may read it: nothing of anybody, and links that lead where they lead, uncounted. */
  forEverybody({ template, trackingUrls, brand, wordsFor }: PreparedEmail): RenderedMessage {
    const context: RenderContext = {
      scopes: { brand },
      words: wordsFor(undefined),
      optOutUrl: '',
      viewOnlineUrl: '',
      preferencesUrl: '',
      clickUrl: (trackingUrlId) => {
        const url = trackingUrls.get(trackingUrlId);
        return (url?.fill ? parseWebAddress(url.fill.render(context))?.href : url?.address) ?? '#';
      },
    };
    return template.render(context);
  }
}

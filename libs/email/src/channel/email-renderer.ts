import { Injectable } from '@nestjs/common';
import type { TargetRecord } from '@facteur/audience';
import { LinkSigner } from '@facteur/campaigns';
import type { Mailing, QueueItem } from '@facteur/dispatch';
import { Clock, parseWebAddress } from '@facteur/platform';
import type { MessageTemplate, RenderedMessage } from '../compiler/message-template.js';
import type { RenderContext } from '../compiler/template-program.js';
import { buildMime } from '../mime/mime-message.js';
import type { EmailMessage } from '../transport/email-message.js';
import { headerMaker, verpSender } from './email-headers.js';
import type { PreparedEmail } from './prepared-email.js';

export interface RenderedEmail {
  /** Subject and parts, as people read them. */
  rendered: ReturnType<MessageTemplate['render']>;
  /** The same on its way. */
  message: EmailMessage;
}

/** Makes the messages of a mailing, one for each recipient; quick, since it is called for every one of them. */
@Injectable()
export class EmailRenderer {
  constructor(
    private readonly clock: Clock,
    private readonly signer: LinkSigner,
  ) {}

  /** @returns what renders the message of one item. It throws where one cannot be made. */
  of(
    mailing: Mailing,
    {
      settings,
      account,
      template,
      openTracking,
      inline,
      attachments,
      trackingUrls,
      campaign,
      informational,
      links,
      brand,
      wordsFor,
    }: PreparedEmail,
  ): (item: QueueItem, record: TargetRecord | undefined) => RenderedEmail {
    const { signer, clock } = this;
    const { siteUrl } = settings;
    const domain = new URL(`mail://${account.fromAddress.split('@')[1]}`).hostname;
    const makeHeaders = headerMaker({
      ...account,
      domain,
      mailingId: mailing.publicId,
      campaign,
      informational,
      listUnsubscribe: settings.listUnsubscribeHeaders,
    });
    const { bounceAddress } = account;
    return (item: QueueItem, record: TargetRecord | undefined) => {
      const itemId = signer.itemId(item.id);
      const optOutUrl = signer.optOutUrl(item.id, siteUrl);
      const context: RenderContext = {
        scopes: { ...record?.scopes, brand },
        words: wordsFor(record?.language),
        optOutUrl,
        // Sealing takes its time, and most letters have neither.
        ...(links.has('viewOnline') ? { viewOnlineUrl: signer.viewOnlineUrl(item.id, siteUrl) } : {}),
        ...(links.has('preferences') ? { preferencesUrl: signer.preferencesUrl(item.id, siteUrl) } : {}),
        clickUrl: (trackingUrlId) => {
          const url = trackingUrls.get(trackingUrlId);
          if (url === undefined) throw new Error(`there is no tracking URL ${trackingUrlId}`);
          const filled = url.fill && parseWebAddress(url.fill.render(context))?.href;
          const link = { itemId: item.id, trackingUrlId: url.key, countsAsOpen: openTracking };
          return signer.clickUrl(filled === undefined ? link : { ...link, filled }, siteUrl);
        },
      };
      const rendered = template.render(context, signer.openUrl(item.id, siteUrl));
      if (item.isTest && settings.testSubjectPrefix) rendered.subject = `[Test] ${rendered.subject}`;
      const headers = makeHeaders({
        address: item.address,
        name: record?.name,
        subject: rendered.subject,
        itemId,
        optOutUrl,
        date: clock.now(),
      });
      const message: EmailMessage = {
        envelope: {
          from: settings.verp ? verpSender(bounceAddress, itemId) : bounceAddress,
          to: item.address,
        },
        mime: buildMime({ headers, text: rendered.text, html: rendered.html, inline, attachments }),
      };
      return { rendered, message };
    };
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
    return template.render(context, '');
  }
}

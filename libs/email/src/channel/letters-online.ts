import { Injectable } from '@nestjs/common';
import { AccountUnavailable, type Mailing, MailingUnsendable, type ShownTo } from '@facteur/dispatch';
import { Clock } from '@facteur/platform';
import type { RenderedMessage } from '../compiler/message-template.js';
import { OutboundEmailSettings } from '../settings/outbound-email-settings.js';
import type { EmailTemplate } from '../template/email-template.entity.js';
import { TemplateFiles } from '../template/template-files.js';
import { EmailRenderer } from './email-renderer.js';
import { letterPage } from './letter-page.js';
import { PreparedEmails } from './prepared-email.js';
import { NOBODY } from './sender-accounts.js';
import { type SentTemplate, SentTemplates } from './sent-template.repository.js';

/** Letters in the browser, in the words that were sent: decision 18. */
@Injectable()
export class LettersOnline {
  constructor(
    private readonly clock: Clock,
    private readonly settings: OutboundEmailSettings,
    private readonly files: TemplateFiles,
    private readonly prepared: PreparedEmails,
    private readonly renderer: EmailRenderer,
    private readonly sent: SentTemplates,
  ) {}

  /** Keeps what is sent from now on, with addresses in the place of pictures within. */
  async keep(mailing: Mailing, template: EmailTemplate): Promise<void> {
    const { siteUrl } = await this.settings.read();
    const body = await this.files.seen(template, siteUrl);
    await this.sent.keep(mailing.id, { ...template, body });
  }

  /** @param to whose letter; everybody's when absent. @returns undefined for one that cannot be shown any more. */
  async page(mailing: Mailing, to?: ShownTo): Promise<string | undefined> {
    const as = await this.sent.at(mailing.id, to?.item.sentAt ?? this.clock.now());
    const rendered = as && (await this.render(mailing, as, to));
    return rendered && letterPage(rendered, as.language);
  }

  /** Subjects, for everybody, by the mailing's key. */
  async titles(mailings: Mailing[]): Promise<Map<number, string>> {
    const latest = await this.sent.latestOf(mailings.map(({ id }) => id));
    const titles = new Map<number, string>();
    for (const mailing of mailings) {
      const as = latest.get(mailing.id);
      const subject = as && { ...as, isHtml: false, body: '', textBody: null };
      const rendered = subject && (await this.render(mailing, subject));
      // What follows a comma was somebody's name.
      if (rendered) titles.set(mailing.id, rendered.subject.replace(/[\s,;:–—-]+$/, ''));
    }
    return titles;
  }

  private async render(
    mailing: Mailing,
    as: SentTemplate,
    to?: ShownTo,
  ): Promise<RenderedMessage | undefined> {
    try {
      const prepared = await this.prepared.of(mailing, { fallback: NOBODY, as, forEverybody: !to });
      return to
        ? this.renderer.of(mailing, prepared).whole(to.item, to.record).rendered
        : this.renderer.forEverybody(prepared);
    } catch (error) {
      // What it speaks of is there no more: a record type of a host that left, for one.
      if (error instanceof MailingUnsendable || error instanceof AccountUnavailable) return undefined;
      throw error;
    }
  }
}

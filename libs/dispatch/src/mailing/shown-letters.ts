import { Injectable } from '@nestjs/common';
import type { TargetRecord } from '@facteur/audience';
import { ChannelRegistry } from '../channel/channel-registry.js';
import type { SentItem } from '../queue/sent-items.repository.js';
import { MailingService } from './mailing.service.js';

/** Messages as a page can show them, of channels that can. */
@Injectable()
export class ShownLetters {
  constructor(
    private readonly mailings: MailingService,
    private readonly channels: ChannelRegistry,
  ) {}

  /** HTML of the message as it was sent; undefined where its channel has none to show. */
  async of(item: SentItem, record: TargetRecord | undefined): Promise<string | undefined> {
    const mailing = await this.mailings.store.byKey(item.mailingId);
    const channel = mailing && this.channels.find(mailing.channel);
    return mailing ? channel?.shown?.(mailing, { item, record }) : undefined;
  }
}

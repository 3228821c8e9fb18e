import { Injectable } from '@nestjs/common';
import type { Appearance } from '../channel/channel.js';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { MailingService } from './mailing.service.js';

const UNKNOWN: Appearance = { language: null, senderDomain: null };

/** How mailings show themselves, whatever their channel. */
@Injectable()
export class Appearances {
  constructor(
    private readonly mailings: MailingService,
    private readonly channels: ChannelRegistry,
  ) {}

  async of(mailingId: number): Promise<Appearance> {
    const mailing = await this.mailings.store.byKey(mailingId);
    const channel = mailing && this.channels.find(mailing.channel);
    return (mailing && (await channel?.appearance?.(mailing))) ?? UNKNOWN;
  }
}

import { Injectable } from '@nestjs/common';
import { type Campaign, CampaignService } from '@facteur/campaigns';
import { ChannelRegistry } from '../channel/channel-registry.js';
import type { Mailing } from '../model/mailing.entity.js';
import { MailingRepository } from './mailing.repository.js';

/** A letter that everybody may read. */
export interface ArchivedLetter {
  /** Public id of the mailing. */
  id: string;
  title: string;
  /** When it began to be sent. */
  sentAt: Date;
}

export type PublicCampaign = Campaign & { publicName: string };

/** What everybody may read of campaigns that have a public name. */
@Injectable()
export class Archive {
  constructor(
    private readonly campaigns: CampaignService,
    private readonly mailings: MailingRepository,
    private readonly channels: ChannelRegistry,
  ) {}

  /** Undefined for one that there is none of, and for one that is nobody's to read. */
  async find(campaignId: string): Promise<PublicCampaign | undefined> {
    const campaign = await this.campaigns.store.find(campaignId);
    const isPublic = campaign?.publicName && !campaign.archivedAt && !campaign.informational;
    return isPublic ? (campaign as PublicCampaign) : undefined;
  }

  /** Newest first, fifty at most. */
  async letters(campaign: PublicCampaign): Promise<ArchivedLetter[]> {
    const sent = await this.mailings.sentOf(campaign.id);
    const titles = new Map<number, string>();
    for (const name of new Set(sent.map(({ channel }) => channel))) {
      const own = sent.filter(({ channel }) => channel === name);
      for (const [key, title] of (await this.channels.find(name)?.titles?.(own)) ?? [])
        titles.set(key, title);
    }
    return sent.flatMap((mailing) => {
      const title = titles.get(mailing.id);
      return title === undefined ? [] : [{ id: mailing.publicId, title, sentAt: mailing.queuedAt! }];
    });
  }

  /** HTML of one of them. */
  async letter(campaign: PublicCampaign, mailingId: string): Promise<string | undefined> {
    const mailing = (await this.mailings.sentOf(campaign.id, mailingId))[0];
    return mailing && this.shownOf(mailing);
  }

  private shownOf(mailing: Mailing): Promise<string | undefined> | undefined {
    return this.channels.find(mailing.channel)?.shown?.(mailing);
  }
}

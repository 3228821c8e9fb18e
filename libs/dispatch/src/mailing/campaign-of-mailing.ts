import { Injectable } from '@nestjs/common';
import { CampaignService } from '@facteur/campaigns';
import { insistOn, InvalidInput, mayNow } from '@facteur/platform';
import { ChannelRegistry } from '../channel/channel-registry.js';
import type { Mailing } from '../model/mailing.entity.js';

/** What the campaign of a mailing asks of it, and of whoever lets it go. */
@Injectable()
export class CampaignOfMailing {
  constructor(
    private readonly campaigns: CampaignService,
    private readonly channels: ChannelRegistry,
  ) {}

  /** A campaign that was still planned begins with the first mailing that is scheduled. */
  async activate(campaignId: number | null | undefined): Promise<void> {
    if (campaignId != null) await this.campaigns.activate(campaignId);
  }

  /** What only informs reaches people who opted out. @throws Problem 403 */
  async insistOnKind(campaignId: number | null | undefined): Promise<void> {
    if (mayNow('mass-email:send-unusual') || campaignId == null) return;
    if ((await this.campaigns.store.byKey(campaignId))?.informational) insistOn('mass-email:send-unusual');
  }

  /** The team that its campaign belongs to; null for everybody's, and without one. */
  async teamOf(campaignId: number | null): Promise<string | null> {
    if (campaignId === null) return null;
    return (await this.campaigns.store.byKey(campaignId))?.teamId ?? null;
  }

  /** Mailings of a channel belong to campaigns of that channel's types. @throws InvalidInput naming `campaignId` */
  async requireType(channelName: string, campaignId: number | null | undefined): Promise<void> {
    const types = this.channels.find(channelName)?.campaignTypes;
    const campaign = campaignId == null ? null : await this.campaigns.store.byKey(campaignId);
    if (!campaign || !types || types.includes(campaign.type)) return;
    throw InvalidInput.of(
      'campaignId',
      `"${campaign.name}" is a campaign of the type ${campaign.type}, whose mailings do not go out by ${channelName}; choose one of the type ${types.join(', ')}`,
    );
  }

  /**
   * What is scheduled as a newsletter does not become information, which reaches people who opted out, by the way.
   *
   * @throws InvalidInput naming `campaignId`
   */
  async requireKind(mailing: Mailing, { campaignId }: { campaignId?: number | null }): Promise<void> {
    const isInformation = async (id: number | null | undefined) =>
      id != null && (await this.campaigns.store.byKey(id))?.informational === true;
    if ((await isInformation(mailing.campaignId)) === (await isInformation(campaignId))) return;
    throw InvalidInput.of(
      'campaignId',
      `is of another kind than the campaign that "${mailing.name}" was scheduled for, and reaches other people; set the mailing back to Draft first`,
    );
  }
}

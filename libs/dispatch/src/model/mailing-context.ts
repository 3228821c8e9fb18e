import { Injectable } from '@nestjs/common';
import { type Campaign, CampaignService } from '@facteur/campaigns';
import { campaignHold } from './campaign-hold.js';
import { isInformational } from './informational-sql.js';
import type { Mailing } from './mailing.entity.js';

/** What a mailing is by way of its campaign, as that is now. */
export interface MailingContext {
  campaign: Campaign | null;
  informational: boolean;
  /** Why its campaign lets it not go out just now, in words. */
  heldBy: string | undefined;
}

@Injectable()
export class MailingContexts {
  constructor(private readonly campaigns: CampaignService) {}

  async of(mailing: Pick<Mailing, 'campaignId' | 'informational'>): Promise<MailingContext> {
    const campaign =
      mailing.campaignId === null ? null : await this.campaigns.store.byKey(mailing.campaignId);
    return {
      campaign,
      informational: isInformational(mailing, campaign),
      heldBy: campaign ? campaignHold(campaign) : undefined,
    };
  }
}

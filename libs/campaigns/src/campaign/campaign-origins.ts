import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type MadeRecord, type OriginKeeper, RecordOrigins } from '@facteur/audience';
import { Clock } from '@facteur/platform';
import { CampaignLog } from '../log/campaign-log.js';
import { CampaignRepository } from './campaign.repository.js';

/** Leads that a campaign brought, however they came in, are in its log and among its numbers. */
@Injectable()
export class CampaignOrigins implements OriginKeeper, OnModuleInit {
  constructor(
    private readonly campaigns: CampaignRepository,
    private readonly clock: Clock,
    private readonly log: CampaignLog,
    private readonly origins: RecordOrigins,
  ) {}

  onModuleInit(): void {
    this.origins.register(this);
  }

  async known(campaignIds: string[]): Promise<Set<string>> {
    return new Set((await this.campaigns.keysOf(campaignIds)).keys());
  }

  async made(records: MadeRecord[]): Promise<void> {
    const keys = await this.campaigns.keysOf(records.map(({ campaignId }) => campaignId));
    await this.log.append(
      records.flatMap(({ campaignId, targetType, targetId, address, imported }) => {
        const key = keys.get(campaignId);
        if (key === undefined) return [];
        return {
          campaignId: key,
          mailingId: null,
          queueItemId: null,
          action: 'Lead Created' as const,
          actionDate: this.clock.now(),
          targetType,
          targetId,
          address,
          isTest: false,
          ...(imported ? { details: { imported: true } } : {}),
        };
      }),
    );
  }
}

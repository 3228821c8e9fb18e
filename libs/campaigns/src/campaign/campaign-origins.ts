import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type MadeRecord, type OriginKeeper, RecordOrigins } from '@facteur/audience';
import { Clock, Database, parameters } from '@facteur/platform';
import { CampaignLog } from '../log/campaign-log.service.js';

/** Leads that a campaign brought, however they came in, are in its log and among its numbers. */
@Injectable()
export class CampaignOrigins implements OriginKeeper, OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly log: CampaignLog,
    private readonly origins: RecordOrigins,
  ) {}

  onModuleInit(): void {
    this.origins.register(this);
  }

  async known(campaignIds: string[]): Promise<Set<string>> {
    return new Set((await this.keysOf(campaignIds)).keys());
  }

  async made(records: MadeRecord[]): Promise<void> {
    const keys = await this.keysOf(records.map(({ campaignId }) => campaignId));
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

  private async keysOf(publicIds: string[]): Promise<Map<string, number>> {
    const ids = [...new Set(publicIds)];
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: number; public_id: string }>(
      `SELECT id, public_id FROM campaign WHERE archived_at IS NULL AND public_id IN (${parameters(ids.length)})`,
      ids,
    );
    return new Map(rows.map((row) => [row.public_id, row.id]));
  }
}

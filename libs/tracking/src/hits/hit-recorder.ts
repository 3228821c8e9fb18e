import { Injectable } from '@nestjs/common';
import { CampaignLog, type LogEntry } from '@facteur/campaigns';
import { SentItems } from '@facteur/dispatch';
import { Database } from '@facteur/platform';
import type { Hit } from './hit.js';
import { HitRepository } from './hit.repository.js';
import { judgeHit } from './judge-hit.js';

const BURST = 2_000;

/** Writes opens and clicks to the log: once for each item (and link), suspected bots marked. */
@Injectable()
export class HitRecorder {
  constructor(
    private readonly database: Database,
    private readonly items: SentItems,
    private readonly hits: HitRepository,
    private readonly log: CampaignLog,
  ) {}

  async record(hit: Hit): Promise<void> {
    const item = await this.items.find(hit.itemId);
    // An item that is gone, or a mailing without a campaign: there is no log to write to.
    if (!item || item.campaignId === null || item.informational) return;
    const at = new Date(hit.at);
    const reasons = judgeHit({
      ...hit,
      sinceSent: item.sentAt && at.getTime() - item.sentAt.getTime(),
      otherLinks:
        hit.trackingUrlId === null
          ? 0
          : await this.hits.otherLinksBetween(item.id, hit.trackingUrlId, new Date(at.getTime() - BURST), at),
    });
    const isBot = reasons.length > 0;
    const entry = (action: 'Opened' | 'Clicked', trackingUrlId: number | null): LogEntry => ({
      campaignId: item.campaignId!,
      mailingId: item.mailingId,
      queueItemId: item.id,
      action,
      actionDate: at,
      targetType: item.targetType,
      targetId: item.targetId,
      address: item.address,
      trackingUrlId,
      isTest: item.isTest,
      isBot,
      details: { userAgent: hit.userAgent.slice(0, 300), ...(isBot ? { bot: reasons } : {}) },
      dedupeKey: `${item.id}:${action}:${trackingUrlId ?? ''}:${isBot ? 'bot' : ''}`,
    });
    await this.database.transaction(async () => {
      if (hit.kind === 'click') await this.log.record(entry('Clicked', hit.trackingUrlId));
      if (hit.kind === 'open' || hit.countsAsOpen)
        await this.log.record({ ...entry('Opened', null), implied: hit.kind === 'click' });
    });
  }
}

import { Injectable } from '@nestjs/common';
import { CampaignLog, type LogEntry } from '@facteur/campaigns';
import { type SentItem, SentItems } from '@facteur/dispatch';
import { Database } from '@facteur/platform';
import type { Hit } from './hit.js';
import { type ClickBefore, HitRepository } from './hit.repository.js';
import { judgeHit } from './judge-hit.js';

/** Milliseconds within which a scanner goes through the links of a message. */
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

  /** @param hits in the order in which they came; at most a few hundred. */
  async record(hits: Hit[]): Promise<void> {
    if (hits.length === 0) return;
    const ids = [...new Set(hits.map(({ itemId }) => itemId))];
    await this.database.transaction(async () => {
      // First, so that what is read next is all there is.
      await this.items.lockAll(ids);
      const items = await this.items.findAll(ids);
      const times = hits.map(({ at }) => new Date(at).getTime());
      const before = await this.hits.clicksBetween(
        ids,
        new Date(Math.min(...times) - BURST),
        new Date(Math.max(...times)),
      );
      await this.log.recordHits(entriesOf(hits, items, before));
    });
  }
}

/**
 * What hits are to the log, as if they were looked at one by one. Pure but for `clicks`, to which each click is added.
 *
 * @param clicks of the same items that the log holds already.
 */
function entriesOf(hits: Hit[], items: Map<number, SentItem>, clicks: ClickBefore[]): LogEntry[] {
  const clicksOf = new Map<number, ClickBefore[]>();
  const clicksOn = (itemId: number) => {
    const list = clicksOf.get(itemId) ?? [];
    clicksOf.set(itemId, list);
    return list;
  };
  for (const click of clicks) clicksOn(click.itemId).push(click);
  return hits.flatMap((hit) => {
    const item = items.get(hit.itemId);
    // An item that is gone, or a mailing without a campaign: there is no log to write to.
    if (!item || item.campaignId === null || item.informational) return [];
    const at = new Date(hit.at);
    const reasons = judgeHit({
      ...hit,
      sinceSent: item.sentAt && at.getTime() - item.sentAt.getTime(),
      otherLinks: otherLinks(hit, at.getTime(), clicksOn(item.id)),
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
    const entries: LogEntry[] = [];
    if (hit.kind === 'click' && hit.trackingUrlId !== null) {
      entries.push(entry('Clicked', hit.trackingUrlId));
      note(clicksOn(item.id), { itemId: item.id, trackingUrlId: hit.trackingUrlId, at: at.getTime(), isBot });
    }
    if (hit.kind === 'open' || hit.countsAsOpen)
      entries.push({ ...entry('Opened', null), implied: hit.kind === 'click' });
    return entries;
  });
}

/** Other links of the message that were clicked shortly before. */
function otherLinks({ trackingUrlId }: Hit, at: number, clicks: ClickBefore[]): number {
  if (trackingUrlId === null) return 0;
  const near = clicks.filter(
    (click) => click.trackingUrlId !== trackingUrlId && click.at >= at - BURST && click.at <= at,
  );
  return new Set(near.map((click) => click.trackingUrlId)).size;
}

/** As the log will have it: the first of each link, apart by verdict. */
function note(clicks: ClickBefore[], click: ClickBefore): void {
  const known = clicks.some((one) => one.trackingUrlId === click.trackingUrlId && one.isBot === click.isBot);
  if (!known) clicks.push(click);
}

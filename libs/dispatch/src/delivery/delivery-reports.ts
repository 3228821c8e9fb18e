import { Injectable } from '@nestjs/common';
import { AddressRegistry } from '@facteur/audience';
import { CampaignLog, type LogEntry } from '@facteur/campaigns';
import { Clock, Conflict, Database, DAY, NotFound, readDate } from '@facteur/platform';
import { type SentItem, SentItems } from '../queue/sent-items.repository.js';
import type { DeliveryReport } from './delivery-report.js';
import { DeliveryReportRepository, type Effect, type StoredReport } from './delivery-report.repository.js';
import { DeliverySettings } from './delivery-settings.js';
import { fateOf } from './settled-fate.js';

/** What a report marks is the report's doing, until somebody says otherwise. */
const BY_REPORT = { by: 'report', origin: { method: 'report' } } as const;

/**
 * What comes back about a message, and what it changes: the fate of the item, its one Bounced or Complained
 * record, and the address. The fate is worked out anew from all reports that stand, so that neither their
 * order nor their number matters, and undoing one is the same as never having had it.
 */
@Injectable()
export class DeliveryReports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly items: SentItems,
    private readonly reports: DeliveryReportRepository,
    private readonly registry: AddressRegistry,
    private readonly log: CampaignLog,
    private readonly settings: DeliverySettings,
  ) {}

  /** Locks items until the transaction ends, in one order whoever does, for several verdicts about them. */
  async hold(ids: number[]): Promise<Map<number, SentItem>> {
    await this.items.lockAll(ids);
    return this.items.findAll(ids);
  }

  /**
   * Keeps a verdict and does what follows from it; without an item it is kept as evidence and changes nothing.
   *
   * @param held by {@link hold}, in the transaction that goes on
   */
  async apply(said: DeliveryReport, held?: ReadonlyMap<number, SentItem>): Promise<string> {
    return this.database.transaction(async () => {
      const { itemId } = said;
      const item = itemId === undefined ? undefined : (held?.get(itemId) ?? (await this.lockedItem(itemId)));
      if (!item) return this.reports.add({ ...said, itemId: undefined }, null, 'none');
      const effect = await this.changeAddress(item, said);
      const id = await this.reports.add(said, item.addressKey, effect);
      await this.settleItem(item, said.kind);
      if (said.kind === 'soft') await this.countSoftBounces(item);
      return id;
    });
  }

  /**
   * A person says that the verdict is wrong: what followed from it, and from nothing else, is taken back.
   *
   * @throws NotFound | Conflict when it was undone before.
   */
  async undo(publicId: string, by: string): Promise<void> {
    await this.database.transaction(async () => {
      const report = await this.reports.find(publicId);
      if (!report) throw new NotFound('delivery report', publicId);
      const item = report.itemId === null ? undefined : await this.lockedItem(report.itemId);
      if (!(await this.reports.markUndone(report.id, by)))
        throw new Conflict('This verdict was undone before.');
      if (!item) return;
      await this.settleItem(item);
      await this.restoreAddress(report);
    });
  }

  private async lockedItem(id: number): Promise<SentItem | undefined> {
    await this.items.lock(id);
    return this.items.find(id);
  }

  private async changeAddress(item: SentItem, said: DeliveryReport): Promise<Effect> {
    const { channel } = item;
    const address = { address: item.address, key: item.addressKey };
    if (said.kind === 'complaint') {
      const changed = await this.registry.mark(channel, address, { optedOut: true }, 'complaint', BY_REPORT);
      const isDone =
        changed || (await this.reports.hasEffect(channel, item.addressKey, 'complaint', 'opted out'));
      return isDone ? 'opted out' : 'none';
    }
    if (said.kind === 'hard') {
      const event = `hard bounce: ${said.reason}`;
      const changed = await this.registry.mark(channel, address, { invalid: true }, event, BY_REPORT);
      const isDone = changed || (await this.reports.hasEffect(channel, item.addressKey, 'hard', 'invalid'));
      return isDone ? 'invalid' : 'none';
    }
    if (said.kind === 'soft' && said.countsAgainstAddress) {
      await this.registry.mark(channel, address, {}, 'soft bounce', BY_REPORT);
      return 'counted';
    }
    return 'none';
  }

  private async countSoftBounces(item: SentItem): Promise<void> {
    const { channel, address, addressKey: key } = item;
    const { count, tooMany, days } = await this.softBouncesOf(channel, key);
    await this.registry.setSoftBounceCount(channel, key, count);
    if (tooMany)
      await this.registry.mark(
        channel,
        { address, key },
        { invalid: true },
        `${count} soft bounces in ${days} days`,
        BY_REPORT,
      );
  }

  private async softBouncesOf(channel: string, key: string) {
    const { softBounceLimit, softBounceDays } = await this.settings.read();
    const windowStart = this.reportsSince(softBounceDays);
    const from = await this.registry.bouncesFrom(channel, key);
    const since = from && from > windowStart ? from : windowStart;
    const count = await this.reports.softBounces(channel, key, since);
    return { count, tooMany: count >= softBounceLimit, days: softBounceDays };
  }

  private reportsSince(days: number): Date {
    return new Date(this.clock.now().getTime() - days * DAY);
  }

  /** @param news what was added to what stood; undefined when something was taken away */
  private async settleItem(item: SentItem, news?: DeliveryReport['kind']): Promise<void> {
    const standing = await this.reports.latestOfItem(item.id);
    const fate = fateOf(standing.map(({ kind }) => kind));
    await this.items.setDelivery(item.id, fate.delivery);
    if (item.campaignId === null) return;
    const of = (kind: string | undefined) => standing.find((report) => report.kind === kind);
    await this.log.settle(`${item.id}:Bounced`, entryOf(item, 'Bounced', of(fate.bounced)));
    // What does not complain takes no complaint back.
    if (news !== undefined && news !== 'complaint') return;
    await this.log.settle(
      `${item.id}:Complained`,
      entryOf(item, 'Complained', fate.complained ? of('complaint') : undefined),
    );
  }

  /** Takes back only what reports did: an address that a person marked, or that opted out since, stays as it is. */
  private async restoreAddress(report: StoredReport): Promise<void> {
    const { channel, addressKey: key, kind } = report;
    if (key === null) return;
    const address = { address: report.address ?? key, key };
    const byPerson = (await this.registry.statusOf(channel, key)).lastEventBy !== 'report';
    if (kind === 'complaint') {
      if (report.effect !== 'opted out' || byPerson) return;
      if (!(await this.reports.hasEffect(channel, key, 'complaint', 'opted out')))
        await this.registry.mark(channel, address, { optedOut: false }, 'verdict undone', {
          origin: BY_REPORT.origin,
        });
      return;
    }
    if (kind !== 'hard' && kind !== 'soft') return;
    const { count, tooMany } = await this.softBouncesOf(channel, key);
    await this.registry.setSoftBounceCount(channel, key, count);
    const hard = await this.reports.hasEffect(channel, key, 'hard', 'invalid');
    const wasInvalidated = report.effect === 'invalid' || report.effect === 'counted';
    if (wasInvalidated && !byPerson && !hard && !tooMany)
      await this.registry.mark(channel, address, { invalid: false }, 'verdict undone', {
        forgetBounces: false,
      });
  }
}

function entryOf(
  item: SentItem,
  action: 'Bounced' | 'Complained',
  report: StoredReport | undefined,
): LogEntry | undefined {
  if (!report) return undefined;
  const { kind, status, reason, diagnostic, evidence, publicId } = report;
  return {
    campaignId: item.campaignId!,
    mailingId: item.mailingId,
    queueItemId: item.id,
    action,
    actionDate: readDate(report.reportedAt)!,
    targetType: item.targetType,
    targetId: item.targetId,
    address: item.address,
    isTest: item.isTest,
    details: {
      ...(action === 'Bounced' ? { hard: kind === 'hard' } : {}),
      status,
      reason,
      diagnostic,
      evidence,
      deliveryReportId: publicId,
    },
  };
}

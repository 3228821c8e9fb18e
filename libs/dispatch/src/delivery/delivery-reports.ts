import { Injectable } from '@nestjs/common';
import { CampaignLog, type LogEntry } from '@facteur/campaigns';
import { Conflict, Database, inGroups, NotFound, readDate } from '@facteur/platform';
import { type SentItem, SentItems } from '../queue/sent-items.repository.js';
import { AddressEffects, type TiedReport } from './address-effects.js';
import type { DeliveryReport } from './delivery-report.js';
import { DeliveryReportRepository, type StoredReport } from './delivery-report.repository.js';
import { fateOf } from './settled-fate.js';

/**
 * What comes back about a message, and what it changes: the fate of the item, its one Bounced or Complained
 * record, and the address. The fate is worked out anew from all reports that stand, so that neither their
 * order nor their number matters, and undoing one is the same as never having had it.
 */
@Injectable()
export class DeliveryReports {
  constructor(
    private readonly database: Database,
    private readonly items: SentItems,
    private readonly reports: DeliveryReportRepository,
    private readonly addresses: AddressEffects,
    private readonly log: CampaignLog,
  ) {}

  /** Locks items until the transaction ends, in one order whoever does, for several verdicts about them. */
  async hold(ids: number[]): Promise<Map<number, SentItem>> {
    await this.items.lockAll(ids);
    return this.items.findAll(ids);
  }

  /** Keeps a verdict and does what follows from it; see {@link applyAll}. @returns its public id */
  async apply(said: DeliveryReport): Promise<string> {
    return (await this.applyAll([said]))[0]!;
  }

  /**
   * Keeps verdicts and does what follows from them, in their order, with a few statements for all; without an item one
   * is kept as evidence and changes nothing.
   *
   * @param said of one channel
   * @param held by {@link hold}, in the transaction that goes on
   * @returns their public ids
   */
  async applyAll(said: readonly DeliveryReport[], held?: ReadonlyMap<number, SentItem>): Promise<string[]> {
    return this.database.transaction(async () => {
      const about = said.flatMap(({ itemId }) => (itemId === undefined || held?.has(itemId) ? [] : [itemId]));
      const items = new Map([...(held ?? []), ...(await this.hold([...new Set(about)]))]);
      const tied = said.map((one) => ({
        said: one,
        item: one.itemId === undefined ? undefined : items.get(one.itemId),
      }));
      const ids: string[] = [];
      for (const some of independent(tied)) ids.push(...(await this.applySome(some)));
      return ids;
    });
  }

  /** @param some of which no two are about the same item or the same address */
  private async applySome(some: readonly KeptReport[]): Promise<string[]> {
    const tied = some.filter((one): one is TiedReport => one.item !== undefined);
    const effects = await this.addresses.change(tied);
    const ids = await this.reports.addAll(
      some.map(({ said, item }) => ({
        said,
        itemId: item?.id ?? null,
        addressKey: item?.addressKey ?? null,
        effect: (item && effects.get(item.id)) ?? 'none',
      })),
    );
    await this.settleItems(
      tied.map(({ item }) => item),
      tied.filter(({ said }) => said.kind === 'complaint').map(({ item }) => item),
    );
    await this.addresses.countSoftBounces(
      tied.filter(({ said }) => said.kind === 'soft').map(({ item }) => item),
    );
    return ids;
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
      const { itemId } = report;
      const item = itemId === null ? undefined : (await this.hold([itemId])).get(itemId);
      if (!(await this.reports.markUndone(report.id, by)))
        throw new Conflict('This verdict was undone before.');
      if (!item) return;
      await this.settleItems([item], [item]);
      await this.addresses.restore(report);
    });
  }

  /** @param maybeComplained those of them whose complaints may have come or gone */
  private async settleItems(items: readonly SentItem[], maybeComplained: readonly SentItem[]): Promise<void> {
    if (items.length === 0) return;
    const standing = await this.reports.latestOfItems(items.map(({ id }) => id));
    const fates = items.map((item) => {
      const reports = standing.filter(({ itemId }) => itemId === item.id);
      return { item, reports, fate: fateOf(reports.map(({ kind }) => kind)) };
    });
    for (const alike of inGroups(fates, ({ fate }) => fate.delivery))
      await this.items.setDelivery(
        alike.map(({ item }) => item.id),
        alike[0]!.fate.delivery,
      );
    await this.log.settleAll(
      fates.flatMap(({ item, reports, fate }) => {
        if (item.campaignId === null) return [];
        const entry = (action: 'Bounced' | 'Complained', kind: string | undefined) => ({
          dedupeKey: `${item.id}:${action}`,
          entry: entryOf(
            item,
            action,
            reports.find((report) => report.kind === kind),
          ),
        });
        const bounced = entry('Bounced', fate.bounced);
        // What does not complain takes no complaint back.
        if (!maybeComplained.includes(item)) return [bounced];
        return [bounced, entry('Complained', fate.complained ? 'complaint' : undefined)];
      }),
    );
  }
}

/** Or with none: what is said of a stranger's message is kept all the same. */
type KeptReport = Omit<TiedReport, 'item'> & { item: SentItem | undefined };

/** In their order, in as few runs as may be, so that no two of a run are about the same item or the same address. */
function independent(reports: readonly KeptReport[]): KeptReport[][] {
  const runs: KeptReport[][] = [];
  let seen = new Set<number | string>();
  for (const one of reports) {
    const names = one.item ? [one.item.id, `${one.item.channel} ${one.item.addressKey}`] : [];
    if (runs.length === 0 || names.some((name) => seen.has(name))) {
      runs.push([]);
      seen = new Set();
    }
    runs.at(-1)!.push(one);
    for (const name of names) seen.add(name);
  }
  return runs;
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

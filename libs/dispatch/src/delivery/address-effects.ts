import { Injectable } from '@nestjs/common';
import { AddressRegistry } from '@facteur/audience';
import { Clock, DAY } from '@facteur/platform';
import type { SentItem } from '../queue/sent-items.repository.js';
import type { DeliveryReport } from './delivery-report.js';
import { DeliveryReportRepository, type Effect, type StoredReport } from './delivery-report.repository.js';
import { DeliverySettings } from './delivery-settings.js';

/** A verdict, with the message of ours that it is about. */
export interface TiedReport {
  said: DeliveryReport;
  item: SentItem;
}

/** Reports whose effect on an address lasts, with what it is. */
const LASTING = [
  ['complaint', 'opted out'],
  ['hard', 'invalid'],
] as const;

/** What a report marks is the report's doing, until somebody says otherwise. */
const BY_REPORT = { by: 'report', origin: { method: 'report' } } as const;

/** What reports do to the addresses that they are about, for all of them with a few statements. */
@Injectable()
export class AddressEffects {
  constructor(
    private readonly clock: Clock,
    private readonly reports: DeliveryReportRepository,
    private readonly registry: AddressRegistry,
    private readonly settings: DeliverySettings,
  ) {}

  /** @param tied of one channel, each address once. @returns what each report did to its address, by item */
  async change(tied: readonly TiedReport[]): Promise<Map<number, Effect>> {
    if (tied.length === 0) return new Map();
    const { channel } = tied[0]!.item;
    const marks = tied.flatMap((one) => {
      const mark = markOf(one.said);
      return mark ? [{ ...one, ...mark, address: addressOf(one.item) }] : [];
    });
    const changed = await this.registry.markEach(channel, marks, BY_REPORT);
    const effects = new Map<number, Effect>(marks.map(({ item, effect }) => [item.id, effect]));
    // What an earlier report did is this one's doing too: it stands until both are undone.
    for (const [kind, effect] of LASTING) {
      const idle = marks.filter((mark) => mark.effect === effect && !changed.has(mark.item.addressKey));
      const keys = idle.map(({ item }) => item.addressKey);
      const done = await this.reports.withEffect(channel, keys, kind, effect);
      for (const { item } of idle) if (!done.has(item.addressKey)) effects.set(item.id, 'none');
    }
    return effects;
  }

  /** Counts anew what came back softly from the addresses of these; too many, and an address is invalid. */
  async countSoftBounces(items: readonly SentItem[]): Promise<void> {
    if (items.length === 0) return;
    const { channel } = items[0]!;
    const { counts, days, isTooMany } = await this.softBouncesOf(
      channel,
      items.map(({ addressKey }) => addressKey),
    );
    await this.registry.setSoftBounceCounts(channel, counts);
    const marks = items.flatMap((item) => {
      const count = counts.get(item.addressKey)!;
      const event = `${count} soft bounces in ${days} days`;
      return isTooMany(count) ? [{ address: addressOf(item), change: { invalid: true }, event }] : [];
    });
    await this.registry.markEach(channel, marks, BY_REPORT);
  }

  private async softBouncesOf(channel: string, keys: readonly string[]) {
    const { softBounceLimit, softBounceDays } = await this.settings.read();
    const since = new Date(this.clock.now().getTime() - softBounceDays * DAY);
    const found = await this.reports.softBounces(channel, keys, since);
    return {
      counts: new Map(keys.map((key) => [key, found.get(key) ?? 0])),
      days: softBounceDays,
      isTooMany: (count: number) => count >= softBounceLimit,
    };
  }

  /** Takes back only what reports did: what a person said of the address, before or since, stays as it is. */
  async restore(report: StoredReport): Promise<void> {
    const { channel, addressKey: key, kind } = report;
    if (key === null) return;
    const address = { address: report.address ?? key, key };
    // Locked, so that a report about it that is on its way is seen, or sees this.
    const { optedOutBy, invalidBy } = await this.registry.lockedStatusOf(channel, address);
    if (kind === 'complaint') {
      if (report.effect !== 'opted out' || optedOutBy !== 'report') return;
      if (!(await this.reports.withEffect(channel, [key], 'complaint', 'opted out')).size)
        await this.registry.mark(channel, address, { optedOut: false }, 'verdict undone', {
          origin: BY_REPORT.origin,
        });
      return;
    }
    if (kind !== 'hard' && kind !== 'soft') return;
    const { counts, isTooMany } = await this.softBouncesOf(channel, [key]);
    await this.registry.setSoftBounceCounts(channel, counts);
    const tooMany = isTooMany(counts.get(key)!);
    const hard = (await this.reports.withEffect(channel, [key], 'hard', 'invalid')).size > 0;
    const wasInvalidated = report.effect === 'invalid' || report.effect === 'counted';
    if (wasInvalidated && invalidBy === 'report' && !hard && !tooMany)
      await this.registry.mark(channel, address, { invalid: false }, 'verdict undone', {
        forgetBounces: false,
      });
  }
}

const addressOf = ({ address, addressKey: key }: SentItem) => ({ address, key });

/** What a report says of the address; undefined: nothing. */
function markOf({ kind, reason, countsAgainstAddress }: DeliveryReport) {
  switch (kind) {
    case 'complaint':
      return { change: { optedOut: true }, event: 'complaint', effect: 'opted out' as const };
    case 'hard':
      return { change: { invalid: true }, event: `hard bounce: ${reason}`, effect: 'invalid' as const };
    case 'soft':
      return countsAgainstAddress
        ? { change: {}, event: 'soft bounce', effect: 'counted' as const }
        : undefined;
    default:
      return undefined;
  }
}

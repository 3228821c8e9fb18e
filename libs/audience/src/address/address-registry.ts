import { Injectable } from '@nestjs/common';
import { Clock, Database, insistOn } from '@facteur/platform';
import type { Origin } from '../consent/consent.js';
import { ConsentLedger } from '../consent/consent-ledger.repository.js';
import { byHand } from '../consent/consent-origin.repository.js';
import type { NormalisedAddress } from './address-format.js';
import {
  type AddressChange,
  type AddressMark,
  AddressStatusRepository,
  type EventBy,
  type KnownStatus,
} from './address-status.repository.js';

export type { AddressChange, AddressMark };

/** By whom and how an address is marked; see {@link AddressRegistry.mark}. */
export interface MarkManner {
  forgetBounces?: boolean;
  by?: EventBy;
  origin?: Origin;
  owner?: boolean;
}

/** Marks addresses as opted out or invalid; every queue, of every list, looks here. */
@Injectable()
export class AddressRegistry {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly statuses: AddressStatusRepository,
    private readonly ledger: ConsentLedger,
  ) {}

  /**
   * @param event why, in a few words, e.g. "opted out by link"; kept with its time.
   * @param options.by a report that came back, whose mark is taken back when the report is undone; else a person.
   * @param options.origin how it came; by hand when absent.
   * @param options.owner it is the wish of the address's owner, by a way that nobody else has.
   * @param options.forgetBounces an address that is made valid again starts its count of soft bounces afresh.
   * @returns whether anything changed.
   */
  async mark(
    channel: string,
    address: NormalisedAddress,
    change: AddressChange,
    event: string,
    { forgetBounces = true, by = 'person', origin, owner = false }: MarkManner = {},
  ): Promise<boolean> {
    const { key } = address;
    return this.database.transaction(async () => {
      const now = this.clock.now();
      await this.statuses.ensure(channel, address, now);
      // Whoever says that the address is good again starts its count of soft bounces afresh.
      if (change.invalid === false && forgetBounces) await this.statuses.forgetSoftBounces(channel, key, now);
      const { optedOut, invalid } = await this.statuses.statusOf(channel, key);
      // To write again to somebody who did not want it, or could not be reached, is not for whoever may suppress.
      const isSetFree = (change.optedOut === false && optedOut) || (change.invalid === false && invalid);
      if (isSetFree && by === 'person' && !owner) insistOn('people:erase');
      const changed = await this.statuses.change(channel, key, change, { words: event, by }, now);
      if (change.optedOut != null && change.optedOut !== optedOut) {
        const taken = origin?.method === 'report' ? 'Undone' : owner ? 'Confirmed' : 'Taken back';
        const action = change.optedOut ? 'Withdrawn' : taken;
        await this.ledger.write([{ channel, address, action, origin: origin ?? byHand() }]);
      }
      // Said once more for another reason: the latest is what a person should see.
      if (!changed && (change.optedOut || change.invalid))
        await this.statuses.setLastEvent(channel, key, { words: event, by }, now);
      return changed;
    });
  }

  /** Nothing but what only informs goes to it until then; null ends the break. */
  async pause(channel: string, address: NormalisedAddress, until: Date | null): Promise<void> {
    await this.database.transaction(async () => {
      await this.statuses.ensure(channel, address, this.clock.now());
      await this.statuses.pause(channel, address.key, until, this.clock.now());
    });
  }

  /**
   * Marks many addresses at once, by one statement; says only yes, and takes nothing back.
   *
   * @returns the keys of those that something was known of before.
   */
  async markAll(channel: string, marked: AddressMark[], origin: Origin): Promise<Set<string>> {
    if (marked.length === 0) return new Set();
    const now = this.clock.now();
    // What is said to come was said now.
    const byKey = new Map(marked.map((one) => [one.key, { ...one, at: one.at > now ? now : one.at }]));
    // In one order whoever marks, so that two who do cannot wait for one another.
    const marks = [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    const known = await this.statuses.knownOf(
      channel,
      marks.map(({ key }) => key),
    );
    const left = await this.statuses.optedOutOf(
      channel,
      marks.map(({ key }) => key),
    );
    await this.statuses.markAll(channel, marks, this.clock.now());
    const withdrawn = marks.filter(({ optedOut, key }) => optedOut && !left.has(key));
    await this.ledger.write(
      withdrawn.map(({ address, key, at }) => ({
        ...{ channel, address: { address, key }, at, action: 'Withdrawn', origin },
      })),
    );
    return known;
  }

  /** From when on bounces count; undefined: all do. */
  bouncesFrom(channel: string, key: string): Promise<Date | undefined> {
    return this.statuses.bouncesFrom(channel, key);
  }

  /** Shows how often an address bounced softly; the address must have been marked before. */
  setSoftBounceCount(channel: string, key: string, count: number): Promise<void> {
    return this.statuses.setSoftBounceCount(channel, key, count, this.clock.now());
  }

  /** What is known of an address; of one that nothing is known of, that nothing stands against it. */
  statusOf(channel: string, key: string): Promise<KnownStatus> {
    return this.statuses.statusOf(channel, key);
  }

  /** Forgets an address; keeps its bare key as opted out where that is wanted. Call inside a transaction. */
  async erase(channel: string, key: string, keepOptOut: boolean): Promise<void> {
    await this.statuses.remove(channel, key);
    if (!keepOptOut) return;
    await this.statuses.addErased(channel, key, this.clock.now());
    const origin: Origin = { method: 'unknown', actor: null };
    await this.ledger.write([{ channel, address: { address: key, key }, action: 'Withdrawn', origin }]);
  }
}

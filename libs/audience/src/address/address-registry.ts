import { Injectable } from '@nestjs/common';
import { Clock, Database, inGroups, insistOn } from '@facteur/platform';
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
  NOTHING_KNOWN,
} from './address-status.repository.js';

export type { AddressChange, AddressMark };

/** By whom and how an address is marked; see {@link AddressRegistry.mark}. */
export interface MarkManner {
  forgetBounces?: boolean;
  by?: EventBy;
  origin?: Origin;
  owner?: boolean;
}

/** One address, and what is said of it; see {@link AddressRegistry.mark}. */
export interface OneMark {
  address: NormalisedAddress;
  change: AddressChange;
  event: string;
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
   * @param manner.by a report that came back, whose mark is taken back when the report is undone; else a person, whose word
   *   stands whatever reports say before or after.
   * @param manner.origin how it came; by hand when absent.
   * @param manner.owner it is the wish of the address's owner, by a way that nobody else has.
   * @param manner.forgetBounces an address that is made valid again starts its count of soft bounces afresh.
   * @returns whether anything changed.
   */
  async mark(
    channel: string,
    address: NormalisedAddress,
    change: AddressChange,
    event: string,
    manner: MarkManner = {},
  ): Promise<boolean> {
    return (await this.markEach(channel, [{ address, change, event }], manner)).has(address.key);
  }

  /**
   * The same for several addresses, each once, with a few statements for all that are marked alike.
   *
   * @returns the keys of those of which anything changed.
   */
  async markEach(
    channel: string,
    marks: readonly OneMark[],
    { forgetBounces = true, by = 'person', origin, owner = false }: MarkManner = {},
  ): Promise<Set<string>> {
    if (marks.length === 0) return new Set();
    return this.database.transaction(async () => {
      const now = this.clock.now();
      const known = await this.ensured(
        channel,
        marks.map(({ address }) => address),
      );
      // Whoever says that the address is good again starts its count of soft bounces afresh.
      const good = forgetBounces ? marks.filter(({ change }) => change.invalid === false) : [];
      if (good.length) await this.statuses.forgetSoftBounces(channel, good.map(keyOf), now);
      const told = marks.map((mark) => differing(mark, known.get(keyOf(mark)) ?? NOTHING_KNOWN));
      // To write again to somebody who did not want it, or could not be reached, is not for whoever may suppress.
      if (told.some(({ isSetFree }) => isSetFree) && by === 'person' && !owner) insistOn('people:erase');
      for (const alike of inGroups(told, ({ isChanged, change, event }) => [isChanged, change, event])) {
        const { isChanged, change, event } = alike[0]!;
        const [keys, why] = [alike.map(keyOf), { words: event, by }];
        if (isChanged) await this.statuses.change(channel, keys, change, why, now);
        // Said once more for another reason: the latest is what a person should see.
        else if (change.optedOut || change.invalid)
          await this.statuses.sayAgain(channel, keys, change, why, now);
      }
      const taken = origin?.method === 'report' ? 'Undone' : owner ? 'Confirmed' : 'Taken back';
      await this.ledger.write(
        told
          .filter(({ isOtherWish }) => isOtherWish)
          .map(({ address, change }) => ({
            ...{ channel, address, action: change.optedOut ? ('Withdrawn' as const) : taken },
            origin: origin ?? byHand(),
          })),
      );
      return new Set(told.filter(({ isChanged }) => isChanged).map(keyOf));
    });
  }

  /** There is a row for each, and nobody else changes them until the transaction ends. @returns what they say */
  private async ensured(
    channel: string,
    addresses: NormalisedAddress[],
  ): Promise<ReadonlyMap<string, KnownStatus>> {
    const inOrder = [...addresses].sort((a, b) => (a.key < b.key ? -1 : 1));
    await this.statuses.ensure(channel, inOrder, this.clock.now());
    return this.statuses.statusesOf(
      channel,
      inOrder.map(({ key }) => key),
    );
  }

  /** Nothing but what only informs goes to it until then; null ends the break. */
  async pause(channel: string, address: NormalisedAddress, until: Date | null): Promise<void> {
    await this.database.transaction(async () => {
      await this.statuses.ensure(channel, [address], this.clock.now());
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
    const known = await this.statuses.statusesOf(
      channel,
      marks.map(({ key }) => key),
    );
    await this.statuses.markAll(channel, marks, this.clock.now());
    const withdrawn = marks.filter(({ optedOut, key }) => optedOut && !known.get(key)?.optedOut);
    await this.ledger.write(
      withdrawn.map(({ address, key, at }) => ({
        ...{ channel, address: { address, key }, at, action: 'Withdrawn', origin },
      })),
    );
    return new Set(known.keys());
  }

  /** Shows how often addresses bounced softly, by key, one at least; they must have been marked before. */
  setSoftBounceCounts(channel: string, counts: ReadonlyMap<string, number>): Promise<void> {
    return this.statuses.setSoftBounceCounts(channel, counts, this.clock.now());
  }

  /** What is known of an address; of one that nothing is known of, that nothing stands against it. */
  async statusOf(channel: string, key: string): Promise<KnownStatus> {
    return (await this.statuses.statusesOf(channel, [key])).get(key) ?? NOTHING_KNOWN;
  }

  /** The same, and nobody else changes it until the transaction ends. */
  async lockedStatusOf(channel: string, address: NormalisedAddress): Promise<KnownStatus> {
    return (await this.ensured(channel, [address])).get(address.key) ?? NOTHING_KNOWN;
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

const keyOf = ({ address }: OneMark) => address.key;

/** What a mark changes of what was known. */
function differing(mark: OneMark, was: KnownStatus) {
  const { optedOut, invalid } = mark.change;
  const isOtherWish = optedOut != null && optedOut !== was.optedOut;
  const isOtherwiseValid = invalid != null && invalid !== was.invalid;
  return {
    ...mark,
    isOtherWish,
    isChanged: isOtherWish || isOtherwiseValid,
    isSetFree: (isOtherWish && was.optedOut) || (isOtherwiseValid && was.invalid),
  };
}

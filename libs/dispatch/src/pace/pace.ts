import { Injectable, Logger } from '@nestjs/common';
import { AddressFormats } from '@facteur/audience';
import { Clock, MINUTE, newPublicId, Database } from '@facteur/platform';
import { capsOf, isOpen, opensAt, slowed, SPANS, wordsOfCap } from './pace-limits.js';
import { MOST_RULES, PaceRepository, type Used } from './pace.repository.js';
import { PaceRule } from './pace-rule.entity.js';

/** How many messages a rule lets through just now, and why not more. */
export interface Allowance {
  rule: PaceRule;
  left: number;
  /** What holds it when nothing is left, for people. */
  reason: string;
  /** When more may go; null where that depends on what is under way. */
  nextAt: Date | null;
}

/** What the rules of a channel let through for one account. */
export interface Allowances {
  /** Undefined when no rule is for this account. */
  account: Allowance | undefined;
  /** By key of the rule. */
  receivers: Map<number, Allowance>;
}

/** An item as far as its pace is concerned. */
export interface Paced {
  address: string;
  receiverRule?: number | undefined;
  accountRule?: number | undefined;
}

/** Somebody said that it is too fast. */
export interface TooFast {
  item: Paced;
  reason: string;
  /** The account's server, before it heard for whom the message is. */
  ofAccount: boolean;
}

const MOST_LEVEL = 6;
/** So many groups of receivers do not say the same at once by chance. */
const UNRELATED = 3;
/** Where nobody has counted yet. */
const FIRST_BASE = 60;

/** The rules of pace: how much may go now, what has gone, and slowing down where receivers ask for it. */
@Injectable()
export class Pace {
  private readonly logger = new Logger(Pace.name);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly repository: PaceRepository,
    private readonly formats: AddressFormats,
  ) {}

  /**
   * Call with the channel's gate locked where something is claimed by it: then nobody else claims meanwhile, and the caps
   * of all processes together are exact.
   *
   * @param underWay messages claimed and not settled, by rule.
   */
  async allowances(
    rules: PaceRule[],
    account: string | undefined,
    underWay: Map<number, number>,
    now: Date,
  ): Promise<Allowances> {
    const mine = rules.filter((rule) => rule.account === null || rule.account === account);
    const used = await this.repository.used(
      mine.map(({ id }) => id),
      now,
    );
    const allowances: Allowances = { account: undefined, receivers: new Map() };
    for (const rule of mine) {
      const one = allowanceOf(rule, { ...used.get(rule.id)!, underWay: underWay.get(rule.id) ?? 0 }, now);
      if (rule.account !== null) allowances.account ??= one;
      else allowances.receivers.set(rule.id, one);
    }
    return allowances;
  }

  rulesOf(channel: string): Promise<PaceRule[]> {
    return this.repository.rulesOf(channel);
  }

  /** Counts what was handed over, or may have been; call in the transaction that settles it. */
  async count(items: readonly Paced[]): Promise<void> {
    const moves = new Map<number, number>();
    for (const { receiverRule, accountRule } of items)
      for (const id of [receiverRule, accountRule]) if (id) moves.set(id, (moves.get(id) ?? 0) + 1);
    await this.repository.count(moves, this.clock.now());
  }

  /** The same of items that were counted by rule already. */
  async countBy(moves: Map<number, number>): Promise<void> {
    await this.repository.count(moves, this.clock.now());
  }

  forget(): Promise<void> {
    return this.repository.forget(this.clock.now());
  }

  /**
   * Receivers said that it is too fast. Their rule is halved, once a minute at the most; where there is none, one is made
   * for them, which an admin sees and may change. When groups that have nothing in common say so at once it is the account
   * that is too fast, or the relay behind it.
   *
   * @param accountOf the account they went out by; undefined where the channel has but one way out.
   */
  async slowDown(
    channel: string,
    refused: TooFast[],
    accountOf: () => Promise<string | undefined>,
  ): Promise<void> {
    if (refused.length === 0) return;
    const ofAccount = refused.find((one) => one.ofAccount);
    if (ofAccount) {
      const account = await accountOf();
      if (account !== undefined) await this.slow(channel, { account }, ofAccount.reason);
      return;
    }
    const byGroup = new Map<string, string>();
    for (const { item, reason } of refused) byGroup.set(this.formats.groupOf(item.address) ?? '', reason);
    byGroup.delete('');
    const account = byGroup.size >= UNRELATED ? await accountOf() : undefined;
    if (account !== undefined) return this.slow(channel, { account }, [...byGroup.values()][0]!);
    const ofRule = new Map(
      refused.flatMap(({ item, reason }) => (item.receiverRule ? [[item.receiverRule, reason]] : [])),
    );
    const rules = await this.rulesOf(channel);
    for (const rule of rules) {
      const reason = ofRule.get(rule.id);
      if (reason !== undefined) await this.halve(rule, reason, this.clock.now());
    }
    const ruled = new Set(
      refused.flatMap(({ item }) => (item.receiverRule ? this.formats.groupOf(item.address) : null) ?? []),
    );
    for (const [group, reason] of byGroup) if (!ruled.has(group)) await this.slow(channel, { group }, reason);
  }

  private async slow(
    channel: string,
    whom: { account: string } | { group: string },
    reason: string,
  ): Promise<void> {
    const rule = await this.ruleFor(channel, whom);
    if (rule) await this.halve(rule, reason, this.clock.now());
  }

  private async halve(rule: PaceRule, reason: string, now: Date): Promise<void> {
    const before = new Date(now.getTime() - MINUTE);
    if (rule.slowedAt && rule.slowedAt > before) return;
    const stillSlow = slowed(rule, now);
    const used = (await this.repository.used([rule.id], now)).get(rule.id)!;
    const base = stillSlow === undefined ? (rule.perMinute ?? (used.minute || FIRST_BASE)) : rule.slowBase!;
    const level = stillSlow === undefined ? 1 : Math.min(MOST_LEVEL, rule.slowLevel + 1);
    await this.repository.slowDown(rule.id, level, base, reason, now, before);
    this.logger.warn(
      `"${rule.name}" is slowed down to ${Math.max(1, Math.floor(base * 0.5 ** level))} a minute: ${reason}`,
    );
  }

  /** The one that is there, or a new one; undefined where there are too many. */
  private ruleFor(
    channel: string,
    whom: { account: string } | { group: string },
  ): Promise<PaceRule | undefined> {
    return this.database.transaction(async () => {
      await this.repository.lock(channel);
      const rules = await this.rulesOf(channel);
      const known = rules.find((rule) =>
        'account' in whom ? rule.account === whom.account : domainsOf(rule).includes(whom.group),
      );
      if (known || rules.length >= MOST_RULES) return known;
      const now = this.clock.now();
      const rule = {
        ...{ publicId: newPublicId(), createdAt: now, modifiedAt: now, channel, slowLevel: 0 },
        ...('account' in whom
          ? { name: whom.account, account: whom.account }
          : { name: whom.group, receivers: JSON.stringify([whom.group]) }),
      };
      return this.database.run((manager) => manager.save(PaceRule, manager.create(PaceRule, rule)));
    });
  }
}

export const domainsOf = ({ receivers }: PaceRule): string[] =>
  receivers === null ? [] : (JSON.parse(receivers) as string[]);

/** Pure. */
function allowanceOf(rule: PaceRule, used: Used, now: Date): Allowance {
  const of = (left: number, reason: string, nextAt: Date | null): Allowance => ({
    rule,
    left,
    reason,
    nextAt,
  });
  if (!isOpen(rule, now)) return of(0, `"${rule.name}" is closed at this hour`, opensAt(rule, now) ?? null);
  let tightest = of(Infinity, '', null);
  const caps = capsOf(rule, now);
  for (const span of SPANS) {
    const cap = caps[span];
    if (cap === undefined) continue;
    const left = Math.max(0, cap - used[span] - used.underWay);
    if (left < tightest.left) {
      const slow =
        span === 'minute' && slowed(rule, now) === cap ? `, since receivers said: ${rule.slowReason}` : '';
      tightest = of(
        left,
        `"${rule.name}" lets ${wordsOfCap(span, cap)} through${slow}`,
        new Date(now.getTime() + MINUTE),
      );
    }
  }
  if (rule.atOnce !== null && rule.atOnce - used.underWay < tightest.left)
    tightest = of(
      Math.max(0, rule.atOnce - used.underWay),
      `"${rule.name}" lets ${rule.atOnce} through at once`,
      null,
    );
  return tightest;
}

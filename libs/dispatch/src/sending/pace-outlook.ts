import { Injectable } from '@nestjs/common';
import { Clock } from '@facteur/platform';
import { ChannelRegistry } from '../channel/channel-registry.js';
import type { Mailing } from '../model/mailing.entity.js';
import { type Allowance, Pace } from '../pace/pace.js';
import { doneAt, hourlyRate } from '../pace/pace-limits.js';
import { ReceiverRepository } from '../pace/receiver.repository.js';
import type { PaceView } from './progress.view.js';

export interface Outlook {
  view: PaceView | null;
  /** What holds all that is left; undefined while anything may go. */
  hold: { reason: string; nextAt: Date | null } | undefined;
}

/** What rules of pace make of a mailing: which holds whom, and when it will be done. */
@Injectable()
export class PaceOutlook {
  constructor(
    private readonly pace: Pace,
    private readonly receivers: ReceiverRepository,
    private readonly channels: ChannelRegistry,
    private readonly clock: Clock,
  ) {}

  async of(mailing: Mailing): Promise<Outlook> {
    const rules = await this.pace.rulesOf(mailing.channel);
    if (rules.length === 0) return { view: null, hold: undefined };
    const now = this.clock.now();
    const account = await this.channels.find(mailing.channel)?.accountOf?.(mailing);
    const allowances = await this.pace.allowances(rules, account, await this.receivers.underWay(), now);
    const pending = await this.receivers.pending(mailing.id);
    const all = [...pending.values()].reduce((sum, count) => sum + count, 0);
    const at = [...allowances.receivers.values()]
      .map((allowance) => ({ allowance, waiting: pending.get(allowance.rule.id) ?? 0 }))
      .filter(({ waiting }) => waiting > 0);
    if (allowances.account && all > 0) at.push({ allowance: allowances.account, waiting: all });
    const limits = at.map(({ allowance, waiting }) => limitOf(allowance, waiting, now));
    const ends = at.flatMap(
      ({ allowance, waiting }) => doneAt(allowance.rule, waiting, now)?.getTime() ?? [],
    );
    return {
      view: { doneAt: ends.length ? new Date(Math.max(...ends)).toISOString() : null, limits },
      hold: all > 0 ? holdOf(allowances.account, at, all) : undefined,
    };
  }
}

const limitOf = ({ rule, left, reason }: Allowance, waiting: number, now: Date) => ({
  name: rule.name,
  waiting,
  perHour: Math.floor(hourlyRate(rule, now) ?? 0) || null,
  reason: left === 0 ? `${reason}.` : null,
});

function holdOf(
  account: Allowance | undefined,
  at: { allowance: Allowance; waiting: number }[],
  all: number,
): Outlook['hold'] {
  if (account?.left === 0) return { reason: `${account.reason}.`, nextAt: account.nextAt };
  const held = at.filter(({ allowance }) => allowance !== account && allowance.left === 0);
  const [first] = held;
  if (!first || held.reduce((sum, { waiting }) => sum + waiting, 0) < all) return undefined;
  const times = held.flatMap(({ allowance }) => allowance.nextAt?.getTime() ?? []);
  return {
    reason: `${held.map(({ allowance }) => allowance.reason).join('; ')}.`,
    nextAt: times.length ? new Date(Math.min(...times)) : null,
  };
}

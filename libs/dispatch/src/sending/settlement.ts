import { Injectable, Logger } from '@nestjs/common';
import { CampaignLog } from '@facteur/campaigns';
import { aboutThis, Clock, DAY, Database, MINUTE } from '@facteur/platform';
import type { CompiledMailing } from '../channel/channel.js';
import { ChannelRegistry } from '../channel/channel-registry.js';
import type { Outcome } from '../channel/transport.js';
import type { Mailing } from '../model/mailing.entity.js';
import type { QueueItem } from '../model/queue-item.js';
import { Pace, type TooFast } from '../pace/pace.js';
import { QueueRepository } from '../queue/queue.repository.js';
import { type Reference, SettlementRepository } from '../queue/settlement.repository.js';
import { retryDelay } from './retry-delay.js';

export interface Handed {
  item: QueueItem;
  message: unknown;
  outcome: Outcome;
}

export interface Tally {
  sent: number;
  retried: number;
  failed: number;
  skipped: number;
  unconfirmed: number;
}

export const emptyTally = (): Tally => ({ sent: 0, retried: 0, failed: 0, skipped: 0, unconfirmed: 0 });

export function addTally(total: Tally, more: Tally): void {
  for (const key of Object.keys(emptyTally()) as (keyof Tally)[]) total[key] += more[key];
}

/** Writes down what became of messages: items, references, log and counters in one transaction, a few statements for all. */
@Injectable()
export class Settlement {
  private readonly logger = new Logger(Settlement.name);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly queue: QueueRepository,
    private readonly settlements: SettlementRepository,
    private readonly log: CampaignLog,
    private readonly pace: Pace,
    private readonly channels: ChannelRegistry,
  ) {}

  async settle(
    handed: Handed[],
    mailing: Mailing,
    compiled: CompiledMailing,
    processId: number,
    maxAttempts: number,
  ): Promise<Tally> {
    const now = this.clock.now();
    const patient = !mailing.queuedAt || now.getTime() - mailing.queuedAt.getTime() < MOST_THROTTLED;
    const delivered = handed.filter(({ outcome }) => outcome.kind === 'delivered');
    const unavailable = handed.filter(({ outcome }) => outcome.kind === 'unavailable');
    const failures = handed.flatMap(({ item, outcome }) => {
      if (outcome.kind === 'delivered' || outcome.kind === 'unavailable') return [];
      const throttled = outcome.kind === 'temporary' && outcome.throttled && !item.isTest && patient;
      const attempts = item.attemptCount + 1;
      const again = throttled || (outcome.kind === 'temporary' && attempts < maxAttempts && !item.isTest);
      return {
        id: item.id,
        status:
          outcome.kind === 'unknown'
            ? ('Unconfirmed' as const)
            : again
              ? ('Pending' as const)
              : ('Failed' as const),
        error: outcome.reason,
        // Too fast is nobody's fault: it costs no attempt, for as long as anybody would wait.
        costsNothing: Boolean(throttled),
        nextAttemptAt: new Date(
          now.getTime() + (throttled ? THROTTLED_DELAY : again ? retryDelay(attempts) : 0),
        ),
      };
    });
    const ids = delivered.map(({ item }) => item.id);
    const write = async (sent: Handed[]) => {
      await this.settlements.settleFailures(failures, processId, now);
      await this.queue.release(
        unavailable.map(({ item }) => item.id),
        processId,
      );
      await this.pace.count(handed.filter(isCounted).map(({ item }) => item));
      await this.settlements.keepReferences(sent.flatMap(referencesOf));
      // What a test said is nobody's correspondence.
      const real = sent.filter(({ item }) => !item.isTest);
      if (real.length) await compiled.onSent?.(real);
      if (mailing.campaignId !== null) {
        await this.log.append(
          sent.map(({ item }) => ({
            campaignId: mailing.campaignId!,
            mailingId: mailing.id,
            queueItemId: item.id,
            action: 'Sent',
            actionDate: now,
            targetType: item.targetType,
            targetId: item.targetId,
            address: item.address,
            isTest: item.isTest,
            dedupeKey: `${item.id}:Sent`,
            ...(compiled.object ? { object: compiled.object } : {}),
            storedCopy: Boolean(compiled.keepsCopies) && !item.isTest,
          })),
        );
      }
      return sent.length;
    };
    const sent = await this.database
      .transaction(async () => {
        if (!(await this.settlements.settleAll(ids, processId, now))) throw new NotAllThere();
        return write(delivered);
      })
      .catch((error: unknown) => {
        if (!(error instanceof NotAllThere)) throw error;
        return this.database.transaction(async () => {
          const settled = await this.settlements.settleThoseLeft(ids, processId, now);
          return write(delivered.filter(({ item }) => settled.has(item.id)));
        });
      });
    for (const { id, status, error } of failures)
      aboutThis({ mailing: mailing.publicId, item: id }, () => this.logger.debug(`${status}: ${error}`));
    await this.slowDown(mailing, handed.flatMap(throttledOf));
    const count = (status: string) => failures.filter((failure) => failure.status === status).length;
    return {
      // Fewer were settled than delivered when an earlier try of this settlement was committed after all.
      sent,
      retried: count('Pending'),
      failed: count('Failed'),
      skipped: 0,
      unconfirmed: count('Unconfirmed'),
    };
  }

  /** What happened is written down by now, and must not be again because of this. */
  private async slowDown(mailing: Mailing, refused: TooFast[]): Promise<void> {
    const accountOf = async () => this.channels.find(mailing.channel)?.accountOf?.(mailing);
    await this.pace
      .slowDown(mailing.channel, refused, accountOf)
      .catch((error: Error) => this.logger.error(`Could not be slowed down: ${error.message}`));
  }
}

/** Where receivers said "too fast", the message is tried again so much later. */
const THROTTLED_DELAY = 15 * MINUTE;
/** Older than that, "too fast" costs an attempt like any other refusal. */
const MOST_THROTTLED = 3 * DAY;

/** Receivers saw it, or may have. */
const isCounted = ({ item, outcome }: Handed) => outcome.kind !== 'unavailable' && !item.isTest;

const throttledOf = ({ item, outcome }: Handed): TooFast[] =>
  (outcome.kind === 'temporary' || outcome.kind === 'unavailable') && outcome.throttled && !item.isTest
    ? [{ item, reason: outcome.reason, ofAccount: outcome.kind === 'unavailable' }]
    : [];

/** Some of the messages were settled already, or sent again by a person. */
class NotAllThere extends Error {}

/** What the peer called the message, and its answer in its own words. */
function referencesOf({ item, outcome }: Handed): Reference[] {
  if (outcome.kind !== 'delivered') return [];
  return [{ kind: 'response', value: outcome.response }, ...(outcome.references ?? [])].map((one) => ({
    itemId: item.id,
    ...one,
  }));
}

import { Injectable, Logger } from '@nestjs/common';
import { RecordSourceRegistry } from '@facteur/audience';
import { Clock } from '@facteur/platform';
import type { Caps, CompiledMailing } from '../channel/channel.js';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { MailingRepository } from '../mailing/mailing.repository.js';
import { MailingContexts } from '../model/mailing-context.js';
import type { Mailing } from '../model/mailing.entity.js';
import { MailingLists } from '../model/mailing-lists.repository.js';
import type { QueueItem } from '../model/queue-item.js';
import { Pace } from '../pace/pace.js';
import type { PaceRule } from '../pace/pace-rule.entity.js';
import { ReceiverGroups } from '../pace/receivers.js';
import { type Claim, QueueRepository } from '../queue/queue.repository.js';
import { DispatchOptions } from './dispatch-options.js';
import { ReadyItems } from './ready-items.js';
import type { PipelineSteps, ReadyItem } from './sending-pipeline.js';
import { SendingProcess } from './sending-process.js';
import { Settlement } from './settlement.js';

/** Steps of one pass; `limitedBy` is set once something other than a lack of items ended a claim. */
export interface Pass extends PipelineSteps, Pick<Claim, 'limitedBy' | 'reason'> {}

/** What the sending pipeline needs of the database, for one pass over one mailing. */
@Injectable()
export class SendingSteps {
  private readonly logger = new Logger(SendingSteps.name);

  constructor(
    private readonly queue: QueueRepository,
    private readonly ready: ReadyItems,
    private readonly settlement: Settlement,
    private readonly contexts: MailingContexts,
    private readonly lists: MailingLists,
    private readonly sources: RecordSourceRegistry,
    private readonly process: SendingProcess,
    private readonly clock: Clock,
    private readonly options: DispatchOptions,
    private readonly channels: ChannelRegistry,
    private readonly pace: Pace,
    private readonly groups: ReceiverGroups,
    private readonly mailings: MailingRepository,
  ) {}

  /** Of the queue, as far as caps allow. */
  async ofQueue(mailing: Mailing, compiled: CompiledMailing, caps: Caps): Promise<Pass> {
    const processId = await this.process.alive();
    const channel = this.channels.get(mailing.channel);
    const account = await channel.accountOf?.(mailing);
    const pass: Pass = {
      ...(await this.common(mailing, compiled, caps, processId)),
      next: async () => {
        // A claim whose every recipient is gone is no end: there may be more behind it.
        for (;;) {
          const rules = await this.pace.rulesOf(mailing.channel);
          await this.groups.keep(mailing.id, rules, channel.receivers);
          const { items, limitedBy, reason, untilSettled } = await this.claim(
            mailing,
            caps,
            processId,
            rules,
            account,
          );
          if (untilSettled) return 'when settled';
          if (limitedBy) Object.assign(pass, { limitedBy, reason });
          const ready = items.length ? await this.readyOf(items, mailing, processId, rules) : [];
          if (ready.length || items.length === 0) return ready;
        }
      },
    };
    return pass;
  }

  /** Whose address changed to that of another group of receivers waits for its turn there. */
  private async readyOf(
    items: QueueItem[],
    mailing: Mailing,
    processId: number,
    rules: PaceRule[],
  ): Promise<ReadyItem[]> {
    const before = new Map(items.map(({ id, address }) => [id, address]));
    const ready = await this.ready.load(items, mailing.channel);
    const changed = ready.filter(({ item }) => item.address !== before.get(item.id));
    const moved = await this.groups.move(
      changed.map(({ item }) => item),
      rules,
      this.channels.get(mailing.channel).receivers,
    );
    if (moved.length === 0) return ready;
    const ids = new Set(moved.map(({ id }) => id));
    await this.release(
      mailing,
      ready.flatMap(({ item }) => (ids.has(item.id) ? [item] : [])),
      processId,
    );
    return ready.filter(({ item }) => !ids.has(item.id));
  }

  /** Of given items alone, which are claimed already: tests. */
  async ofItems(
    mailing: Mailing,
    compiled: CompiledMailing,
    caps: Caps,
    items: readonly QueueItem[],
  ): Promise<Pass> {
    const left = [...items];
    return {
      ...(await this.common(mailing, compiled, caps, await this.process.alive())),
      next: () => this.ready.load(left.splice(0), mailing.channel),
    };
  }

  private async common(
    mailing: Mailing,
    compiled: CompiledMailing,
    caps: Caps,
    processId: number,
  ): Promise<Omit<PipelineSteps, 'next'>> {
    const { informational } = await this.contexts.of(mailing);
    // As of now at each look: a long run goes on past the end of somebody's break.
    const consentNeeded = await this.lists.askForConsent(mailing.id);
    const scope = () => ({
      channel: mailing.channel,
      sources: this.sources.all(),
      now: this.clock.now(),
      informational,
      consentNeeded,
    });
    return {
      stop: this.process.stop,
      mark: async (items) => {
        const marked = await this.queue.markSending(items, processId, scope());
        const others = items.filter((item) => !marked.has(item.id));
        if (others.length === 0) return { marked, skipped: 0 };
        const ids = others.map(({ id }) => id);
        const back = await this.queue.skipBarred(ids, processId, scope());
        await this.giveBack(
          mailing,
          others.filter(({ id }) => back.has(id)),
        );
        return { marked, skipped: others.length - back.size };
      },
      settle: async (handed) => {
        const tally = await this.settlement.settle(handed, mailing, compiled, processId, caps.maxAttempts);
        await this.giveBack(
          mailing,
          handed.filter(({ outcome }) => outcome.kind === 'unavailable').map(({ item }) => item),
        );
        return tally;
      },
      release: (items) => this.release(mailing, items, processId),
    };
  }

  private async release(mailing: Mailing, items: QueueItem[], processId: number): Promise<void> {
    await this.queue.release(
      items.map((item) => item.id),
      processId,
    );
    await this.giveBack(mailing, items);
  }

  /**
   * What was not handed over uses up no batch. After the fact and by itself: who dies between, or finds the database away,
   * sends less; what was settled must not be settled again because of it.
   */
  private async giveBack(mailing: Mailing, items: QueueItem[]): Promise<void> {
    const turns = new Map<number, number>();
    for (const { batchTurn } of items)
      if (batchTurn !== undefined) turns.set(batchTurn, (turns.get(batchTurn) ?? 0) + 1);
    for (const [turn, count] of turns)
      await this.mailings
        .giveBack(mailing.id, turn, count)
        .catch((error: Error) =>
          this.logger.warn(`${count} of a batch are not given back: ${error.message}`),
        );
  }

  private claim(
    mailing: Mailing,
    caps: Caps,
    processId: number,
    rules: PaceRule[],
    account: string | undefined,
  ): Promise<Claim> {
    return this.queue.claim({
      mailingId: mailing.id,
      channel: mailing.channel,
      processId,
      limit: this.options.claimSize,
      maxPerHour: caps.maxPerHour,
      now: this.clock.now(),
      rules,
      account,
    });
  }
}

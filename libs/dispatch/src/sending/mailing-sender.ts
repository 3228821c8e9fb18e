import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { RecordSourceRegistry, targetKey } from '@facteur/audience';
import { CampaignService } from '@facteur/campaigns';
import { Clock, isDuplicate } from '@facteur/platform';
import {
  AccountUnavailable,
  type Caps,
  type CompiledMailing,
  MailingUnsendable,
  type Obstacle,
} from '../channel/channel.js';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { isInformational } from '../mailing/informational.js';
import { Mailing } from '../mailing/mailing.entity.js';
import { MailingRepository } from '../mailing/mailing.repository.js';
import type { QueueItem } from '../queue/queue-item.js';
import { type Claim, QueueRepository } from '../queue/queue.repository.js';
import { DispatchOptions } from './dispatch-options.js';
import { SendingProcess } from './sending-process.js';
import { type ReadyItem, SendingPipeline } from './sending-pipeline.js';
import { addTally, emptyTally, Settlement, type Tally } from './settlement.js';

/** What became of a pass over a mailing, and what held it if something did. */
export interface Sent {
  tally: Tally;
  held?: Obstacle;
}

/** Sends what may be sent of one mailing now. Several processes may do so for the same mailing at once. */
@Injectable()
export class MailingSender {
  private readonly logger = new Logger(MailingSender.name);

  constructor(
    private readonly channels: ChannelRegistry,
    private readonly mailings: MailingRepository,
    private readonly queue: QueueRepository,
    private readonly sources: RecordSourceRegistry,
    private readonly campaigns: CampaignService,
    private readonly sender: SendingProcess,
    private readonly settlement: Settlement,
    private readonly clock: Clock,
    private readonly options: DispatchOptions,
  ) {}

  send(mailing: Mailing): Promise<Sent> {
    return this.sender.track(this.sendNow(mailing));
  }

  private async sendNow(mailing: Mailing): Promise<Sent> {
    const channel = this.channels.get(mailing.channel);
    const total = emptyTally();
    const held = await channel.obstacle?.(mailing);
    if (held) {
      await this.mailings.hold(mailing.id, held.code, held.reason);
      return { tally: total, held };
    }
    const caps = await channel.caps();
    const seen: Pick<Claim, 'limitedBy'> = {};
    for (let attempt = 0; ; attempt++) {
      const compiled = await this.compile(mailing);
      if ('code' in compiled) return { tally: total, held: compiled };
      const unavailable = await this.pass(mailing, compiled, caps, total, seen);
      if (unavailable === undefined || this.sender.stopping) break;
      const delay = this.options.reconnectDelays[attempt];
      if (delay === undefined) {
        await this.mailings.hold(mailing.id, 'account', unavailable);
        this.logger.warn(`"${mailing.name}" is held: ${unavailable}`);
        return { tally: total, held: { code: 'account', reason: unavailable } };
      }
      await pause(delay);
    }
    await this.mailings.clearHold(mailing.id);
    const done = await this.mailings.completeIfDone(mailing.id);
    return !done && seen.limitedBy === 'hour'
      ? {
          tally: total,
          held: { code: 'hour', reason: `The hourly cap of ${caps.maxPerHour} messages is used up.` },
        }
      : { tally: total };
  }

  /** Sends given test items, which no run of the job touches. */
  async sendItems(mailing: Mailing, items: QueueItem[]): Promise<Tally> {
    const channel = this.channels.get(mailing.channel);
    const compiled = await channel.compile(mailing);
    const caps = await channel.caps();
    const total = emptyTally();
    const left = [...items];
    try {
      const steps = await this.steps(mailing, compiled, caps, async () => this.load(left.splice(0), mailing));
      const pipeline = new SendingPipeline(compiled, steps);
      addTally(total, await pipeline.run());
      if (pipeline.unavailable) throw new AccountUnavailable(pipeline.unavailable);
    } finally {
      await compiled.transport.close();
    }
    return total;
  }

  /** One pass through the queue. @returns the reason when the account proved unusable. */
  private async pass(
    mailing: Mailing,
    compiled: CompiledMailing,
    caps: Caps,
    total: Tally,
    seen: Pick<Claim, 'limitedBy'>,
  ): Promise<string | undefined> {
    try {
      const senderId = await this.sender.alive();
      const steps = await this.steps(mailing, compiled, caps, async () => {
        // A claim whose every recipient is gone is no end: there may be more behind it.
        for (;;) {
          const { items, limitedBy } = await this.claim(mailing, caps, senderId);
          if (limitedBy) seen.limitedBy = limitedBy;
          const ready = items.length ? await this.load(items, mailing) : [];
          if (ready.length || items.length === 0) return ready;
        }
      });
      const pipeline = new SendingPipeline(compiled, steps);
      addTally(total, await pipeline.run());
      return pipeline.unavailable;
    } catch (error) {
      this.sender.abandonClaims();
      throw error;
    } finally {
      await compiled.transport.close();
    }
  }

  private claim(mailing: Mailing, caps: Caps, senderId: number): Promise<Claim> {
    return this.queue.claim({
      mailingId: mailing.id,
      channel: mailing.channel,
      senderId,
      limit: this.options.claimSize,
      maxPerHour: caps.maxPerHour,
      now: this.clock.now(),
    });
  }

  private async compile(mailing: Mailing): Promise<CompiledMailing | Obstacle> {
    try {
      return await this.channels.get(mailing.channel).compile(mailing);
    } catch (error) {
      if (error instanceof AccountUnavailable) {
        await this.mailings.hold(mailing.id, 'account', error.message);
        return { code: 'account', reason: error.message };
      }
      if (!(error instanceof MailingUnsendable)) throw error;
      await this.mailings.fail(mailing.id, error.message);
      return { code: 'content', reason: error.message };
    }
  }

  private async steps(
    mailing: Mailing,
    compiled: CompiledMailing,
    caps: Caps,
    next: () => Promise<ReadyItem[]>,
  ) {
    const senderId = await this.sender.alive();
    const campaign =
      mailing.campaignId === null ? null : await this.campaigns.store.byKey(mailing.campaignId);
    const informational = isInformational(mailing, campaign);
    return {
      next,
      stopped: () => this.sender.stopping,
      mark: async (items: QueueItem[]) => {
        const marked = await this.queue.markSending(items, senderId, informational);
        const others = items.filter((item) => !marked.has(item.id)).map((item) => item.id);
        if (others.length) await this.queue.skipBarred(others, senderId, informational);
        return marked;
      },
      settle: async (handed: Parameters<Settlement['settle']>[0]) => {
        return await this.settlement.settle(handed, mailing, compiled, senderId, caps.maxAttempts);
      },
      release: (items: QueueItem[]) =>
        this.queue.release(
          items.map((item) => item.id),
          senderId,
        ),
    };
  }

  /** Loads the records of claimed items, follows those whose primary address changed, and drops who is gone. */
  private async load(items: QueueItem[], mailing: Mailing): Promise<ReadyItem[]> {
    const records = await this.sources.load(items);
    const current = await this.followAddresses(items, mailing.channel);
    const gone: { id: number; reason: string }[] = [];
    const ready: ReadyItem[] = [];
    for (const item of items) {
      const record = records.get(targetKey(item.targetType, item.targetId));
      const reason = current.get(item.id);
      if (item.targetType && !record) gone.push({ id: item.id, reason: 'record-deleted' });
      else if (reason) gone.push({ id: item.id, reason });
      else ready.push({ item, record });
    }
    await this.queue.skip(gone);
    return ready;
  }

  /** @returns reasons to skip, by item. Changes are few, so each is its own statement: one may run into another's address. */
  private async followAddresses(items: QueueItem[], channel: string): Promise<Map<number, string>> {
    const skipped = new Map<number, string>();
    for (const source of this.sources.all()) {
      const ids = items.filter((item) => item.targetType === source.targetType).map((item) => item.id);
      const addresses = source.addresses(channel);
      if (ids.length === 0 || !addresses) continue;
      for (const change of await this.queue.changedAddresses(ids, source.targetType, addresses)) {
        const item = items.find((one) => one.id === change.id)!;
        if (change.address === null || change.address_key === null) skipped.set(item.id, 'no-address');
        else {
          try {
            await this.queue.changeAddress(item.id, change.address, change.address_key);
            item.address = change.address;
            item.addressKey = change.address_key;
          } catch (error) {
            if (!isDuplicate(error)) throw error;
            skipped.set(item.id, 'duplicate-address');
          }
        }
      }
    }
    return skipped;
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { Database, EventBus } from '@facteur/platform';
import { MailingStatusChanged } from '../model/mailing.events.js';
import {
  AccountUnavailable,
  type Caps,
  type CompiledMailing,
  MailingUnsendable,
  type Obstacle,
} from '../channel/channel.js';
import { Approvals } from '../approval/approvals.js';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { MailingRepository } from '../mailing/mailing.repository.js';
import type { Mailing } from '../model/mailing.entity.js';
import type { QueueItem } from '../model/queue-item.js';
import type { Claim } from '../queue/queue.repository.js';
import { type PipelineSizes, pipelineSizes } from './pipeline-sizes.js';
import { DispatchOptions } from './dispatch-options.js';
import { HandoverTimes } from './handover-times.js';
import { SendingPipeline } from './sending-pipeline.js';
import { SendingProcess } from './sending-process.js';
import { SendingSteps } from './sending-steps.js';
import { addTally, emptyTally, type Tally } from './settlement.js';

/** What became of a pass over a mailing, and what held it if something did. */
export interface Sent {
  tally: Tally;
  held?: Obstacle;
}

/** How one pass through the queue ended. */
interface PassEnd {
  /** The account proved unusable. */
  unavailable: { reason: string; throttled?: boolean } | undefined;
  limitedBy: Claim['limitedBy'];
  /** What a rule of pace said. */
  reason?: string | undefined;
}

const sum = (tally: Tally) => Object.values(tally).reduce((total, one: number) => total + one, 0);

/** Sends what may be sent of one mailing now. Several processes may do so for the same mailing at once. */
@Injectable()
export class MailingSender {
  private readonly logger = new Logger(MailingSender.name);
  private readonly busyWith = new Set<number>();

  constructor(
    private readonly channels: ChannelRegistry,
    private readonly mailings: MailingRepository,
    private readonly steps: SendingSteps,
    private readonly process: SendingProcess,
    private readonly options: DispatchOptions,
    private readonly database: Database,
    private readonly events: EventBus,
    private readonly approvals: Approvals,
    private readonly times: HandoverTimes,
  ) {}

  /** One at a time of a mailing in this process: two would have twice the connections that an admin allowed. */
  async send(mailing: Mailing): Promise<Sent> {
    if (this.busyWith.has(mailing.id)) return { tally: emptyTally() };
    this.busyWith.add(mailing.id);
    try {
      return await this.process.track(this.sendNow(mailing));
    } finally {
      this.busyWith.delete(mailing.id);
    }
  }

  private async sendNow(mailing: Mailing): Promise<Sent> {
    const channel = this.channels.get(mailing.channel);
    const tally = emptyTally();
    const obstacle = await channel.obstacle?.(mailing);
    if (obstacle) return { tally, held: await this.hold(mailing, obstacle) };
    const caps = await channel.caps();
    let limitedBy: PassEnd['limitedBy'];
    let pace: string | undefined;
    for (let attempt = 0, handed = 0; ; attempt++, handed = sum(tally)) {
      const compiled = await this.compile(mailing);
      if ('code' in compiled) return { tally, held: compiled };
      // After it was compiled: what goes out now is what was approved.
      const lapsed = await this.approvals.lapsed(mailing);
      if (lapsed) {
        await compiled.transport.close();
        return { tally, held: await this.hold(mailing, { code: 'approval', reason: lapsed }) };
      }
      const end = await this.pass(mailing, compiled, caps, tally);
      limitedBy = end.limitedBy ?? limitedBy;
      pace = end.reason ?? pace;
      // Others have what could not be handed over before; whether it can be by now, they find out.
      if (end.unavailable === undefined && attempt > 0 && sum(tally) === handed) return { tally };
      if (end.unavailable === undefined || this.process.stop.aborted) break;
      const { reason, throttled } = end.unavailable;
      // By now there is a rule that it is slowed by, and a minute later it is tried again.
      if (throttled) return { tally, held: { code: 'pace', reason } };
      const delay = this.options.reconnectDelays[attempt];
      if (delay === undefined) {
        this.logger.warn(`"${mailing.name}" is held: ${reason}`);
        return { tally, held: await this.hold(mailing, { code: 'account', reason }) };
      }
      await pause(delay);
    }
    await this.mailings.clearHold(mailing.id);
    const done = await this.mailings.completeIfDone(mailing.id);
    if (done)
      await this.events.publish(new MailingStatusChanged(mailing.publicId, mailing.channel, 'Complete'));
    if (!done && limitedBy === 'pace' && pace) return { tally, held: { code: 'pace', reason: `${pace}.` } };
    if (done || limitedBy !== 'hour') return { tally };
    const reason = `The hourly cap of ${caps.maxPerHour} messages is used up.`;
    return { tally, held: { code: 'hour', reason } };
  }

  /** Sends given test items, which no run of the job touches. @throws AccountUnavailable | MailingUnsendable */
  async sendItems(mailing: Mailing, items: QueueItem[]): Promise<Tally> {
    const channel = this.channels.get(mailing.channel);
    const compiled = await channel.compile(mailing);
    try {
      const steps = await this.steps.ofItems(mailing, compiled, await channel.caps(), items);
      const pipeline = new SendingPipeline(compiled, steps, this.sizesFor(compiled));
      const tally = await pipeline.run();
      if (pipeline.unavailable) throw new AccountUnavailable(pipeline.unavailable.reason);
      return tally;
    } finally {
      await compiled.transport.close();
    }
  }

  /** One pass through the queue. */
  private async pass(
    mailing: Mailing,
    compiled: CompiledMailing,
    caps: Caps,
    total: Tally,
  ): Promise<PassEnd> {
    try {
      const steps = await this.steps.ofQueue(mailing, compiled, caps);
      const pipeline = new SendingPipeline(compiled, steps, this.sizesFor(compiled), (took) =>
        this.times.add(mailing.channel, took),
      );
      addTally(total, await pipeline.run());
      return { unavailable: pipeline.unavailable, limitedBy: steps.limitedBy, reason: steps.reason };
    } catch (error) {
      this.process.abandonClaims();
      throw error;
    } finally {
      await compiled.transport.close();
    }
  }

  private sizesFor({ transport }: CompiledMailing): PipelineSizes {
    return pipelineSizes(transport.concurrency, this.database.dialect.name);
  }

  /** What is wrong with the content fails the mailing; what is wrong with the account holds it. */
  private async compile(mailing: Mailing): Promise<CompiledMailing | Obstacle> {
    try {
      return await this.channels.get(mailing.channel).compile(mailing);
    } catch (error) {
      if (error instanceof AccountUnavailable)
        return this.hold(mailing, { code: 'account', reason: error.message });
      if (!(error instanceof MailingUnsendable)) throw error;
      await this.mailings.fail(mailing.id, error.message);
      return { code: 'content', reason: error.message };
    }
  }

  private async hold(mailing: Mailing, obstacle: Obstacle): Promise<Obstacle> {
    await this.mailings.hold(mailing.id, obstacle.code, obstacle.reason);
    return obstacle;
  }
}

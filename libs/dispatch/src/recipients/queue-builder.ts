import { Injectable } from '@nestjs/common';
import { Database, EventBus } from '@facteur/platform';
import { MailingStatusChanged } from '../model/mailing.events.js';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { MailingContexts } from '../model/mailing-context.js';
import type { Mailing } from '../model/mailing.entity.js';
import { LeftOutRepository } from './left-out.repository.js';
import { Portions } from './portions.repository.js';
import { QueueBuildingRepository } from './queue-building.repository.js';

/** Many more, or many fewer, than were confirmed when it was scheduled; nothing was built. */
export class CountMoved extends Error {
  constructor(
    readonly confirmed: number,
    readonly counted: number,
  ) {
    super(
      `${confirmed} recipients were confirmed when it was scheduled, and there are ${counted} now. Resume it to send it to them, or cancel it.`,
    );
  }
}

/** Share of what was confirmed, and number, that lists may gain or lose until the queue is built. */
const MOVES = { share: 0.2, number: 10 };

const hasMoved = (confirmed: number, counted: number) =>
  Math.abs(counted - confirmed) > Math.max(MOVES.number, confirmed * MOVES.share);

export interface QueueBuilt {
  queued: number;
  leftOut: Record<string, number>;
}

/** Builds the queue of a mailing whose time has come, by statements over sets; no recipient passes through here. */
@Injectable()
export class QueueBuilder {
  constructor(
    private readonly database: Database,
    private readonly channels: ChannelRegistry,
    private readonly contexts: MailingContexts,
    private readonly portions: Portions,
    private readonly queue: QueueBuildingRepository,
    private readonly leftOut: LeftOutRepository,
    private readonly events: EventBus,
  ) {}

  /**
   * Pending -> In Process, with one item for each distinct address. All of it or nothing: one transaction.
   *
   * @param mayGo throws when so many may not be written to; then nothing was built
   * @throws CountMoved, or what `mayGo` throws
   * @returns undefined when the mailing is not Pending any more (another process was first).
   */
  async build(
    mailing: Mailing,
    mayGo: (recipients: number) => Promise<void> = async () => undefined,
  ): Promise<QueueBuilt | undefined> {
    return this.database.transaction(async () => {
      const { informational } = await this.contexts.of(mailing);
      if (!(await this.queue.begin(mailing.id, informational))) return undefined;
      await this.channels.get(mailing.channel).prepare(mailing);
      await this.queue.dropUnsent(mailing.id);
      const portions = await this.portions.of(mailing);
      for (const portion of portions) await this.queue.insert(mailing, portion);
      const queued = await this.queue.countItems(mailing.id);
      const { confirmedCount } = mailing;
      if (confirmedCount !== null && hasMoved(confirmedCount, queued))
        throw new CountMoved(confirmedCount, queued);
      await mayGo(queued);
      const leftOut = await this.leftOut.keepBuilt(mailing.id, portions);
      await this.queue.keepCounts(mailing.id, leftOut);
      await this.portions.forgetBarred(mailing.id);
      await this.events.publish(new MailingStatusChanged(mailing.publicId, mailing.channel, 'In Process'));
      return { queued, leftOut };
    });
  }
}

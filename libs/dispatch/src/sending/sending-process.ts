import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Clock, Database, isGone, processMark } from '@facteur/platform';
import { OpenItems } from '../queue/open-items.repository.js';
import { DispatchOptions } from './dispatch-options.js';
import { SendingProcessRepository } from './sending-process.repository.js';

/**
 * This process among those that send. It shows that it lives by a heartbeat; claims of one that is silent
 * for longer than the lease are taken up again. (No lease on a row as of RowLeases: one beat stands for all its
 * claims.) The clocks of the machines must agree to a few seconds (NTP).
 */
@Injectable()
export class SendingProcess implements BeforeApplicationShutdown {
  private readonly logger = new Logger(SendingProcess.name);
  private adding: Promise<number> | undefined;
  private id: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly active = new Set<Promise<unknown>>();
  private readonly ending = new AbortController();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly openItems: OpenItems,
    private readonly processes: SendingProcessRepository,
    private readonly options: DispatchOptions,
  ) {}

  /** The process is about to end: nothing new is begun. */
  get stop(): AbortSignal {
    return this.ending.signal;
  }

  /** This process's number, registered at the first call and again if it was taken for dead. */
  async alive(): Promise<number> {
    if (this.id !== undefined) {
      if (await this.processes.beat(this.id, this.clock.now())) return this.id;
    }
    // Asked by two at once at the start, it is one process all the same.
    this.adding ??= this.processes
      .add(processMark(), this.clock.now())
      .finally(() => (this.adding = undefined));
    this.id = await this.adding;
    this.timer ??= setInterval(() => {
      this.alive().catch((error: Error) => this.logger.warn(`The heartbeat failed: ${error.message}`));
    }, this.options.senderLease / 4).unref();
    return this.id;
  }

  /**
   * Something went wrong between claim and settlement, and what is still claimed cannot be told any more. This
   * process goes on under another number; what the old one left is taken up like that of any dead one.
   */
  abandonClaims(): void {
    this.id = undefined;
  }

  /** Takes up what dead processes left behind. @returns how many were found dead. */
  async reapOthers(): Promise<number> {
    const own = await this.alive();
    const limit = new Date(this.clock.now().getTime() - this.options.senderLease);
    return this.database.transaction(async () => {
      const others = await this.processes.lockOthers(own, limit);
      const dead = others.filter(({ late, name }) => late || isGone(name));
      if (dead.length === 0) return 0;
      const ids = dead.map((row) => row.id);
      await this.openItems.reap(ids, this.clock.now());
      await this.processes.remove(ids);
      this.logger.warn(`Took up what ${dead.map((row) => row.name).join(', ')} left behind`);
      return dead.length;
    });
  }

  /** Keeps the process from ending before this work has. */
  async track<T>(work: Promise<T>): Promise<T> {
    this.active.add(work);
    return work.finally(() => this.active.delete(work));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.ending.abort();
    await Promise.allSettled(this.active);
    clearInterval(this.timer);
    this.timer = undefined;
    if (this.id === undefined) return;
    // One that stops in order has settled everything; whatever is still claimed goes back at once.
    const id = this.id;
    this.id = undefined;
    await this.database
      .transaction(async () => {
        await this.openItems.reap([id], this.clock.now());
        await this.processes.remove([id]);
      })
      .catch((error: Error) => this.logger.warn(`Could not sign off: ${error.message}`));
  }
}

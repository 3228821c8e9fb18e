import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { HandoverTimeRepository, type TimedMessages } from './handover-time.repository.js';

/** Bounds of the rows, in milliseconds. */
export const HANDOVER_BOUNDS = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000];
const EVERY = 10_000;

/**
 * How long it takes from giving a message to the transport until the peer has answered. Summed up in memory and written
 * down every ten seconds: a worker has nothing that could be asked, and numbers must cost sending nothing. What a kill
 * takes is lost.
 */
@Injectable()
export class HandoverTimes implements BeforeApplicationShutdown {
  private readonly logger = new Logger(HandoverTimes.name);
  private sums = new Map<string, TimedMessages>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly repository: HandoverTimeRepository) {}

  /** @param took milliseconds */
  add(channel: string, took: number): void {
    const upToMs = HANDOVER_BOUNDS.find((bound) => took <= bound) ?? 0;
    const key = `${channel} ${upToMs}`;
    const sum = this.sums.get(key) ?? { channel, upToMs, messages: 0, totalMs: 0 };
    sum.messages += 1;
    sum.totalMs += took;
    this.sums.set(key, sum);
    this.timer ??= setTimeout(() => void this.write(), EVERY).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.write();
  }

  /** Of all processes, what this one has not written yet included. */
  async read(): Promise<TimedMessages[]> {
    await this.write();
    return this.repository.all();
  }

  /** Numbers that cannot be written are gone; nothing waits for them. */
  async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const sums = [...this.sums.values()];
    this.sums = new Map();
    if (sums.length === 0) return;
    await this.repository
      .add(sums)
      .catch((error: Error) => this.logger.warn(`Times of handing over are lost: ${error.message}`));
  }
}

import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Clock, DAY, HOUR } from '../clock/clock.js';
import { RateLimitRepository } from './rate-limit.repository.js';

export interface Taken {
  /** How many were taken in this window, this one among them. */
  count: number;
  /** When the window ends, and counting begins anew. */
  until: Date;
}

/**
 * Counts of things that may happen only so often, over all processes. Counting comes before doing: whatever arrives
 * together is counted one after the other, by the row that each statement writes.
 */
@Injectable()
export class RateLimits {
  private swept = 0;

  constructor(
    private readonly limits: RateLimitRepository,
    private readonly clock: Clock,
  ) {}

  /** @param window in milliseconds; it begins with the first of a key. */
  async take(key: string, window: number): Promise<Taken> {
    const now = this.clock.now();
    const start = new Date(now.getTime() - window);
    await this.sweep(now);
    const { hits, since } = await this.limits.count(hashOf(key), start, now);
    return { count: hits, until: new Date(since.getTime() + window) };
  }

  /** What was counted did not happen after all. */
  async giveBack(key: string): Promise<void> {
    await this.limits.countOneLess(hashOf(key));
  }

  async forget(key: string): Promise<void> {
    await this.limits.remove(hashOf(key));
  }

  /** Whether something was taken within the window (milliseconds). */
  async wasTaken(key: string, window: number): Promise<boolean> {
    return this.limits.hasBegunSince(hashOf(key), new Date(this.clock.now().getTime() - window));
  }

  /** Once in a while: what is older than any window is of no more use. */
  private async sweep(now: Date): Promise<void> {
    if (now.getTime() - this.swept < SWEEP) return;
    this.swept = now.getTime();
    await this.limits.removeThoseBefore(new Date(now.getTime() - LONGEST_WINDOW));
  }
}

/** No window may be longer. */
export const LONGEST_WINDOW = 30 * DAY;
const SWEEP = 6 * HOUR;

/** Keys hold addresses of people and networks; the table need not. */
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

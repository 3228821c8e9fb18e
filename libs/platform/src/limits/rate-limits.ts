import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Clock, HOUR } from '../clock/clock.js';

import { Database } from '../database/database.js';

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
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @param window in milliseconds; it begins with the first of a key. */
  async take(key: string, window: number): Promise<Taken> {
    const { dialect } = this.database;
    const now = this.clock.now();
    const start = new Date(now.getTime() - window);
    const hash = hashOf(key);
    await this.sweep(now);
    return this.database.transaction(async () => {
      await this.database.execute(
        `INSERT INTO rate_limit (key_hash, hits, since) VALUES (?, 1, ?) ${dialect.upsert(['key_hash'], {
          hits: 'CASE WHEN rate_limit.since < ? THEN 1 ELSE rate_limit.hits + 1 END',
          since: `CASE WHEN rate_limit.since < ? THEN ${dialect.inserted('since')} ELSE rate_limit.since END`,
        })}`,
        [hash, now, start, start],
      );
      const [row] = await this.database.query<{ hits: number; since: string | Date }>(
        'SELECT hits, since FROM rate_limit WHERE key_hash = ?',
        [hash],
      );
      const since = row!.since instanceof Date ? row!.since : new Date(`${row!.since.replace(' ', 'T')}Z`);
      return { count: Number(row!.hits), until: new Date(since.getTime() + window) };
    });
  }

  /** What was counted did not happen after all. */
  async giveBack(key: string): Promise<void> {
    await this.database.execute('UPDATE rate_limit SET hits = hits - 1 WHERE key_hash = ? AND hits > 0', [
      hashOf(key),
    ]);
  }

  async forget(key: string): Promise<void> {
    await this.database.execute('DELETE FROM rate_limit WHERE key_hash = ?', [hashOf(key)]);
  }

  /** Whether something was taken within the window. */
  async wasTaken(key: string, window: number): Promise<boolean> {
    const rows = await this.database.query('SELECT 1 FROM rate_limit WHERE key_hash = ? AND since >= ?', [
      hashOf(key),
      new Date(this.clock.now().getTime() - window),
    ]);
    return rows.length > 0;
  }

  /** Once in a while: what is older than any window is of no more use. */
  private async sweep(now: Date): Promise<void> {
    if (now.getTime() - this.swept < SWEEP) return;
    this.swept = now.getTime();
    await this.database.execute('DELETE FROM rate_limit WHERE since < ?', [
      new Date(now.getTime() - LONGEST_WINDOW),
    ]);
  }
}

/** No window may be longer. */
export const LONGEST_WINDOW = 30 * 24 * HOUR;
const SWEEP = 6 * HOUR;

/** Keys hold addresses of people and networks; the table need not. */
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

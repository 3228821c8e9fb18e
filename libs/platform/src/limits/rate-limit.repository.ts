import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { readDate } from '../database/dialect.js';

/** Counts by the hash of what they are of. */
@Injectable()
export class RateLimitRepository {
  constructor(private readonly database: Database) {}

  /** One more; the first of a new window where the old one began before `start`. @returns the count, with this one. */
  async count(hash: string, start: Date, now: Date): Promise<{ hits: number; since: Date }> {
    const { dialect } = this.database;
    return this.database.transaction(async () => {
      await this.database.execute(
        `INSERT INTO {rate_limit} (key_hash, hits, since)
         VALUES (?, 1, ?)
         ${dialect.upsert(['key_hash'], {
           hits: 'CASE WHEN {rate_limit}.since < ? THEN 1 ELSE {rate_limit}.hits + 1 END',
           since: `CASE WHEN {rate_limit}.since < ? THEN ${dialect.inserted('since')} ELSE {rate_limit}.since END`,
         })}`,
        [hash, now, start, start],
      );
      const [row] = await this.database.query<{ hits: number; since: unknown }>(
        `SELECT hits, since
         FROM {rate_limit}
         WHERE key_hash = ?`,
        [hash],
      );
      return { hits: Number(row!.hits), since: readDate(row!.since)! };
    });
  }

  async countOneLess(hash: string): Promise<void> {
    await this.database.execute(
      `UPDATE {rate_limit}
       SET hits = hits - 1
       WHERE key_hash = ?
         AND hits > 0`,
      [hash],
    );
  }

  async remove(hash: string): Promise<void> {
    await this.database.execute(
      `DELETE FROM {rate_limit}
       WHERE key_hash = ?`,
      [hash],
    );
  }

  async hasBegunSince(hash: string, start: Date): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT 1
       FROM {rate_limit}
       WHERE key_hash = ?
         AND since >= ?`,
      [hash, start],
    );
    return rows.length > 0;
  }

  async removeThoseBefore(start: Date): Promise<void> {
    await this.database.execute(
      `DELETE FROM {rate_limit}
       WHERE since < ?`,
      [start],
    );
  }
}

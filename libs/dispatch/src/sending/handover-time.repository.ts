import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';

/** Messages that took about as long. */
export interface TimedMessages {
  channel: string;
  /** A bound; 0: longer than all. */
  upToMs: number;
  messages: number;
  totalMs: number;
}

@Injectable()
export class HandoverTimeRepository {
  constructor(private readonly database: Database) {}

  async add(sums: TimedMessages[]): Promise<void> {
    const { dialect } = this.database;
    const more = (column: string) => `{handover_time}.${column} + ${dialect.inserted(column)}`;
    // Always in the same order, so that two processes wait for each other and for nothing else.
    const rows = [...sums].sort((a, b) => a.channel.localeCompare(b.channel) || a.upToMs - b.upToMs);
    await this.database.execute(
      `INSERT INTO {handover_time} (channel, up_to_ms, messages, total_ms)
       VALUES ${rows.map(() => '(?, ?, ?, ?)').join(', ')}
       ${dialect.upsert(['channel', 'up_to_ms'], { messages: more('messages'), total_ms: more('total_ms') })}`,
      rows.flatMap(({ channel, upToMs, messages, totalMs }) => [
        channel,
        upToMs,
        messages,
        Math.round(totalMs),
      ]),
    );
  }

  async all(): Promise<TimedMessages[]> {
    const rows = await this.database.query<{
      channel: string;
      upToMs: number;
      messages: unknown;
      totalMs: unknown;
    }>(
      `SELECT channel, up_to_ms AS "upToMs", messages, total_ms AS "totalMs"
       FROM {handover_time}`,
    );
    return rows.map(({ messages, totalMs, ...row }) => ({
      ...row,
      messages: Number(messages),
      totalMs: Number(totalMs),
    }));
  }
}

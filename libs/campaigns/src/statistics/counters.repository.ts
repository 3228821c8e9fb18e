import { Injectable } from '@nestjs/common';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Database, parameterRows } from '@facteur/platform';

/** One number that moves: of a campaign, a mailing (0: none) and a link (0: all). */
export interface CounterMove {
  campaignId: number;
  mailingId: number;
  trackingUrlId: number;
  name: string;
  by: number;
}

/** The same, told apart by when (UTC, a quarter of an hour), by address group or by record type. */
export interface BreakdownMove {
  campaignId: number;
  mailingId: number;
  kind: 'slot' | 'group' | 'type';
  bucket: string;
  name: string;
  by: number;
}

/** Counters beside the log, moved in the transaction that writes it. */
@Injectable()
export class Counters {
  private readonly gathering = new AsyncLocalStorage<{ moves: CounterMove[]; breakdown: BreakdownMove[] }>();

  constructor(private readonly database: Database) {}

  /**
   * Moves counters once, at the end, for everything that `work` counts; call inside the transaction. Everybody writes the
   * same few rows of a campaign: so they are locked for a moment, and not from the first event on.
   */
  async gathered<T>(work: () => Promise<T>): Promise<T> {
    const all = { moves: [], breakdown: [] };
    const result = await this.gathering.run(all, work);
    await this.move(all.moves);
    await this.breakDown(all.breakdown);
    return result;
  }

  async move(moves: CounterMove[]): Promise<void> {
    const later = this.gathering.getStore();
    if (later) return void later.moves.push(...moves);
    await this.upsert(
      'campaign_counter',
      ['campaign_id', 'mailing_id', 'tracking_url_id', 'name'],
      moves.map(({ campaignId, mailingId, trackingUrlId, name, by }) => ({
        key: [campaignId, mailingId, trackingUrlId, name],
        by,
      })),
    );
  }

  async breakDown(moves: BreakdownMove[]): Promise<void> {
    const later = this.gathering.getStore();
    if (later) return void later.breakdown.push(...moves);
    await this.upsert(
      'campaign_breakdown',
      ['campaign_id', 'mailing_id', 'kind', 'bucket', 'name'],
      moves.map(({ campaignId, mailingId, kind, bucket, name, by }) => ({
        key: [campaignId, mailingId, kind, bucket.slice(0, 100), name],
        by,
      })),
    );
  }

  /** Rows go in one order, whoever writes them, so that two writers do not lock each other out. */
  private async upsert(table: string, columns: string[], moves: { key: unknown[]; by: number }[]) {
    const summed = new Map<string, { key: unknown[]; by: number }>();
    for (const { key, by } of moves) {
      const name = JSON.stringify(key);
      summed.set(name, { key, by: (summed.get(name)?.by ?? 0) + by });
    }
    const rows = [...summed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    if (rows.length === 0) return;
    const { dialect } = this.database;
    await this.database.execute(
      `INSERT INTO {${table}} (${columns.join(', ')}, value)
       VALUES ${parameterRows(rows.length, columns.length + 1)}
       ${dialect.upsert(columns, { value: `{${table}}.value + ${dialect.inserted('value')}` })}`,
      rows.flatMap(({ key, by }) => [...key, by]),
    );
  }
}

import { Injectable } from '@nestjs/common';
import { Database, parameterRows } from '@facteur/platform';
import { firstSlotOf, slotOf, type Span, SPANS } from './pace-limits.js';
import { PaceRule } from './pace-rule.entity.js';

/** Rules of a channel. */
export const MOST_RULES = 100;

/** Messages of a rule: by span those of the window that ends now, and those under way. */
export interface Used extends Record<Span, number> {
  underWay: number;
}

/** The rules and what was counted by them (tables `pace_rule`, `pace_count`). */
@Injectable()
export class PaceRepository {
  constructor(private readonly database: Database) {}

  async rulesOf(channel: string): Promise<PaceRule[]> {
    return this.database.run((manager) =>
      manager.find(PaceRule, { where: { channel }, order: { id: 'ASC' } }),
    );
  }

  /** Of all rules, in one statement a span: at most 61 rows a rule, by the primary key. */
  async used(ruleIds: number[], now: Date): Promise<Map<number, Used>> {
    const used = new Map(ruleIds.map((id) => [id, { minute: 0, hour: 0, day: 0, underWay: 0 }]));
    if (ruleIds.length === 0) return used;
    const rows = await this.database.query<{ id: number; span: Span; total: number }>(
      SPANS.map(
        (span) => `SELECT rule_id AS id, '${span}' AS span, SUM(used) AS total
           FROM {pace_count}
           WHERE span = '${span}' AND slot >= ?
           GROUP BY rule_id`,
      ).join(' UNION ALL '),
      SPANS.map((span) => firstSlotOf(span, now)),
    );
    for (const { id, span, total } of rows) {
      const one = used.get(id);
      if (one) one[span] = Number(total);
    }
    return used;
  }

  /** Messages counted by rule; call in the transaction that settles them. */
  async count(moves: Map<number, number>, now: Date): Promise<void> {
    const rows = [...moves]
      .sort(([a], [b]) => a - b)
      .flatMap(([id, by]) => SPANS.map((span) => [id, span, slotOf(span, now), by]));
    if (rows.length === 0) return;
    const { dialect } = this.database;
    await this.database.execute(
      `INSERT INTO {pace_count} (rule_id, span, slot, used)
       VALUES ${parameterRows(rows.length, 4)}
       ${dialect.upsert(['rule_id', 'span', 'slot'], { used: `{pace_count}.used + ${dialect.inserted('used')}` })}`,
      rows.flat(),
    );
  }

  /** Keeps others from making rules until the transaction ends. */
  async lock(channel: string): Promise<void> {
    await this.database.execute(
      `UPDATE {dispatch_gate}
       SET turn = (turn + 1) % 1000000
       WHERE channel = ?`,
      [channel],
    );
  }

  /** Slots that no window touches any more. */
  async forget(now: Date): Promise<void> {
    for (const span of SPANS)
      await this.database.execute(
        `DELETE FROM {pace_count}
         WHERE span = ?
           AND slot < ?`,
        [span, firstSlotOf(span, now)],
      );
  }

  /** @param before when it was slowed last; another process may have been quicker. */
  async slowDown(
    id: number,
    level: number,
    base: number,
    reason: string,
    now: Date,
    before: Date,
  ): Promise<void> {
    await this.database.execute(
      `UPDATE {pace_rule}
       SET slow_level = ?, slow_base = ?, slow_reason = ?, slowed_at = ?
       WHERE id = ?
         AND (slowed_at IS NULL OR slowed_at < ?)`,
      [level, base, reason.slice(0, 1000), now, id, before],
    );
  }
}

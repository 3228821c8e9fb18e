import { Injectable } from '@nestjs/common';
import { Clock, Database, parameters } from '@facteur/platform';
import type { ConsentLevel } from '../consent/consent.js';
import type { Combination } from './target-list.dto.js';

@Injectable()
export class ListCombinationRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The most that one of the lists asks for. */
  async strictest(keys: number[]): Promise<ConsentLevel | null> {
    const rows = await this.database.query<{ needed: ConsentLevel }>(
      `SELECT DISTINCT consent_needed AS needed
       FROM {target_list}
       WHERE consent_needed IS NOT NULL
         AND id IN (${parameters(keys.length)})`,
      keys,
    );
    const asked = rows.map(({ needed }) => needed);
    return asked.includes('Confirmed') ? 'Confirmed' : (asked[0] ?? null);
  }

  /** Fills a new list with those of the others that the operation leaves; in "Subtract" the first is the larger. */
  async fill(listId: number, operation: Combination, keys: number[]): Promise<void> {
    const [first, ...others] = keys;
    const from = operation === 'Merge' ? keys : [first];
    const conditions = [elsewhere('o.opted_out = 1', keys, '= 0')];
    if (operation === 'Intersect') conditions.push(elsewhere('o.listed = 1', others, `= ${others.length}`));
    if (operation === 'Subtract') conditions.push(elsewhere('o.listed = 1', others, '= 0'));
    await this.database.execute(
      `INSERT INTO {target_list_member} (list_id, target_type, target_id, added_by, created_at)
       SELECT DISTINCT ?, m.target_type, m.target_id, 'combined', ?
       FROM {target_list_member} m
       WHERE m.list_id IN (${parameters(from.length)})
         AND m.listed = 1
         AND ${conditions.map(({ sql }) => sql).join(' AND ')}`,
      [listId, this.clock.now(), ...from, ...conditions.flatMap(({ values }) => values)],
    );
  }
}

/** In how many of the lists the member `m` is such. */
const elsewhere = (such: string, lists: number[], howMany: string) => ({
  sql: `(
    SELECT COUNT(DISTINCT o.list_id)
    FROM {target_list_member} o
    WHERE o.target_type = m.target_type
      AND o.target_id = m.target_id
      AND o.list_id IN (${parameters(lists.length)})
      AND ${such}) ${howMany}`,
  values: lists,
});

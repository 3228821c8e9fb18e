import { parameters } from '../database/dialect.js';
import type { SqlCondition } from '../collection/filter-sql.js';
import { actorNow } from '../http/acting.js';
import { type Reaching, reachOf } from './reach.js';

/**
 * Whose the rows of a collection are: aliases of its FROM clause.
 *
 * @see CollectionSpec.belongs
 */
export interface Belongs {
  /** Of the table with `team_id` and `made_by` that decides, such as the campaign of a letter. */
  to: string;
  /** Of the table with `made_by` whose maker sees it whatever its `to` is. */
  or?: string;
}

/** Rows that somebody may see; undefined: all. What belongs to nothing is everybody's. Pure. */
export function visibleTo(by: Reaching, { to, or }: Belongs): SqlCondition | undefined {
  if (by.reach === 'all') return undefined;
  const mine = [...new Set([to, or ?? to])].map((alias) => `COALESCE(${alias}.made_by, '') = ?`);
  const teams = by.reach === 'team' ? by.teams : [];
  const parts = [
    `${to}.id IS NULL`,
    `${to}.team_id IS NULL`,
    ...mine,
    ...(teams.length ? [`COALESCE(${to}.team_id, '') IN (${parameters(teams.length)})`] : []),
  ];
  return { sql: `(${parts.join(' OR ')})`, values: [...mine.map(() => by.id), ...teams] };
}

/** Rows that somebody may change, among those that they see; undefined: all of them. Pure. */
export function changeableBy(by: Reaching, alias: string): SqlCondition | undefined {
  return by.reach === 'own' ? { sql: `COALESCE(${alias}.made_by, '') = ?`, values: [by.id] } : undefined;
}

/** Whether nothing is hidden from whoever asks just now; jobs see all. */
export function seesAllNow(): boolean {
  const actor = actorNow();
  return !actor || reachOf(actor).reach === 'all';
}

/** For statements of their own: rows that whoever asks just now may see; jobs see all. */
export function visibleNow(belongs: Belongs): SqlCondition {
  const actor = actorNow();
  return (actor && visibleTo(reachOf(actor), belongs)) ?? { sql: '1 = 1', values: [] };
}

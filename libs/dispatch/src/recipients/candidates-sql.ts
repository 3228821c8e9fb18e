import { isOf, type RecordSource } from '@facteur/audience';
import type { SqlCondition } from '@facteur/platform';
import {
  type AtBuilding,
  type Barred,
  barringMembers,
  type BarringReason,
  verdictAtBuilding,
} from './recipient-rules-sql.js';

export interface CandidatesInput extends AtBuilding {
  source: RecordSource;
  informational: boolean;
}

/** One list and one record type of a mailing: the portion that one statement handles. */
export interface Portion {
  source: RecordSource;
  listId: number;
  /** FROM and WHERE: the listed members `m` of the list and type, each with its primary address `a`. */
  from: SqlCondition;
  /**
   * The same of those alone who have no item in the queue. A join, since MariaDB would rather gather all of the queue anew
   * for a NOT EXISTS than ask ix_queue_target once a member.
   */
  notQueued: SqlCondition;
  /** NULL for whoever gets the message, else the reason why not. */
  verdict: string;
}

/**
 * Who of a list may get a mailing, in SQL; whether they do is for the rules. Pure.
 *
 * @returns undefined for a type that has no addresses on the channel.
 */
export function candidatesSql(input: CandidatesInput): Portion | undefined {
  const { listId, channel, source, informational } = input;
  const addresses = source.addresses(channel);
  if (!addresses) return undefined;
  const { verdict, joins } = verdictAtBuilding(input, informational);
  const members = (join = '', where = ''): SqlCondition => ({
    sql: `
        FROM {target_list_member} m
        ${join}
        LEFT JOIN (${addresses}) a
          ON ${isOf(source, 'a', 'm.target_id')}
          AND a.is_primary = 1
        LEFT JOIN {address_status} s
          ON s.channel = '${channel}'
          AND s.address_key = a.address_key
        ${joins.join('\n')}
        WHERE m.list_id = ?
          AND m.target_type = ?
          AND m.listed = 1
          ${where}`,
    values: [listId, source.targetType],
  });
  return {
    source,
    listId,
    verdict,
    from: members(),
    notQueued: members(
      `LEFT JOIN {queue_item} q
          ON q.target_type = m.target_type
          AND q.target_id = m.target_id
          AND q.mailing_id = ${Number(input.mailingId)}
          AND q.is_test = 0`,
      'AND q.id IS NULL',
    ),
  };
}

/**
 * SELECT of `(mailing_id, list_id, address_key)`: all addresses, not the primary ones alone, of the members who bar
 * theirs by a rule. What they want holds for every record with one of them, of any type. CROSS, so that SQLite begins with
 * the few members and not with all addresses; MariaDB knows by its figures.
 */
export function barredAddressesSql(
  reason: BarringReason,
  where: Barred,
  channel: string,
  sources: readonly RecordSource[],
): string {
  const { sql } = barringMembers(reason, where);
  const addressesOf = sources.flatMap((source) => {
    const addresses = source.addresses(channel);
    if (!addresses) return [];
    return `
      SELECT ma.address_key
      FROM {target_list_member} xm
      CROSS JOIN (${addresses}) ma ON ${isOf(source, 'ma', 'xm.target_id')}
      WHERE xm.target_type = '${source.targetType}'
        AND ${sql}`;
  });
  return `
    SELECT DISTINCT ${Number(where.mailingId)}, ${Number(where.listId)}, d.address_key
    FROM (${addressesOf.join('\nUNION ALL ')}) d`;
}

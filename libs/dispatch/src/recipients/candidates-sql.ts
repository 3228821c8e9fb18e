import type { RecordSource } from '@facteur/audience';
import type { SqlCondition } from '@facteur/platform';
import { type AtBuilding, EXCLUDED, verdictAtBuilding } from './recipient-rules-sql.js';

export interface CandidatesInput extends AtBuilding {
  channel: string;
  source: RecordSource;
  informational: boolean;
}

/** One list and one record type of a mailing: the portion that one statement handles. */
export interface Portion {
  source: RecordSource;
  /** FROM and WHERE: the listed members `m` of the list and type, each with its primary address `a`. */
  from: SqlCondition;
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
  return {
    source,
    verdict,
    from: {
      sql: `
        FROM target_list_member m
        LEFT JOIN (${addresses}) a
          ON a.target_id = m.target_id
          AND a.is_primary = 1
        LEFT JOIN address_status s
          ON s.channel = '${channel}'
          AND s.address_key = a.address_key
        ${joins.join('\n')}
        WHERE m.list_id = ?
          AND m.target_type = ?
          AND m.listed = 1`,
      values: [listId, source.targetType],
    },
  };
}

/** SELECT of `(mailing_id, list_id, address_key)`: every address of every record on an excluding list. */
export function excludedAddressesSql(
  mailingId: number,
  channel: string,
  sources: readonly RecordSource[],
): SqlCondition {
  const id = Number(mailingId);
  const from = addressesOfMembers(
    sources,
    channel,
    `JOIN mailing_list xl
       ON xl.list_id = xm.list_id
       AND xl.excluding = 1
       AND xl.mailing_id = ${id}`,
    'xm.listed = 1',
  );
  return {
    sql: `
      SELECT DISTINCT ${id}, ${EXCLUDED}, d.address_key
      FROM (${from}) d`,
    values: [],
  };
}

/** The same of those who opted out of one list: what they want holds for every record with their address. */
export function optedOutAddressesSql(
  mailingId: number,
  listId: number,
  channel: string,
  sources: readonly RecordSource[],
): SqlCondition {
  const list = Number(listId);
  const from = addressesOfMembers(sources, channel, '', `xm.list_id = ${list} AND xm.opted_out = 1`);
  return {
    sql: `
      SELECT DISTINCT ${Number(mailingId)}, ${list}, d.address_key
      FROM (${from}) d`,
    values: [],
  };
}

/** All addresses, not the primary ones alone, of some members; an excluded address may sit on a record of any type. */
function addressesOfMembers(
  sources: readonly RecordSource[],
  channel: string,
  join: string,
  where: string,
): string {
  return sources
    .flatMap((source) => {
      const addresses = source.addresses(channel);
      if (!addresses) return [];
      return `
        SELECT ma.address_key
        FROM target_list_member xm
        ${join}
        JOIN (${addresses}) ma ON ma.target_id = xm.target_id
        WHERE xm.target_type = '${source.targetType}'
          AND ${where}`;
    })
    .join('\nUNION ALL ');
}

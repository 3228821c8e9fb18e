import type { RecordSource } from '@facteur/audience';
import type { SqlCondition } from '@facteur/platform';

export interface CandidatesInput {
  mailingId: number;
  listId: number;
  channel: string;
  source: RecordSource;
  /** Informational mail passes over the two opted-out rules. */
  informational: boolean;
  /** The joins that would find nothing are left out of the statement. `barred_address` is filled before. */
  hasExcluding: boolean;
  hasOptedOut: boolean;
}

export interface CandidatesSql {
  /** FROM and WHERE: the listed members of one list and one type, each with its primary address `a`. */
  from: SqlCondition;
  /** NULL for whoever gets the message, else the reason why not. */
  verdict: string;
}

/**
 * Who of a list gets a mailing, in SQL. Pure. Reasons in order: an address there is none of cannot be
 * excluded, and exclusion outweighs opting out.
 */
export function candidatesSql(input: CandidatesInput): CandidatesSql | undefined {
  const { mailingId, listId, channel, source, informational } = input;
  const addresses = source.addresses(channel);
  if (!addresses) return undefined;
  const joins: string[] = [];
  const reasons = [
    `WHEN a.address_key IS NULL THEN 'no-address'`,
    `WHEN a.address_key LIKE 'erased:%' THEN 'erased'`,
  ];
  const barred = (alias: string, list: number) =>
    `LEFT JOIN barred_address ${alias} ON ${alias}.mailing_id = ${Number(mailingId)} AND ${alias}.list_id = ${Number(list)} AND ${alias}.address_key = a.address_key`;
  if (input.hasExcluding) {
    joins.push(barred('x', EXCLUDED));
    reasons.push(
      `WHEN EXISTS (SELECT 1 FROM target_list_member em JOIN mailing_list el ON el.list_id = em.list_id AND el.excluding = 1 AND el.mailing_id = ${Number(mailingId)}
        WHERE em.target_type = m.target_type AND em.target_id = m.target_id AND em.listed = 1) THEN 'excluded'`,
      `WHEN x.address_key IS NOT NULL THEN 'excluded-address'`,
    );
  }
  reasons.push(`WHEN s.invalid = 1 THEN 'invalid'`);
  if (!informational) {
    reasons.push(`WHEN s.opted_out = 1 THEN 'opted-out'`, `WHEN m.opted_out = 1 THEN 'opted-out-of-list'`);
    if (input.hasOptedOut) {
      joins.push(barred('o', listId));
      reasons.push(`WHEN o.address_key IS NOT NULL THEN 'opted-out-of-list'`);
    }
  }
  return {
    from: {
      sql: `FROM target_list_member m
        LEFT JOIN (${addresses}) a ON a.target_id = m.target_id AND a.is_primary = 1
        LEFT JOIN address_status s ON s.channel = '${channel}' AND s.address_key = a.address_key
        ${joins.join('\n')}
        WHERE m.list_id = ? AND m.target_type = ? AND m.listed = 1`,
      values: [listId, source.targetType],
    },
    verdict: `CASE ${reasons.join('\n')} END`,
  };
}

/** `list_id` of a barred address that no list of the mailing may reach. */
const EXCLUDED = 0;

/** SELECT of `(mailing_id, list_id, address_key)`: every address of every record on an excluding list. */
export function excludedAddressesSql(
  mailingId: number,
  channel: string,
  sources: RecordSource[],
): SqlCondition {
  const id = Number(mailingId);
  const from = addressesOfMembers(
    sources,
    channel,
    `JOIN mailing_list xl ON xl.list_id = xm.list_id AND xl.excluding = 1 AND xl.mailing_id = ${id}`,
    'xm.listed = 1',
  );
  return { sql: `SELECT DISTINCT ${id}, ${EXCLUDED}, d.address_key FROM (${from}) d`, values: [] };
}

/** The same of those who opted out of one list: what they want holds for every record with their address. */
export function optedOutAddressesSql(
  mailingId: number,
  listId: number,
  channel: string,
  sources: RecordSource[],
): SqlCondition {
  const from = addressesOfMembers(
    sources,
    channel,
    '',
    `xm.list_id = ${Number(listId)} AND xm.opted_out = 1`,
  );
  return {
    sql: `SELECT DISTINCT ${Number(mailingId)}, ${Number(listId)}, d.address_key FROM (${from}) d`,
    values: [],
  };
}

/** All addresses, not the primary ones alone, of some members; an excluded address may sit on a record of any type. */
function addressesOfMembers(sources: RecordSource[], channel: string, join: string, where: string): string {
  return sources
    .flatMap((source) => {
      const addresses = source.addresses(channel);
      if (!addresses) return [];
      return `SELECT ma.address_key FROM target_list_member xm ${join}
        JOIN (${addresses}) ma ON ma.target_id = xm.target_id
        WHERE xm.target_type = '${source.targetType}' AND ${where}`;
    })
    .join(' UNION ALL ');
}

import type { RecordSource } from '@facteur/audience';
import type { SqlCondition } from '@facteur/platform';

export interface CandidatesInput {
  mailingId: number;
  listId: number;
  channel: string;
  source: RecordSource;
  /** Every source of this installation: an excluded or opted-out address may sit on a record of any type. */
  sources: RecordSource[];
  /** Informational mail passes over the two opted-out rules. */
  informational: boolean;
  /** The joins that would find nothing are left out of the statement. */
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
  const { mailingId, listId, channel, source, sources, informational } = input;
  const addresses = source.addresses(channel);
  if (!addresses) return undefined;
  const joins: string[] = [];
  const values: unknown[] = [];
  const reasons = [
    `WHEN a.address_key IS NULL THEN 'no-address'`,
    `WHEN a.address_key LIKE 'erased:%' THEN 'erased'`,
  ];
  if (input.hasExcluding) {
    // Materialised once: DISTINCT keeps the optimiser from merging it into the outer query.
    joins.push(`LEFT JOIN (
      SELECT DISTINCT xa.address_key FROM (${addressesOfMembers(sources, channel, 'JOIN mailing_list xl ON xl.list_id = xm.list_id AND xl.excluding = 1 AND xl.mailing_id = ?', 'xm.listed = 1')}) xa
    ) x ON x.address_key = a.address_key`);
    for (const one of sources) if (one.addresses(channel)) values.push(mailingId);
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
      joins.push(`LEFT JOIN (
        SELECT DISTINCT oa.address_key FROM (${addressesOfMembers(sources, channel, '', 'xm.list_id = ? AND xm.opted_out = 1')}) oa
      ) o ON o.address_key = a.address_key`);
      for (const one of sources) if (one.addresses(channel)) values.push(listId);
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
      values: [...values, listId, source.targetType],
    },
    verdict: `CASE ${reasons.join('\n')} END`,
  };
}

/** All addresses, not the primary ones alone, of some members of any type. */
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

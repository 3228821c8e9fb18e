import { type CompiledFilter, type FilterScope, idsOf, referencesTo } from '@facteur/audience';
import { DAY, InvalidInput, parameters, parseDate } from '@facteur/platform';
import { anyOf, logsSince } from './log-tables-sql.js';
import { LOG_ACTIONS } from './log-actions.js';

/** What of the log may be named; without a table of its own it is the one that holds mailings. */
const LINKS: { member: string; noun: string; column: string; table?: string }[] = [
  { member: 'campaignIds', noun: 'campaign', column: 'campaign_id', table: '{campaign}' },
  { member: 'massEmailIds', noun: 'mass e-mail', column: 'mailing_id' },
  { member: 'trackingUrlIds', noun: 'tracking URL', column: 'tracking_url_id', table: '{tracking_url}' },
];

export interface LogTables {
  /** The table that holds mailings. */
  mailings: string;
  /** What is older may lie in the archive; undefined: nothing does. */
  horizon: Date | undefined;
}

/**
 * Whether the log knows such a thing of a record. Tests never count; suspected bots only where they are asked for. Pure.
 *
 * @throws InvalidInput naming the path of the fault
 */
export function activitySql(
  wanted: Record<string, unknown>,
  path: string,
  { source, recordId, now }: FilterScope,
  { mailings, horizon }: LogTables,
): CompiledFilter {
  const { action, includeBots = false, atLeast = 1 } = wanted;
  if (!LOG_ACTIONS.includes(action as never))
    throw InvalidInput.of(`${path}.action`, `must be one of ${LOG_ACTIONS.join(', ')}`);
  if (typeof includeBots !== 'boolean') throw InvalidInput.of(`${path}.includeBots`, 'must be true or false');
  const times = whole(atLeast, `${path}.atLeast`, 1);
  const parts = ['la.target_type = ? AND la.target_id IS NOT NULL AND la.action = ? AND la.is_test = 0'];
  const values: unknown[] = [source.targetType, action];
  const references: CompiledFilter['references'] = [];
  if (!includeBots) parts.push('la.is_bot = 0');
  for (const { member, noun, column, table = mailings } of LINKS) {
    if (wanted[member] === undefined) continue;
    const ids = idsOf(wanted[member], `${path}.${member}`);
    parts.push(
      `la.${column} IN (
        SELECT ll.id
        FROM ${table} ll
        WHERE ll.public_id IN (${parameters(ids.length)}))`,
    );
    values.push(...ids);
    references.push(...referencesTo(table, noun, ids, `${path}.${member}`));
  }
  const daysAgo = (member: string) =>
    new Date(now.getTime() - whole(wanted[member], `${path}.${member}`, 0) * DAY);
  const moment = (member: string) => {
    const text = wanted[member];
    const date = typeof text === 'string' ? parseDate(text) : undefined;
    if (!date) throw InvalidInput.of(`${path}.${member}`, 'must be a date such as 2027-01-31T09:00:00Z');
    return date;
  };
  const since: Date[] = [];
  const limit = (member: string, operator: '>=' | '<' | '<=', read: (member: string) => Date) => {
    if (wanted[member] === undefined) return;
    const date = read(member);
    parts.push(`la.action_date ${operator} ?`);
    values.push(date);
    if (operator === '>=') since.push(date);
  };
  limit('lastDays', '>=', daysAgo);
  limit('olderThanDays', '<', daysAgo);
  limit('from', '>=', moment);
  limit('to', '<=', moment);
  const logs = logsSince(since, horizon);
  const from = (log: string) => `FROM {${log}} la
    WHERE ${parts.join('\n      AND ')}`;
  const all = logs.flatMap(() => values);
  if (times > 1)
    return {
      sql: `(${logs
        .map(
          (log) => `(
        SELECT COUNT(*)
        ${from(log)}
          AND la.target_id = ${recordId})`,
        )
        .join(' + ')} >= ?)`,
      values: [...all, times],
      references,
    };
  // Of some campaigns the log's own index is the shorter way, of the whole log that of the record.
  const known = (log: string) =>
    references.length
      ? `${recordId} IN (
          SELECT la.target_id
          ${from(log)})`
      : `EXISTS (
          SELECT 1
          ${from(log)}
            AND la.target_id = ${recordId})`;
  return { sql: anyOf(logs.map(known)), values: all, references };
}

function whole(value: unknown, path: string, min: number): number {
  if (!Number.isInteger(value) || (value as number) < min || (value as number) > 1_000_000)
    throw InvalidInput.of(path, `must be a whole number from ${min} up`);
  return value as number;
}

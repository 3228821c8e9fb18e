import type { RecordSource } from '@facteur/audience';
import { parameters, type SqlCondition, visibleNow } from '@facteur/platform';
import { anyOf, logsSince } from './log-tables-sql.js';
import type { LogSelectionDto } from './list-from-log.dto.js';

/** A selection with its ids looked up. */
export interface LogSelection {
  dto: LogSelectionDto;
  campaigns: number[];
  mailings: number[];
  urls: number[];
  /** Of the log's own collection, for what is included: its condition, and the FROM clause over a log that this needs. */
  view: (Pick<SqlCondition, 'sql' | 'values'> & { from: (log: string) => string }) | undefined;
  /** What is older may lie in the archive; undefined: nothing does. */
  horizon: Date | undefined;
  sources: RecordSource[];
}

/**
 * The records of one source that a selection matches, in what of the log whoever asks just now may see.
 *
 * @returns undefined when nothing is included, so that nobody can match.
 */
export function selectionSql(selection: LogSelection, source: RecordSource): SqlCondition | undefined {
  const { includingActions, excludingActions = [] } = selection.dto;
  const anything = includingActions === undefined && selection.view !== undefined;
  if (!anything && !includingActions?.length) return undefined;
  const own = source.list.where ? `${source.list.where} AND ` : '';
  const having = havingSql(selection, source, includingActions ?? [], true);
  // Nothing is asked of the record but its id.
  const from = own || !source.list.base ? {} : { from: source.list.base };
  const including = { ...having, ...from, sql: `${own}${having.sql}` };
  if (excludingActions.length === 0) return including;
  const excluding = havingSql(selection, source, excludingActions, false);
  return {
    ...from,
    sql: `${including.sql} AND NOT (${excluding.sql})`,
    values: [...including.values, ...excluding.values],
  };
}

function havingSql(
  { dto, campaigns, mailings, urls, view, horizon }: LogSelection,
  source: RecordSource,
  actions: string[],
  included: boolean,
): SqlCondition {
  const id = source.list.columns['id']!.sql;
  const parts = ['l.target_type = ? AND l.target_id IS NOT NULL AND l.is_test = 0'];
  const values: unknown[] = [source.targetType];
  const among = (column: string, wanted: unknown[]) => {
    if (wanted.length === 0) return;
    parts.push(`${column} IN (${parameters(wanted.length)})`);
    values.push(...wanted);
  };
  among('l.action', actions);
  among('l.campaign_id', campaigns);
  among('l.mailing_id', mailings);
  if (!dto.includeBots) parts.push('l.is_bot = 0');
  if (dto.from) {
    parts.push('l.action_date >= ?');
    values.push(dto.from);
  }
  if (dto.to) {
    parts.push('l.action_date <= ?');
    values.push(dto.to);
  }
  const visible = visibleNow({ to: 'c' });
  if (visible.values.length) {
    parts.push(`l.campaign_id IN (SELECT c.id FROM {campaign} c WHERE ${visible.sql})`);
    values.push(...visible.values);
  }
  if (included && urls.length) {
    parts.push(`(l.action <> 'Clicked' OR l.tracking_url_id IN (${parameters(urls.length)}))`);
    values.push(...urls);
  }
  if (included && view) {
    parts.push(`(${view.sql})`);
    values.push(...view.values);
  }
  const from = included && view ? view.from : (log: string) => `{${log}} l`;
  // Of some campaigns the log's own index is the shorter way, of the whole log that of the record.
  const few = campaigns.length > 0 || mailings.length > 0 || (included && view !== undefined);
  const known = (log: string) =>
    few
      ? `${id} IN (
          SELECT l.target_id
          FROM ${from(log)}
          WHERE ${parts.join('\n            AND ')})`
      : `EXISTS (
          SELECT 1
          FROM ${from(log)}
          WHERE l.target_id = ${id}
            AND ${parts.join('\n            AND ')})`;
  const logs = logsSince(dto.from ? [dto.from] : [], horizon);
  return { sql: anyOf(logs.map(known)), values: logs.flatMap(() => values) };
}

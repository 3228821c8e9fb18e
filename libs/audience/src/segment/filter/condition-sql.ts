import { parameters } from '@facteur/platform';
import type { RecordSource } from '../../record-source/record-source.js';

/** A record whose related one matches; not correlated, so that the aliases of the two sources cannot meet. */
export function relatedSql(idColumn: string, { list }: RecordSource, condition: string): string {
  const where = list.where ? `${list.where} AND ` : '';
  return `${idColumn} IN (
    SELECT ${list.columns['id']!.sql}
    FROM ${list.from}
    WHERE ${where}(${condition}))`;
}

/**
 * A record that is on one of the lists. Takes the record's type, then the lists' public ids, and where opt-outs are
 * asked for whether it opted out.
 */
export function memberOfSql(recordId: string, lists: number, asksOptedOut: boolean): string {
  return `EXISTS (
    SELECT 1
    FROM {target_list_member} fm
    JOIN {target_list} ft ON ft.id = fm.list_id
    WHERE fm.target_type = ?
      AND fm.target_id = ${recordId}
      AND fm.listed = 1
      AND ft.public_id IN (${parameters(lists)})${asksOptedOut ? '\n      AND fm.opted_out = ?' : ''})`;
}

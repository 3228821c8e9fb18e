import type { SqlCondition } from '@facteur/platform';
import type { Person } from './personal-data.js';

/** Rows that belong to the person by address or by record; `1 = 0` where there is nothing to compare. */
export function rowsOf(
  person: Person,
  columns: { channel?: string; addressKey?: string; targetType?: string; targetId?: string },
): SqlCondition {
  const parts: string[] = [];
  const values: unknown[] = [];
  if (columns.addressKey)
    for (const { channel, key } of person.addresses) {
      parts.push(`(${columns.channel ? `${columns.channel} = ? AND ` : ''}${columns.addressKey} = ?)`);
      values.push(...(columns.channel ? [channel] : []), key);
    }
  if (columns.targetId)
    for (const { targetType, targetId } of person.records) {
      parts.push(`(${columns.targetType} = ? AND ${columns.targetId} = ?)`);
      values.push(targetType, targetId);
    }
  return { sql: parts.length ? `(${parts.join(' OR ')})` : '1 = 0', values };
}

import { createHash } from 'node:crypto';
import { InvalidInput } from '@facteur/platform';
import type { ImportField } from './record-importer.js';
import { tellsSubscriptions } from './subscription-status.js';

/** Which field each column fills; null: none. */
export type ColumnMapping = (string | null)[];

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Without case, accents, spaces and punctuation. */
export const plainName = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** What a head is remembered by. */
export const signatureOf = (head: string[]) =>
  createHash('sha256')
    .update(JSON.stringify(head.map(plainName)))
    .digest('hex');

/** By the names of the columns, and by what is in those that tell subscriptions; without a head, the column of addresses is found by what is in it. Pure. */
export function guessMapping(
  fields: readonly ImportField[],
  rows: string[][],
  hasHeader: boolean,
): ColumnMapping {
  const width = hasHeader ? (rows[0]?.length ?? 0) : Math.max(0, ...rows.map((row) => row.length));
  const taken = new Set<string>();
  const take = (name: string | undefined) => {
    if (name === undefined || taken.has(name)) return null;
    taken.add(name);
    return name;
  };
  const subscription = fields.find(({ tellsSubscription }) => tellsSubscription)?.name;
  const cellsOf = (index: number) => rows.slice(hasHeader ? 1 : 0).map((row) => row[index] ?? '');
  if (hasHeader)
    return Array.from({ length: width }, (_, index) => {
      if (subscription && !taken.has(subscription) && tellsSubscriptions(cellsOf(index)))
        return take(subscription);
      const name = plainName(rows[0]?.[index] ?? '');
      const readable = ({ reads }: ImportField) =>
        !reads || cellsOf(index).every((cell) => !cell.trim() || reads(cell));
      return take(
        fields.find(
          (field) =>
            [field.name, field.label, ...(field.aliases ?? [])].some((alias) => plainName(alias) === name) &&
            readable(field),
        )?.name,
      );
    });
  return Array.from({ length: width }, (_, index) => {
    const cells = rows.map((row) => (row[index] ?? '').trim()).filter(Boolean);
    const addresses = cells.filter((cell) => ADDRESS.test(cell)).length;
    return cells.length && addresses > cells.length / 2 ? take('emailAddress') : null;
  });
}

/**
 * A mapping as a person gives it: column -> field, columns by their head or their number from 0.
 *
 * @throws InvalidInput naming the column.
 */
export function readMapping(
  given: Record<string, unknown>,
  fields: readonly ImportField[],
  head: string[],
  width: number,
): ColumnMapping {
  const mapping: ColumnMapping = Array.from({ length: width }, () => null);
  for (const [column, field] of Object.entries(given)) {
    const byName = head.findIndex((name) => name.trim() === column.trim());
    const index = byName >= 0 ? byName : /^\d+$/.test(column) ? Number(column) : -1;
    if (index < 0 || index >= width)
      throw InvalidInput.of(`mapping.${column.slice(0, 60)}`, 'there is no such column in the file');
    if (field !== null && !fields.some(({ name }) => name === field))
      throw InvalidInput.of(
        `mapping.${column.slice(0, 60)}`,
        `must be one of ${fields.map(({ name }) => name).join(', ')}, or null`,
      );
    if (field !== null && mapping.includes(field as string))
      throw InvalidInput.of(`mapping.${column.slice(0, 60)}`, `${String(field)} is filled by another column`);
    mapping[index] = field as string | null;
  }
  return mapping;
}

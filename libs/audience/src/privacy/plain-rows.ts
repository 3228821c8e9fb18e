import { readDate } from '@facteur/platform';

const SQL_DATE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/;

/** Moments in ISO 8601 and flags as such, whichever way the database keeps them. Pure. */
export function plainRows(rows: object[], flags: readonly string[] = []): object[] {
  const value = (name: string, raw: unknown) => {
    if (flags.includes(name)) return raw == null ? null : Boolean(Number(raw));
    if (raw instanceof Date) return raw.toISOString();
    if (typeof raw === 'string' && SQL_DATE.test(raw)) return readDate(raw)!.toISOString();
    return raw;
  };
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, raw]) => [name, value(name, raw)])),
  );
}

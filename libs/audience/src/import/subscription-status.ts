import { type FieldFault, parseDate } from '@facteur/platform';
import { readFlag } from './read-flag.js';

/** What a column of another system says of an address. */
export interface SubscriptionStatus {
  optedOut: boolean;
  invalid: boolean;
}

const IN = new Set([
  'subscribed',
  'active',
  'confirmed',
  'enabled',
  'opted in',
  'opt in',
  'opt-in',
  'pending',
  'unconfirmed',
  'non-subscribed',
  'transactional',
  'abonné',
  'angemeldet',
]);
const OUT = new Set([
  'unsubscribed',
  'opted out',
  'opt out',
  'opt-out',
  'optout',
  'removed',
  'blocklisted',
  'blacklisted',
  'blocked',
  'suppressed',
  'complained',
  'complaint',
  'spam',
  'abuse',
  'archived',
  'désabonné',
  'désinscrit',
  'abgemeldet',
]);
const INVALID = new Set([
  'cleaned',
  'bounced',
  'bounce',
  'hard bounce',
  'hard bounced',
  'invalid',
  'undeliverable',
  'inactive',
  'ungültig',
]);

const wordOf = (text: string | undefined) => text?.trim().toLowerCase() ?? '';

/** The status of a subscription as the well-known systems write it into their exports; undefined for anything else. */
export function readSubscription(text: string | undefined): SubscriptionStatus | undefined {
  const word = wordOf(text);
  if (IN.has(word)) return { optedOut: false, invalid: false };
  if (OUT.has(word)) return { optedOut: true, invalid: false };
  return INVALID.has(word) ? { optedOut: false, invalid: true } : undefined;
}

/** Fields of a file in which marks of an address stand. */
export interface MarkFields {
  optedOut: string;
  invalid: string;
  status: string;
  date: string;
}

/** What of the marks in a row cannot be read. */
export function faultsOfMarks(values: Record<string, string>, fields: MarkFields): FieldFault[] {
  const faults: FieldFault[] = [];
  for (const field of [fields.optedOut, fields.invalid])
    if (values[field] && readFlag(values[field]) === undefined)
      faults.push({ field, reason: 'must be true or false (or yes, no, 1, 0)' });
  if (values[fields.status] && !readSubscription(values[fields.status]))
    faults.push({
      field: fields.status,
      reason:
        'must say subscribed, unsubscribed, cleaned or the like; map the column to null to leave it out',
    });
  if (values[fields.date] && !parseDate(values[fields.date]))
    faults.push({
      field: fields.date,
      reason: 'must be a date such as 2027-01-31 or 2027-01-31T09:00:00Z',
    });
  return faults;
}

/** The marks of a row; undefined where it has none. */
export function marksOf(
  values: Record<string, string>,
  fields: MarkFields,
): (SubscriptionStatus & { at: Date | undefined }) | undefined {
  const { [fields.optedOut]: optedOut, [fields.invalid]: invalid, [fields.status]: word } = values;
  if (!optedOut && !invalid && !word) return undefined;
  const status = readSubscription(word);
  return {
    optedOut: readFlag(optedOut) === true || status?.optedOut === true,
    invalid: readFlag(invalid) === true || status?.invalid === true,
    at: (values[fields.date] && parseDate(values[fields.date])) || undefined,
  };
}

/**
 * Whether a column tells subscriptions, by what is in it: nothing but such words, whatever its name is. Somebody who
 * moves in from another system must not write to those who left.
 */
export function tellsSubscriptions(cells: string[]): boolean {
  const filled = cells.map(wordOf).filter(Boolean);
  return (
    filled.length > 0 &&
    filled.every((word) => readSubscription(word) !== undefined) &&
    filled.some((word) =>
      /subscri|clean|bounc|opt|block|black|suppress|compl|abonn|inscrit|gemeldet/.test(word),
    )
  );
}

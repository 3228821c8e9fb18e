import { type FieldFault, parseDate } from '@facteur/platform';
import type { ConsentLevel } from '../consent/consent.js';
import type { ImportField, ImportRow, RecordImporter } from './record-importer.js';

const MOST_WORDS = 10_000;

const isDate = (cell: string) => parseDate(cell) !== undefined;

/** How people agreed to be on a list, as the exports of the well-known systems tell it. */
export const CONSENT_FIELDS: readonly ImportField[] = [
  {
    name: 'consentGivenAt',
    reads: isDate,
    label: 'Consent given at',
    aliases: [
      ...['opt-in time', 'opt-in date', 'consent date', 'consent time', 'subscribed at', 'subscribe date'],
      ...['subscription date', 'signup date', 'sign-up date', 'date d’inscription', 'anmeldedatum'],
    ],
  },
  {
    name: 'consentConfirmedAt',
    reads: isDate,
    label: 'Consent confirmed at',
    aliases: [
      ...['confirm time', 'confirmed at', 'confirmation date', 'confirmation time', 'double opt-in date'],
      ...['doi date', 'date de confirmation', 'bestätigt am'],
    ],
  },
  {
    name: 'consentSource',
    label: 'Consent source',
    aliases: ['opt-in source', 'signup source', 'sign-up source', 'subscribe source', 'consent method'],
  },
  {
    name: 'consentPage',
    label: 'Consent page',
    aliases: ['opt-in page', 'opt-in url', 'signup url', 'sign-up url', 'consent url'],
  },
  {
    name: 'consentText',
    label: 'Consent text',
    aliases: ['opt-in text', 'consent wording', 'texte du consentement', 'einwilligungstext'],
  },
];

const NAMES = new Set(CONSENT_FIELDS.map(({ name }) => name));
const MOST: Record<string, number> = { consentSource: 200, consentPage: 1_000, consentText: MOST_WORDS };

/** What a row says of how its person agreed. */
export interface RowConsent {
  level: ConsentLevel;
  /** Undefined where the row does not say. */
  at: Date | undefined;
  source: string | null;
  page: string | null;
  words: string | null;
}

/** What a row says of consent: nothing, that it was given, that it was confirmed, or both. Pure. */
export function consentsIn(values: Record<string, string>): RowConsent[] {
  if (![...NAMES].some((name) => values[name])) return [];
  const about = {
    source: values['consentSource'] ?? null,
    page: values['consentPage'] ?? null,
    words: values['consentText'] ?? null,
  };
  const { consentGivenAt, consentConfirmedAt } = values;
  const confirmed = consentConfirmedAt
    ? [{ ...about, level: 'Confirmed' as const, at: parseDate(consentConfirmedAt) }]
    : [];
  const given =
    consentGivenAt || !consentConfirmedAt
      ? [{ ...about, level: 'Given' as const, at: consentGivenAt ? parseDate(consentGivenAt) : undefined }]
      : [];
  return [...given, ...confirmed];
}

function faultsOfConsent(values: Record<string, string>, now: Date): FieldFault[] {
  const faults: FieldFault[] = [];
  for (const field of ['consentGivenAt', 'consentConfirmedAt']) {
    if (!values[field]) continue;
    const at = parseDate(values[field]);
    if (!at) faults.push({ field, reason: 'must be a date such as 2027-01-31 or 2027-01-31T09:00:00Z' });
    else if (at > now) faults.push({ field, reason: 'lies in the future' });
  }
  for (const [field, most] of Object.entries(MOST))
    if ((values[field]?.length ?? 0) > most)
      faults.push({ field, reason: `has more than ${most} characters` });
  return faults;
}

/** An importer of records whose files may tell of consent as well; what they tell is not for the records. */
export function withConsent(importer: RecordImporter, now: () => Date): RecordImporter {
  const own = (row: ImportRow): ImportRow => ({
    ...row,
    values: Object.fromEntries(Object.entries(row.values).filter(([name]) => !NAMES.has(name))),
  });
  return {
    fields: [...importer.fields, ...CONSENT_FIELDS],
    keyOf: (values) => importer.keyOf(values),
    addressOf: (values) => importer.addressOf?.(values),
    check: (values) => [
      ...importer.check(own({ line: 0, values }).values),
      ...faultsOfConsent(values, now()),
    ],
    verify: (rows) => importer.verify(rows.map(own)),
    write: (rows, options) => importer.write(rows.map(own), options),
    ...(importer.foresee ? { foresee: (rows, options) => importer.foresee!(rows.map(own), options) } : {}),
    ...(importer.unmake ? { unmake: (ids) => importer.unmake!(ids) } : {}),
  };
}

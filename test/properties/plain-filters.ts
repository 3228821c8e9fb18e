import fc from 'fast-check';

/*
 * Random records, random filters over them, and a plain evaluator that knows nothing of SQL.
 */

interface Activity {
  action: string;
  campaign: number;
  daysAgo: number;
  isBot: boolean;
}

export interface Person {
  id: string;
  firstName: string | null;
  title: string | null;
  addressCity: string | null;
  createdDaysAgo: number;
  account: { id: string; industry: string | null } | null;
  lists: { list: number; optedOut: boolean }[];
  activities: Activity[];
}

interface Comparison {
  field: string;
  operator: string;
  value?: string | number | string[];
}

/** A filter as the API takes it, but for lists and campaigns, which are numbers here. */
export type Filter =
  | { all: Filter[] }
  | { any: Filter[] }
  | { not: Filter }
  | { related: string; matches: Comparison }
  | { memberOf: { targetListIds: number[]; optedOut?: boolean } }
  | {
      activity: {
        action: string;
        campaignIds?: number[];
        lastDays?: number;
        olderThanDays?: number;
        includeBots?: boolean;
        atLeast?: number;
      };
    }
  | Comparison;

const WORDS = [
  'Ada',
  'ada',
  'ADA',
  'Ádá',
  'a%a',
  'a_a',
  'a!a',
  'Bob',
  '',
  'Lyon',
  'lyon ',
  "O'Hara",
  'İ',
  'ß',
];
export const DAY = 86_400_000;
export const PEOPLE = 60;
export const LISTS = 3;
export const CAMPAIGNS = 3;

const word = fc.constantFrom(...WORDS);
export const maybe = fc.option(word, { nil: null });
const days = fc.integer({ min: 0, max: 20 });

export const person = (accounts: Person['account'][]) =>
  fc.record({
    firstName: maybe,
    title: maybe,
    addressCity: maybe,
    createdDaysAgo: days,
    account: fc.constantFrom(...accounts, null),
    lists: fc.uniqueArray(fc.record({ list: fc.nat(LISTS - 1), optedOut: fc.boolean() }), {
      selector: (one) => one.list,
      maxLength: LISTS,
    }),
    activities: fc.array(
      fc.record({
        action: fc.constantFrom('Sent', 'Opened', 'Clicked'),
        campaign: fc.nat(CAMPAIGNS - 1),
        daysAgo: days,
        isBot: fc.boolean(),
      }),
      { maxLength: 6 },
    ),
  });

const TEXTS = ['firstName', 'title', 'addressCity', 'account.industry'];

const leaf = fc.oneof(
  fc.record({
    field: fc.constantFrom(...TEXTS),
    operator: fc.constantFrom('is', 'isNot', 'contains', 'doesNotContain', 'startsWith', 'endsWith'),
    value: word,
  }),
  fc.record({
    field: fc.constantFrom(...TEXTS),
    operator: fc.constantFrom('in', 'notIn'),
    value: fc.array(word, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ field: fc.constantFrom(...TEXTS), operator: fc.constantFrom('isEmpty', 'isNotEmpty') }),
  fc.record({
    field: fc.constant('createdAt'),
    operator: fc.constantFrom('lastDays', 'olderThanDays'),
    value: days,
  }),
  fc.record({
    memberOf: fc.record(
      {
        targetListIds: fc.uniqueArray(fc.nat(LISTS - 1), { minLength: 1, maxLength: 2 }),
        optedOut: fc.boolean(),
      },
      { requiredKeys: ['targetListIds'] },
    ),
  }),
  fc.record({
    activity: fc.record(
      {
        action: fc.constantFrom('Sent', 'Opened', 'Clicked'),
        campaignIds: fc.uniqueArray(fc.nat(CAMPAIGNS - 1), { minLength: 1, maxLength: 2 }),
        lastDays: days,
        olderThanDays: days,
        includeBots: fc.boolean(),
        atLeast: fc.integer({ min: 1, max: 3 }),
      },
      { requiredKeys: ['action'] },
    ),
  }),
);

export const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'filter' },
    leaf,
    fc.record({ all: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ not: tie('filter') }),
    fc.record({
      related: fc.constant('account'),
      matches: fc.record({
        field: fc.constant('industry'),
        operator: fc.constantFrom('is', 'isNot', 'contains'),
        value: word,
      }),
    }),
  ),
}));

function textMatches(value: string | null, { operator, value: wanted = '' }: Comparison): boolean {
  const words = Array.isArray(wanted) ? wanted : [String(wanted)];
  const low = value?.toLowerCase() ?? null;
  const has = (test: (text: string, part: string) => boolean) =>
    low !== null && test(low, words[0]!.toLowerCase());
  switch (operator) {
    case 'is':
      return has((a, b) => a === b);
    case 'isNot':
      return !has((a, b) => a === b);
    case 'contains':
      return has((a, b) => a.includes(b));
    case 'doesNotContain':
      return !has((a, b) => a.includes(b));
    case 'startsWith':
      return has((a, b) => a.startsWith(b));
    case 'endsWith':
      return has((a, b) => a.endsWith(b));
    case 'in':
      return words.some((one) => low === one.toLowerCase());
    case 'notIn':
      return !words.some((one) => low === one.toLowerCase());
    case 'isEmpty':
      return value === null || value === '';
    default:
      return !(value === null || value === '');
  }
}

export function matches(node: Filter, one: Person): boolean {
  if ('all' in node) return node.all.every((child) => matches(child, one));
  if ('any' in node) return node.any.some((child) => matches(child, one));
  if ('not' in node) return !matches(node.not, one);
  if ('related' in node) return one.account !== null && textMatches(one.account.industry, node.matches);
  if ('memberOf' in node) {
    const { targetListIds, optedOut } = node.memberOf;
    return one.lists.some(
      (member) =>
        targetListIds.includes(member.list) && (optedOut === undefined || member.optedOut === optedOut),
    );
  }
  if ('activity' in node) {
    const { action, campaignIds, lastDays, olderThanDays, includeBots = false, atLeast = 1 } = node.activity;
    const found = one.activities.filter(
      (activity) =>
        activity.action === action &&
        (includeBots || !activity.isBot) &&
        (campaignIds === undefined || campaignIds.includes(activity.campaign)) &&
        (lastDays === undefined || activity.daysAgo <= lastDays) &&
        (olderThanDays === undefined || activity.daysAgo > olderThanDays),
    );
    return found.length >= atLeast;
  }
  switch (node.field) {
    case 'createdAt': {
      const within = one.createdDaysAgo <= Number(node.value);
      return node.operator === 'lastDays' ? within : !within;
    }
    case 'account.industry':
      return one.account !== null && textMatches(one.account.industry, node);
    default:
      return textMatches(one[node.field as 'firstName' | 'title' | 'addressCity'], node);
  }
}

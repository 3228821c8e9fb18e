import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SegmentFilters } from '@facteur/audience';
import { parameterRows } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

/**
 * Random filters over random records: SQL must give the same rows as the plain evaluator below, which knows
 * nothing of SQL.
 */
interface Activity {
  action: string;
  campaign: number;
  daysAgo: number;
  isBot: boolean;
}

interface Person {
  id: string;
  firstName: string | null;
  title: string | null;
  addressCity: string | null;
  createdDaysAgo: number;
  account: { id: string; industry: string | null } | null;
  lists: { list: number; optedOut: boolean }[];
  activities: Activity[];
}

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
const DAY = 86_400_000;
const PEOPLE = 60;
const LISTS = 3;
const CAMPAIGNS = 3;

const word = fc.constantFrom(...WORDS);
const maybe = fc.option(word, { nil: null });
const days = fc.integer({ min: 0, max: 20 });

const person = (accounts: Person['account'][]) =>
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

const { filter } = fc.letrec<{ filter: any }>((tie) => ({
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

function textMatches(value: string | null, operator: string, wanted: any): boolean {
  const low = value?.toLowerCase() ?? null;
  const has = (test: (text: string, part: string) => boolean) =>
    low !== null && test(low, String(wanted).toLowerCase());
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
      return wanted.some((one: string) => low === one.toLowerCase());
    case 'notIn':
      return !wanted.some((one: string) => low === one.toLowerCase());
    case 'isEmpty':
      return value === null || value === '';
    default:
      return !(value === null || value === '');
  }
}

function matches(node: any, one: Person): boolean {
  if (node.all) return node.all.every((child: any) => matches(child, one));
  if (node.any) return node.any.some((child: any) => matches(child, one));
  if (node.not) return !matches(node.not, one);
  if (node.related)
    return (
      one.account !== null && textMatches(one.account.industry, node.matches.operator, node.matches.value)
    );
  if (node.memberOf) {
    const { targetListIds, optedOut } = node.memberOf;
    return one.lists.some(
      (member) =>
        targetListIds.includes(member.list) && (optedOut === undefined || member.optedOut === optedOut),
    );
  }
  if (node.activity) {
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
  if (node.field === 'createdAt')
    return node.operator === 'lastDays' ? one.createdDaysAgo <= node.value : one.createdDaysAgo > node.value;
  if (node.field === 'account.industry')
    return one.account !== null && textMatches(one.account.industry, node.operator, node.value);
  return textMatches((one as any)[node.field], node.operator, node.value);
}

onBothDatabases('random filters', (kind) => {
  let app: TestApp;
  let people: Person[];
  const listIds: string[] = [];
  const campaignIds: string[] = [];

  beforeAll(async () => {
    app = await TestApp.start(kind);
    for (let i = 0; i < LISTS; i++) listIds.push((await app.list(`list ${i}`)).id);
    for (let i = 0; i < CAMPAIGNS; i++) campaignIds.push((await app.campaign({ name: `C${i}` })).id);
    const accounts = fc
      .sample(fc.record({ industry: maybe }), { numRuns: 6, seed: 1 })
      .map((one, index) => ({ id: `acc${index}`, ...one }));
    people = fc
      .sample(person(accounts), { numRuns: PEOPLE, seed: 2 })
      .map((one, index) => ({ id: `per${index}`, ...one }));
    await fill(accounts);
  });

  afterAll(() => app?.stop());

  async function insert(table: string, columns: string[], rows: unknown[][]): Promise<void> {
    if (rows.length)
      await app.database.execute(
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${parameterRows(rows.length, columns.length)}`,
        rows.flat(),
      );
  }

  async function fill(accounts: { id: string; industry: string | null }[]): Promise<void> {
    const now = app.clock.now();
    const ago = (number: number) => new Date(now.getTime() - number * DAY);
    const keyOf = async (table: string, id: string) =>
      (await app.database.query<{ id: number }>(`SELECT id FROM ${table} WHERE public_id = ?`, [id]))[0]!.id;
    const lists = await Promise.all(listIds.map((id) => keyOf('target_list', id)));
    const campaigns = await Promise.all(campaignIds.map((id) => keyOf('campaign', id)));
    await insert(
      'crm_account',
      ['id', 'public_id', 'created_at', 'modified_at', 'name', 'industry'],
      accounts.map((one, index) => [index + 1, one.id, now, now, one.id, one.industry]),
    );
    await insert(
      'crm_contact',
      [
        'public_id',
        'created_at',
        'modified_at',
        'first_name',
        'last_name',
        'title',
        'address_city',
        'account_id',
      ],
      people.map((one) => [
        one.id,
        ago(one.createdDaysAgo),
        now,
        one.firstName,
        'X',
        one.title,
        one.addressCity,
        one.account ? accounts.findIndex(({ id }) => id === one.account!.id) + 1 : null,
      ]),
    );
    await insert(
      'target_list_member',
      ['list_id', 'target_type', 'target_id', 'opted_out', 'created_at'],
      people.flatMap((one) =>
        one.lists.map(({ list, optedOut }) => [lists[list], 'Contact', one.id, optedOut, now]),
      ),
    );
    await insert(
      'campaign_log_record',
      ['campaign_id', 'action', 'action_date', 'target_type', 'target_id', 'is_bot'],
      people.flatMap((one) =>
        one.activities.map(({ campaign, action, daysAgo, isBot }) => [
          campaigns[campaign],
          action,
          ago(daysAgo),
          'Contact',
          one.id,
          isBot,
        ]),
      ),
    );
  }

  /** Numbers of lists and campaigns become the ids that the API knows. */
  function withIds(node: any): any {
    if (Array.isArray(node)) return node.map(withIds);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([name, value]: [string, any]) => [
        name,
        name === 'targetListIds'
          ? value.map((index: number) => listIds[index])
          : name === 'campaignIds'
            ? value.map((index: number) => campaignIds[index])
            : withIds(value),
      ]),
    );
  }

  it('give the same rows through SQL as through a plain evaluator', async () => {
    const filters = app.nest.get(SegmentFilters);
    const seen = { some: 0, none: 0, all: 0 };
    await fc.assert(
      fc.asyncProperty(filter, async (random) => {
        const { source, condition } = await filters.compile('Contact', withIds(random));
        const rows = await app.database.query<{ id: string }>(
          `SELECT r.public_id AS id FROM ${source.list.from} WHERE ${condition.sql}`,
          condition.values,
        );
        const expected = people.filter((one) => matches(random, one)).map(({ id }) => id);
        expect(rows.map(({ id }) => id).sort()).toEqual(expected.sort());
        seen[expected.length === 0 ? 'none' : expected.length === PEOPLE ? 'all' : 'some'] += 1;
      }),
      { numRuns: 400 },
    );
    // The filters must tell people apart, or the test tells nothing.
    expect(seen.some).toBeGreaterThan(100);
  });
});

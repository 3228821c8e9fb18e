import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SegmentFilters } from '@facteur/audience';
import { parameterRows } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';
import {
  CAMPAIGNS,
  DAY,
  filter,
  type Filter,
  LISTS,
  matches,
  maybe,
  PEOPLE,
  type Person,
  person,
} from './plain-filters.js';

/** SQL must give the same rows as the plain evaluator. */
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
  const withIds = (filter: Filter) =>
    JSON.parse(JSON.stringify(filter), (name, value: unknown) => {
      const ids = { targetListIds: listIds, campaignIds }[name];
      return ids ? (value as number[]).map((index) => ids[index]) : value;
    }) as Record<string, unknown>;

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

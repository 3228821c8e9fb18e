import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { StatisticsCheck } from '@facteur/campaigns';
import { Database } from '@facteur/platform';
import { makeHistory } from '@facteur/server';
import { seedContacts } from '../support/seed.js';
import { TestApp } from '../support/test-app.js';

/** What analysts ask, as MariaDB plans it: the log and the counters are never read whole. */
interface Step {
  table: string | null;
  type: string | null;
  key: string | null;
  rows: number;
}

let app: TestApp;
let campaigns: string[];
const statements = new Map<string, { sql: string; values: unknown[] }[]>();

beforeAll(async () => {
  app = await TestApp.start('MariaDB');
  await seedContacts(app.database, 'a', 8_000);
  await seedContacts(app.database, 'b', 4_000, 'leads.example', 'crm_lead');
  campaigns = await makeHistory(app.database, app.nest.get(StatisticsCheck), {
    campaigns: 8,
    now: app.clock.now(),
    share: 40,
  });
  await app.database.query(
    'ANALYZE TABLE campaign_log_record, campaign_counter, campaign_breakdown, queue_item, crm_contact, crm_lead, crm_address',
  );
  const [id] = campaigns;
  const list = await app.list('fed');
  const segment = await app.make('/segments', {
    name: 'S',
    targetType: 'Contact',
    filter: {
      all: [
        { activity: { action: 'Clicked', campaignIds: campaigns.slice(0, 2) } },
        { not: { activity: { action: 'Opted Out' } } },
      ],
    },
    targetListIds: [list.id],
    syncMode: 'Add and Remove',
  });
  await record('statistics', () => app.get(`/campaigns/${id}/statistics`));
  await record('timeline', () => app.get(`/campaigns/${id}/timeline?interval=hour`));
  await record('breakdown', () => app.get(`/campaigns/${id}/breakdown?by=domain`));
  await record('comparison', () => app.get(`/campaigns/compare?ids=${campaigns.slice(0, 3).join(',')}`));
  await record('list from the log', () =>
    app.make('/target-lists/from-log', {
      name: 'L',
      campaignIds: campaigns.slice(0, 2),
      includingActions: ['Clicked'],
      excludingActions: ['Opted Out'],
    }),
  );
  await record('segment', async () => {
    await app.post(`/segments/${segment.id}/sync`);
    await app.post(`/segments/${segment.id}/sync`);
  });
  await record('export of a part of the log', () =>
    app.get(`/campaign-log-records/export?filter.campaignId=${id}&filter.action=Clicked`),
  );
  await record('one person', () => app.post('/privacy/export', { address: 'a1@load.example' }));
}, 120_000);

afterAll(() => app?.stop());

async function record(name: string, work: () => Promise<unknown>): Promise<void> {
  const seen = new Map<string, { sql: string; values: unknown[] }>();
  const door = app.database as unknown as Record<string, unknown>;
  for (const method of ['query', 'execute'] as const) {
    const original = Database.prototype[method] as (sql: string, values?: unknown[]) => Promise<unknown>;
    door[method] = (sql: string, values: unknown[] = []) => {
      if (/^\s*(SELECT|UPDATE|INSERT|DELETE)/.test(sql)) seen.set(sql, { sql, values });
      return original.call(app.database, sql, values);
    };
  }
  await work();
  delete door['query'];
  delete door['execute'];
  statements.set(name, [...seen.values()]);
}

const explain = (sql: string, values: unknown[]) => app.database.query<Step>(`EXPLAIN ${sql}`, values);

it.each([
  'statistics',
  'timeline',
  'breakdown',
  'comparison',
  'list from the log',
  'segment',
  'export of a part of the log',
  'one person',
])('%s: no table that grows is read whole', async (name) => {
  const tables =
    /^(l|la|k|x|q|m|t|s|o|campaign_log_record|campaign_counter|campaign_breakdown|queue_item|target_list_member|segment_member)$/;
  const scans: string[] = [];
  let steps = 0;
  for (const { sql, values } of statements.get(name)!) {
    if (/^\s*INSERT[\s\S]*VALUES/.test(sql)) continue;
    for (const { table, type, rows } of await explain(sql, values)) {
      steps += 1;
      if (type === 'ALL' && tables.test(table ?? '') && Number(rows) > 1_000) scans.push(`${table}: ${sql}`);
    }
  }
  expect(steps).toBeGreaterThan(0);
  expect(scans).toEqual([]);
});

it('the numbers of a campaign are read by key, and not from the log', async () => {
  for (const name of ['statistics', 'timeline', 'breakdown', 'comparison'])
    for (const { sql, values } of statements.get(name)!) {
      expect(sql).not.toContain('campaign_log_record');
      for (const step of await explain(sql, values))
        if (/^(k|campaign_counter|campaign_breakdown)$/.test(step.table ?? ''))
          expect(step.key).toBe('PRIMARY');
    }
});

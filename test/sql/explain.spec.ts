import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Database } from '@facteur/platform';
import { seedContacts } from '../support/seed.js';
import { TestApp } from '../support/test-app.js';

/**
 * The hot statements as MariaDB plans them: each is caught on its way to the database while the engine does
 * its work, and explained. A full scan of a table that grows with the lists is a failure.
 */
const GROWING = [
  'queue_item',
  'campaign_log_record',
  'target_list_member',
  'crm_address',
  'crm_contact',
  'address_status',
  'barred_address',
];
let app: TestApp;
const statements = new Map<string, unknown[]>();

beforeAll(async () => {
  app = await TestApp.start('MariaDB');
  await seedContacts(app.database, 'e', 20_000);
  const { list: excluding } = await app.listOf(2, 'x');
  const list = await app.list('all');
  await app.make(`/target-lists/${list.id}/members`, {
    targetType: 'Contact',
    filter: { lastName: '$ilike:load' },
  });
  const campaign = await app.campaign();
  await app.patch('/settings/outbound-email', { maxPerBatch: 400, maxPerHour: 100_000 });
  await app.database.query('ANALYZE TABLE target_list_member, crm_contact, crm_address');
  const mailing = await app.mailing([list.id], {
    campaignId: campaign.id,
    excludingTargetListIds: [excluding.id],
  });
  await app.run();
  await app.database.query('ANALYZE TABLE queue_item, campaign_log_record');
  record();
  await app.run();
  await app.visit(
    /https:\/\/[^\s]+\/u\/\w+/.exec((await app.smtp.parsed(app.smtp.messages[0]!.to)).text!)![0],
    { method: 'POST', body: '' },
  );
  await app.get(`/mass-emails/${mailing.id}/progress`);
  await app.statistics(campaign.id);
  await app.log(campaign, '&filter.action=Sent&limit=20');
}, 120_000);

afterAll(() => app.stop());

/** Notes every statement that passes the one door from now on. */
function record(): void {
  for (const name of ['query', 'execute'] as const) {
    const original = app.database[name].bind(app.database) as (
      sql: string,
      values?: unknown[],
    ) => Promise<never>;
    (app.database as unknown as Record<string, unknown>)[name] = (sql: string, values: unknown[] = []) => {
      if (/^\s*(SELECT|UPDATE|INSERT|DELETE)/.test(sql) && !statements.has(sql)) statements.set(sql, values);
      return original(sql, values);
    };
  }
}

const explain = async (sql: string, values: unknown[]) =>
  Database.prototype.query.call(app.database, `EXPLAIN ${sql}`, values) as Promise<
    { table: string | null; type: string | null; key: string | null; rows: number; Extra: string }[]
  >;

it('no statement of sending, tracking, progress and statistics reads a growing table without an index', async () => {
  const aliases: Record<string, string> = {
    q: 'queue_item',
    l: 'campaign_log_record',
    m: 'target_list_member',
    a: 'crm_address',
    r: 'crm_contact',
    s: 'address_status',
  };
  const scans: string[] = [];
  let explained = 0;
  for (const [sql, values] of statements) {
    if (/INTO (setting|scheduled_job|provider_reference|sender)/.test(sql)) continue;
    for (const step of await explain(sql, values)) {
      explained += 1;
      const table = aliases[step.table ?? ''] ?? step.table ?? '';
      const reading = !/^\s*INSERT[\s\S]*VALUES/.test(sql);
      if (reading && step.type === 'ALL' && GROWING.includes(table) && Number(step.rows) > 1_000)
        scans.push(`${table} in ${sql}`);
    }
  }
  expect(explained).toBeGreaterThan(20);
  expect(scans).toEqual([]);
});

it('a claim walks ix_queue_claim, and the last look finds its items by key', async () => {
  const find = (part: string) => [...statements].find(([sql]) => sql.includes(part))!;
  const [claim, claimValues] = find('ORDER BY next_attempt_at, id LIMIT');
  expect((await explain(claim, claimValues))[0]!.key).toBe('ix_queue_claim');
  const [mark, markValues] = find(`SET status = 'Sending'`);
  expect((await explain(mark, markValues)).find((step) => step.table === 'queue_item')!.key).toMatch(
    /^(PRIMARY|ix_queue_claimed)$/,
  );
});

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Database } from '@facteur/platform';
import { InboundMail } from '@facteur/mailboxes';
import { report, returnedHeaders } from '../support/reports.js';
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
  'delivery_report',
  'inbound_message',
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
  await growReports();
  record();
  await app.run();
  await app.visit(await app.link(app.smtp.messages[0]!.to, 'optOut'), { method: 'POST', body: '' });
  await app.get(`/mass-emails/${mailing.id}/progress`);
  await app.statistics(campaign.id);
  await app.log(campaign, '&filter.action=Sent&limit=20');
  await takeInBounces(mailing);
}, 120_000);

afterAll(() => app.stop());

/** Tables of what came back, as long as the queue. */
async function growReports(): Promise<void> {
  const now = app.clock.now();
  await app.database.execute(
    `INSERT INTO delivery_report (public_id, created_at, modified_at, channel, address, address_key, queue_item_id, kind, status, reason,
       effect, source, reported_at)
     SELECT CONCAT('r', id), ?, ?, 'email', address, address_key, id, 'soft', '4.2.2', 'mailboxfull', 'counted', 'mailbox', ? FROM queue_item`,
    [now, now, now],
  );
  await app.database.execute(
    `INSERT INTO inbound_message (public_id, created_at, modified_at, channel, source, fingerprint, kind, status, size, raw_until)
     SELECT CONCAT('i', id), ?, ?, 'email', 'mailbox', CONCAT('f', id), 'bounce', 'Handled', 1, ? FROM queue_item`,
    [now, now, new Date(now.getTime() + 86_400_000)],
  );
  await app.database.query('ANALYZE TABLE delivery_report, inbound_message, queue_item');
}

/** What comes back, on tables that are long already: tied by its mark, and by its address. */
async function takeInBounces(mailing: { id: string }): Promise<void> {
  const now = app.clock.now();
  const items = (await app.items(mailing, '&filter.status=Sent')).slice(0, 2);
  const place = { mailboxId: 1, folder: 'INBOX', uidValidity: '1' };
  for (const [index, item] of items.entries()) {
    const returned = index === 0 ? { returned: returnedHeaders(item.id) } : {};
    const failure = { recipient: item.address, status: '5.2.2', diagnostic: '552 5.2.2 mailbox full' };
    const raw = Buffer.from(report({ ...failure, ...returned }));
    const mail = { place: { ...place, uid: index + 1 }, raw, size: raw.length, receivedAt: now };
    await app.nest.get(InboundMail).receive({ ...mail, handledAction: 'Mark Read' });
  }
  await app.runJob('CheckGroupMailboxes');
}

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
    i: 'queue_item',
    l: 'campaign_log_record',
    m: 'target_list_member',
    a: 'crm_address',
    r: 'crm_contact',
    s: 'address_status',
    b: 'crm_address',
    o: 'target_list_member',
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

/** The statement with some words in it, however its lines are broken. */
const find = (part: string) => [...statements].find(([sql]) => sql.replace(/\s+/g, ' ').includes(part))!;

it('a claim walks ix_queue_claim, and the last look finds its items by key', async () => {
  const [claim, claimValues] = find('ORDER BY next_attempt_at, id LIMIT');
  expect((await explain(claim, claimValues))[0]!.key).toBe('ix_queue_claim');
  const [mark, markValues] = find(`SET status = 'Sending'`);
  expect((await explain(mark, markValues)).find((step) => step.table === 'queue_item')!.key).toMatch(
    /^(PRIMARY|ix_queue_claimed)$/,
  );
});

it.each([
  ['the item of an address', 'WHERE i.address_key IN', /ix_queue_address/],
  ['the reports of an item', 'FROM delivery_report WHERE queue_item_id', /ix_report_item/],
  ['the soft bounces of an address', "kind = 'soft'", /ix_report_address/],
  ['a message that was read before', 'WHERE fingerprint', /ux_inbound_fingerprint/],
  ['what has been kept for long enough', 'raw_until <', /ix_inbound_raw/],
])('%s is found by its index', async (_what, part, key) => {
  const [sql, values] = find(part);
  expect((await explain(sql, values)).map((step) => step.key ?? '').join(' ')).toMatch(key);
});

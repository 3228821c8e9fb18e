import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CleanUp } from '@facteur/dispatch';
import { ArchiveHorizon } from '@facteur/campaigns';
import { Database, withPrefix } from '@facteur/platform';
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
  await growOldMailings();
  record();
  await app.run();
  await app.visit(await app.link(app.smtp.messages[0]!.to, 'optOut'), { method: 'POST', body: '' });
  await app.get(`/mass-emails/${mailing.id}/progress`);
  await app.statistics(campaign.id);
  await app.log(campaign, '&filter.action=Sent&limit=20');
  await takeInBounces(mailing);
  await archiveWhatIsDue();
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

const FAILURES = [
  { status: '5.2.2', diagnostic: '552 5.2.2 mailbox full' },
  { status: '5.1.1', diagnostic: '550 5.1.1 no such user' },
  { status: '5.7.1', diagnostic: '550 5.7.1 spam' },
];

/** What comes back, on tables that are long already: tied by its mark, and by its address. */
async function takeInBounces(mailing: { id: string }): Promise<void> {
  const now = app.clock.now();
  const items = (await app.items(mailing, '&filter.status=Sent')).slice(0, 20);
  const place = { mailboxId: 1, folder: 'INBOX', uidValidity: '1' };
  const mails = items.map((item, index) => {
    const returned = index % 2 === 0 ? { returned: returnedHeaders(item.id) } : {};
    const failure = FAILURES[index % FAILURES.length]!;
    const raw = Buffer.from(report({ recipient: item.address, ...failure, ...returned }));
    return {
      place: { ...place, uid: index + 1 },
      raw,
      size: raw.length,
      receivedAt: now,
      handledAction: 'Mark Read',
    };
  });
  const inbound = app.nest.get(InboundMail);
  expect(await inbound.receiveAll(mails)).toEqual(items.map(() => 'bounce'));
  expect(await inbound.receiveAll(mails)).toEqual(items.map(() => 'known'));
  await app.runJob('CheckGroupMailboxes');
}

/** Two of long ago, of which one is not due yet, and a little in the log that happened lately. */
async function growOldMailings(): Promise<void> {
  const ended = new Date('2020-01-01');
  for (const [id, completed] of [
    [900, ended],
    [901, new Date('2022-01-01')],
  ] as const) {
    await app.database.execute(
      `INSERT INTO mailing (id, public_id, created_at, modified_at, channel, name, status, completed_at)
       VALUES (?, ?, ?, ?, 'email', 'M', 'Complete', ?)`,
      [id, `old${id}`, ended, ended, completed],
    );
    await app.database.execute(
      `INSERT INTO queue_item (mailing_id, channel, target_type, target_id, address, address_key, status, next_attempt_at, sent_at, created_at)
       SELECT ?, 'email', 'Contact', target_id, address, address_key, 'Sent', ?, ?, ? FROM crm_address LIMIT 2000`,
      [id, ended, ended, ended],
    );
  }
  for (const action of ['Sent', 'Opened', 'Clicked', 'Replied'])
    await app.database.execute(
      `INSERT INTO campaign_log_record (campaign_id, mailing_id, queue_item_id, action, action_date, is_test, dedupe_key)
       SELECT c.id, q.mailing_id, q.id, '${action}', ?, 0, CONCAT(q.id, ':${action}:')
       FROM queue_item q JOIN campaign c WHERE q.mailing_id >= 900`,
      [ended],
    );
  await app.database.query('ANALYZE TABLE queue_item, campaign_log_record');
}

async function archiveWhatIsDue(): Promise<void> {
  await app.nest.get(ArchiveHorizon).advance(new Date('2021-01-01'));
  app.clock.advance(3_600_000);
  expect((await app.nest.get(CleanUp).run()).items).toBe(2_000);
}

/** Notes every statement that passes the one door from now on. */
function record(): void {
  for (const name of ['query', 'execute'] as const) {
    const original = app.database[name].bind(app.database) as (
      sql: string,
      values?: unknown[],
    ) => Promise<never>;
    (app.database as unknown as Record<string, unknown>)[name] = (text: string, values: unknown[] = []) => {
      const sql = withPrefix(text, '');
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
  ['an old item with the last of its log', 'COALESCE(l.action_date', / ix_log_item$/],
  ['what has been kept for long enough', 'raw_until <', /ix_inbound_raw/],
])('%s is found by its index', async (_what, part, key) => {
  const [sql, values] = find(part);
  expect((await explain(sql, values)).map((step) => step.key ?? '').join(' ')).toMatch(key);
});

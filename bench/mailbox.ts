import { CampaignService, LinkSigner } from '@facteur/campaigns';
import { GroupMailboxService, MailboxChecker } from '@facteur/mailboxes';
import { ImapFlow } from 'imapflow';
import { Dovecot, MariaDb, openFacteur, report, returnedHeaders, seconds, table } from './support.js';

/**
 * Reading a mailbox of 5,000 bounces and one of 50,000, each tied to its queue item, with log, counters and
 * addresses, from a real Dovecot; beside fetching the same messages and doing nothing with them. The process
 * must not grow with the mailbox.
 */
const SIZES = process.argv.slice(2).map(Number);
if (SIZES.length === 0) SIZES.push(5_000, 50_000);

const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);

async function watched(work: () => Promise<unknown>) {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
  const time = await seconds(work);
  clearInterval(watch);
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return { time, grown: megabytes(peak - before), kept: megabytes(heapUsed + external) };
}

async function fetchAll(port: number, user: string): Promise<void> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: 'secret' },
    logger: false,
  });
  await client.connect();
  const lock = await client.getMailboxLock('INBOX');
  for await (const { source } of client.fetch('1:*', { uid: true, source: true })) void source;
  lock.release();
  await client.logout();
}

async function measure(server: MariaDb | undefined, dovecot: Dovecot, size: number) {
  const { app, database, close } = await openFacteur(server, 'smtp://127.0.0.1:1');
  const signer = app.get(LinkSigner);
  const campaign = await app.get(CampaignService).create({ name: 'C', status: 'Active' });
  const [{ id: campaignId }] = (await database.query<{ id: number }>(
    'SELECT id FROM campaign WHERE public_id = ?',
    [campaign.id],
  )) as [{ id: number }];
  const now = new Date();
  await database.execute(
    `INSERT INTO mailing (public_id, created_at, modified_at, channel, name, status, campaign_id) VALUES ('bench', ?, ?, 'email', 'M', 'Complete', ?)`,
    [now, now, campaignId],
  );
  const user = `box${size}${server ? 'm' : 's'}`;
  for (let from = 1; from <= size; from += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, size - from + 1) }, (_, i) => from + i);
    await database.execute(
      `INSERT INTO queue_item (id, mailing_id, channel, address, address_key, status, next_attempt_at, sent_at, created_at) VALUES ${rows.map(() => `(?, 1, 'email', ?, ?, 'Sent', ?, ?, ?)`).join(', ')}`,
      rows.flatMap((id) => [id, `u${id}@x.example`, `u${id}@x.example`, now, now, now]),
    );
    for (const id of rows) {
      const returned = [...returnedHeaders(signer.itemId(id)), `X-Filler: ${'x'.repeat(900)}`];
      dovecot.deliver(user, report({ recipient: `u${id}@x.example`, returned }));
    }
  }
  const mailboxes = app.get(GroupMailboxService);
  const made = await mailboxes.create({
    name: 'bench',
    host: '127.0.0.1',
    port: dovecot.port,
    security: 'None',
    username: user,
    password: 'secret',
  });
  const box = await mailboxes.store.get(made.id);
  const bare = await watched(() => fetchAll(dovecot.port, user));
  let result: unknown;
  const read = await watched(async () => {
    result = await app.get(MailboxChecker).check(box);
  });
  const [{ total }] = (await database.query<{ total: number }>(
    `SELECT COUNT(*) AS total FROM campaign_log_record WHERE action = 'Bounced'`,
  )) as [{ total: number }];
  await close();
  if (Number(total) !== size)
    throw new Error(`${total} of ${size} bounces were logged: ${JSON.stringify(result)}`);
  return {
    database: server ? 'MariaDB' : 'SQLite',
    messages: size,
    'read and handled, s': read.time.toFixed(1),
    'messages/s': Math.round(size / read.time),
    'grown by, MB': read.grown,
    'heap afterwards, MB': read.kept,
    'fetching alone, s': bare.time.toFixed(1),
    'fetching alone, messages/s': Math.round(size / bare.time),
  };
}

const dovecot = await Dovecot.start();
const server = await MariaDb.start();
const rows = [];
for (const size of SIZES) {
  rows.push(await measure(undefined, dovecot, size));
  rows.push(await measure(server, dovecot, size));
}
table('A mailbox of bounces: fetched in ranges, read, tied, logged', rows);
await dovecot.stop();
await server.stop();

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import { seedContacts } from '../support/seed.js';
import { TestApp } from '../support/test-app.js';
import { ROOT } from '../support/root.js';

const WORKER = join(ROOT, 'apps', 'worker', 'dist', 'main.js');
const MESSAGES = 5_000;
const SENDERS = 4;
const KILLS = 12;
const CONNECTIONS = 5;
/** So many messages of one sender are in flight at the most (docs/decisions/0004-claims.md). */
const WINDOW = 4 * CONNECTIONS;

/** Promise 1: nobody twice, nobody skipped, through kill -9 at any moment. */
let app: TestApp;
const senders = new Set<ChildProcess>();

beforeAll(async () => {
  app = await TestApp.start('MariaDB');
});

afterAll(async () => {
  for (const sender of senders) sender.kill('SIGKILL');
  await app.stop();
});

function startSender(): void {
  const sender = spawn(process.execPath, [WORKER], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      DATABASE_URL: app.test.url,
      DATA_DIR: app.dataDir,
      APP_SECRET: 'a secret for tests alone',
      SITE_URL: 'https://crm.example.com',
      SMTP_URL: `smtp://127.0.0.1:${app.smtp.port}`,
      SENDER_LEASE_MS: '1500',
      LOG_LEVEL: 'error',
    },
    stdio: 'ignore',
  });
  senders.add(sender);
  sender.once('exit', () => senders.delete(sender));
}

it('four senders, killed at random moments and restarted, deliver 5,000 messages: no recipient twice, none missing', async () => {
  await seedContacts(app.database, 'k', MESSAGES);
  const list = await app.list('all');
  await app.make(`/target-lists/${list.id}/members`, { targetType: 'Contact', all: true });
  await app.patch('/settings/outbound-email', { smtpMaxConnections: CONNECTIONS, maxPerBatch: 1 });
  // The senders live by the real clock.
  app.clock.set(new Date());
  const mailing = await app.mailing([list.id]);
  await app.run();
  // What MariaDB 11.6 and later do by themselves; claims must bear it.
  await app.database.execute('SET GLOBAL innodb_snapshot_isolation = ON').catch(() => undefined);
  await app.database.execute('UPDATE mailing SET batch_remaining = 1000000');

  for (let i = 0; i < SENDERS; i++) startSender();
  let kills = 0;
  let killedAt = 0;
  const deadline = Date.now() + 240_000;
  while ((await openItems()) > 0) {
    if (Date.now() > deadline) throw new Error(`Not finished: ${JSON.stringify(await counts())}`);
    // Spread over the delivery, at moments that nobody chose.
    if (
      kills < KILLS &&
      app.smtp.messages.length > killedAt + (MESSAGES / (KILLS + 2)) * Math.random() * 1.5
    ) {
      const [...alive] = senders;
      const victim = alive[Math.floor(Math.random() * alive.length)];
      if (victim?.kill('SIGKILL')) {
        kills += 1;
        killedAt = app.smtp.messages.length;
        startSender();
      }
    }
    await pause(Math.random() * 100);
  }
  const recipients = app.smtp.recipients();
  const { Sent = 0, Unconfirmed = 0 } = await counts();
  expect(kills).toBeGreaterThanOrEqual(KILLS / 2);
  expect(new Set(recipients).size).toBe(recipients.length);
  expect(Unconfirmed).toBeLessThanOrEqual(kills * WINDOW);
  expect(Sent + Unconfirmed).toBe(MESSAGES);
  // Whoever is not Unconfirmed has the message; of the Unconfirmed, nobody knows, which is why they are shown.
  const unconfirmed = new Set(
    (await app.items(mailing, '&filter.status=Unconfirmed')).map((item) => item.address),
  );
  const missing = Array.from({ length: MESSAGES }, (_, i) => `k${i + 1}@load.example`).filter(
    (one) => !recipients.includes(one) && !unconfirmed.has(one),
  );
  expect(missing).toEqual([]);
  await whenComplete(mailing);
  expect((await app.statistics(mailing.campaignId!)).sentCount).toBe(Sent);
}, 300_000);

const counts = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (
      await app.database.query<{ status: string; total: number }>(
        'SELECT status, COUNT(*) AS total FROM queue_item GROUP BY status',
      )
    ).map((row) => [row.status, Number(row.total)]),
  );

async function openItems(): Promise<number> {
  const { Pending = 0, Sending = 0 } = await counts();
  return Pending + Sending;
}

async function whenComplete(mailing: { id: string }): Promise<void> {
  await eventually('the mailing is Complete', async () => (await app.statusOf(mailing)) === 'Complete');
}

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, Schemas } from '../support/api-types.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/ports.js';
import { seedContacts } from '../support/seed.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { TestApp } from '../support/test-app.js';
import { ROOT } from '../support/root.js';

const MESSAGES = 600;
const CONNECTIONS = 4;
let folder: string;
let server: ChildProcess | undefined;
const sink = new SmtpSink();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'facteur-kill-'));
  await sink.start();
});

afterEach(async () => {
  server?.kill('SIGKILL');
  await sink.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The everyday installation: one server, SQLite, no worker. */
it('a server killed in the middle of a run goes on when it is started again: nobody twice, nobody missing', async () => {
  const databaseUrl = `sqlite:${join(folder, 'facteur.sqlite')}`;
  const app = await TestApp.start('SQLite', { databaseUrl });
  await seedContacts(app.database, 's', MESSAGES);
  const list = await app.list('all');
  await app.make(`/target-lists/${list.id}/members`, { targetType: 'Contact', all: true });
  await app.patch('/settings/outbound-email', { smtpMaxConnections: CONNECTIONS });
  app.clock.set(new Date());
  const mailing = await app.mailing([list.id]);
  const { token } = app;
  const jobId = await app.jobOf('SendMassEmails');
  await app.stop();

  const port = await freePort();
  const api = async <T>(method: string, path: string): Promise<T> =>
    (
      await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
      })
    ).json() as Promise<T>;
  const start = async () => {
    server = spawn(process.execPath, ['apps/server/start-prod.js'], {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        DATABASE_URL: databaseUrl,
        DATA_DIR: folder,
        APP_SECRET: 'a secret for tests alone',
        SITE_URL: 'https://crm.example.com',
        SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
        LOG_LEVEL: 'error',
      },
      stdio: 'ignore',
    });
    await eventually(
      'the server is ready',
      async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok,
    );
  };
  await start();
  const run = api('POST', `/scheduled-jobs/${jobId}/run`).catch(() => undefined);
  let kills = 0;
  for (const after of [100, 300]) {
    await eventually(`${after} are sent`, () => sink.messages.length >= after, { every: 5 });
    const exited = new Promise((resolve) => server!.once('exit', resolve));
    server!.kill('SIGKILL');
    await exited;
    kills += 1;
    await start();
    // At once, without waiting for any lease; a run may be on its way already.
    await api('POST', `/scheduled-jobs/${jobId}/run`);
  }
  await run;
  await eventually(
    'the mailing is Complete',
    async () => {
      await api('POST', `/scheduled-jobs/${jobId}/run`);
      const { status } = await api<Schemas['MassEmailView']>('GET', `/mass-emails/${mailing.id}`);
      return status === 'Complete';
    },
    { patience: 60_000, every: 100 },
  );
  const { counts, status } = await api<Schemas['ProgressView']>('GET', `/mass-emails/${mailing.id}/progress`);
  expect(status).toBe('Complete');
  const recipients = sink.recipients();
  expect(new Set(recipients).size).toBe(recipients.length);
  expect(counts!.Sent + counts!.Unconfirmed).toBe(MESSAGES);
  expect(counts!.Unconfirmed).toBeLessThanOrEqual(kills * 4 * CONNECTIONS);
  const items = await api<Page<Schemas['QueueItemView']>>(
    'GET',
    `/queue-items?filter.massEmailId=${mailing.id}&filter.status=Unconfirmed&limit=500`,
  );
  const known = new Set([...recipients, ...items.data.map((item) => item.address)]);
  expect(known.size).toBe(MESSAGES);
}, 120_000);

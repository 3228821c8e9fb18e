import { afterEach, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { AnswerTo, Schemas } from '../support/api-types.js';
import { newDatabase, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { linksIn } from '../support/links.js';
import { freePort } from '../support/ports.js';
import { Running } from '../support/process.js';
import { SmtpSink } from '../support/smtp-sink.js';

const SERVER = 'apps/server/dist/main.js';
const WORKER = 'apps/worker/dist/main.js';
const SECRET = 'one secret for all processes';
const MESSAGES = 3_000;

const running: Running[] = [];
const databases: TestDatabase[] = [];
let smtp: SmtpSink | undefined;
let proxy: Server | undefined;

afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  for (const one of databases.splice(0)) await one.drop();
  await smtp?.stop();
  smtp = undefined;
  proxy?.close();
  proxy = undefined;
}, 60_000);

const start = (script: string, env: Record<string, string>, args?: string[]) => {
  const one = Running.start(script, env, args);
  running.push(one);
  return one;
};

async function database(): Promise<string> {
  const made = await newDatabase('MariaDB');
  databases.push(made);
  return made.url;
}

/** A client of a server, signed in as the first admin with the password that its log points to. */
async function signedIn(server: Running, port: number, password?: string) {
  const site = `http://127.0.0.1:${port}`;
  const call = async <T>(method: string, path: string, body?: unknown, token?: string): Promise<T> => {
    const answer = await fetch(`${site}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  };
  const [email, first] = password
    ? ['admin@example.com', password]
    : readFileSync(join(server.folder, 'data', 'first-password'), 'utf8').split('\n');
  const { accessToken } = await call<Schemas['AccessView']>('POST', '/auth/login', {
    email,
    password: first,
  });
  return {
    site,
    get: <P extends string>(path: P) => call<AnswerTo<'get', P>>('GET', path, undefined, accessToken),
    post: <P extends string>(path: P, body: unknown) =>
      call<AnswerTo<'post', P>>('POST', path, body, accessToken),
    patch: (path: string, body: unknown) => call('PATCH', path, body, accessToken),
  };
}

async function inParallel<T>(items: T[], at: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: at }, async () => {
      for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
    }),
  );
}

it('a server and two workers, with DATABASE_URL and APP_SECRET alone, send 3,000 messages, every link of them good', async () => {
  const env = { DATABASE_URL: await database(), APP_SECRET: SECRET };
  const port = await freePort();
  const server = start(SERVER, { ...env, PORT: String(port) });
  await server.says(/Facteur listens on port/);
  const api = await signedIn(server, port);
  smtp = await new SmtpSink().start();
  await api.patch('/settings/outbound-email', {
    siteUrl: 'https://crm.example.com',
    smtpHost: '127.0.0.1',
    smtpPort: smtp.port,
    smtpSecurity: 'None',
    fromAddress: 'news@sender.example',
  });
  const workers = [start(WORKER, env), start(WORKER, env)];
  for (const worker of workers) await worker.says(/The worker sends/);

  const rows = Array.from({ length: MESSAGES }, (_, i) => `v${i}@load.example,V${i}`);
  const form = new FormData();
  form.set('targetListName', 'all');
  form.set('file', new Blob([`email,last name\n${rows.join('\n')}\n`]), 'all.csv');
  const imported = await api.post('/imports/Contact', form);
  expect(imported.createdCount).toBe(MESSAGES);
  const campaign = await api.post('/campaigns', { name: 'C', type: 'Newsletter', status: 'Active' });
  const url = await api.post('/tracking-urls', {
    campaignId: campaign.id,
    name: 'U',
    url: 'https://shop.example/u',
  });
  const template = await api.post('/email-templates', {
    name: 'T',
    subject: 'News',
    body: `<a href="{trackingUrl:${url.id}}">x</a> <a href="{optOutUrl}">out</a>`,
  });
  await api.post('/mass-emails', {
    name: 'M',
    status: 'Pending',
    startAt: new Date(Date.now() - 60_000).toISOString(),
    targetListIds: [imported.targetListId],
    templateId: template.id,
    campaignId: campaign.id,
  });
  const [job] = (await api.get('/scheduled-jobs?filter.job=SendMassEmails')).data;
  await api.post(`/scheduled-jobs/${job!.id}/run`, {});
  await eventually(
    'the mailing is Complete',
    async () => (await api.get('/mass-emails')).data[0]!.status === 'Complete',
    { patience: 180_000, every: 200 },
  );
  expect(new Set(smtp.recipients()).size).toBe(MESSAGES);
  expect(smtp.messages).toHaveLength(MESSAGES);

  const bad: string[] = [];
  await inParallel([...smtp.messages], 20, async ({ to }) => {
    const { html } = await smtp!.parsed(to);
    const [[click = ''], [out = '']] = [linksIn(html!, 'click'), linksIn(html!, 'optOut')];
    const visit = (link: string) =>
      fetch(link.replace('https://crm.example.com', api.site), { redirect: 'manual' });
    const [clicked, page] = [await visit(click), await visit(out)];
    await page.text();
    if (clicked.headers.get('location') !== 'https://shop.example/u' || page.status !== 200) bad.push(to);
  });
  expect(bad).toEqual([]);
  for (const one of [server, ...workers])
    for (const line of one.output().trim().split('\n').filter(Boolean))
      expect(() => void JSON.parse(line)).not.toThrow();
}, 240_000);

it('a process with another secret does not start, and says why; rotation brings a new one in', async () => {
  const url = await database();
  const port = await freePort();
  const env = { DATABASE_URL: url, PORT: String(port), ADMIN_PASSWORD: 'a long password' };
  const first = start(SERVER, { ...env, APP_SECRET: SECRET });
  await first.says(/Facteur listens on port/);
  const api = await signedIn(first, port, 'a long password');
  const account = await api.post('/smtp-accounts', {
    name: 'A',
    host: '127.0.0.1',
    port: 1,
    username: 'me',
    password: 'S3cret',
    fromAddress: 'me@x.example',
  });
  const other = start(WORKER, { DATABASE_URL: url, APP_SECRET: 'another secret altogether' });
  expect(await other.exit).toBe(1);
  expect(other.output()).toMatch(/not the one that this database is used with.*APP_SECRET_PREVIOUS/);
  const none = start(WORKER, { DATABASE_URL: url });
  expect(await none.exit).toBe(1);
  expect(none.output()).toContain('set APP_SECRET as the server has it');
  await first.stop();

  const rotated = { ...env, APP_SECRET: 'the next secret of them all', APP_SECRET_PREVIOUS: SECRET };
  const second = start(SERVER, rotated);
  await second.says(/Facteur listens on port/);
  // What is stored can be read with the old one still, and after the command with the new one alone.
  const tested = async (server: Running) =>
    JSON.stringify(
      await (await signedIn(server, port, 'a long password')).post(`/smtp-accounts/${account.id}/test`, {}),
    );
  expect(await tested(second)).toContain('Nothing answers at 127.0.0.1:1');
  const command = start('apps/server/command.js', rotated, ['rotate-secrets']);
  expect(await command.exit).toBe(0);
  expect(command.output()).toMatch(/\d+ stored secrets are encrypted with the current APP_SECRET/);
  await second.stop();
  const third = start(SERVER, { ...env, APP_SECRET: 'the next secret of them all' });
  await third.says(/Facteur listens on port/);
  expect(await tested(third)).toContain('Nothing answers at 127.0.0.1:1');
  third.signal('SIGTERM');
  // Node ends by the signal itself once everything is closed.
  expect([0, null]).toContain(await third.exit);
  expect(third.output()).not.toMatch(/"level":"(error|fatal)"/);
}, 120_000);

it('a process that starts while the database is away waits for it, and says so once', async () => {
  const url = await database();
  const away = new URL(url);
  const port = await freePort();
  away.port = String(port);
  const server = start(SERVER, {
    DATABASE_URL: away.href,
    APP_SECRET: SECRET,
    PORT: String(await freePort()),
  });
  await server.says(/does not answer yet; waiting for it/);
  proxy = createServer((socket) => {
    const there = connect(Number(new URL(url).port), '127.0.0.1');
    socket.pipe(there).pipe(socket);
    for (const one of [socket, there]) one.on('error', () => one.destroy());
  });
  await new Promise<void>((resolve) => proxy!.listen(port, '127.0.0.1', resolve));
  await server.says(/Facteur listens on port/);
  expect(server.output().match(/does not answer yet/g)!.length).toBe(1);
  await server.stop();
}, 120_000);

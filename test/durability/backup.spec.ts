import { afterEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataSource } from '@facteur/platform';
import { requireBinary } from '../support/binaries.js';
import { newDatabase, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { linksIn } from '../support/links.js';
import { freePort } from '../support/ports.js';
import { Running } from '../support/process.js';
import { SmtpSink } from '../support/smtp-sink.js';

const SERVER = 'apps/server/dist/main.js';
const PASSWORD = 'correct horse battery';
const running: Running[] = [];
const databases: TestDatabase[] = [];
const folders: string[] = [];
let smtp: SmtpSink | undefined;

afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  for (const one of databases.splice(0)) await one.drop();
  for (const one of folders.splice(0)) rmSync(one, { recursive: true, force: true });
  await smtp?.stop();
}, 60_000);

const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'facteur-backup-'));
  folders.push(made);
  return made;
};

async function server(env: Record<string, string>) {
  const port = await freePort();
  const one = Running.start(SERVER, { ...env, PORT: String(port), ADMIN_PASSWORD: PASSWORD });
  running.push(one);
  await one.says(/Facteur listens on port/);
  const site = `http://127.0.0.1:${port}`;
  let token = '';
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${site}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  };
  token = (
    await call<{ accessToken: string }>('POST', '/auth/login', {
      email: 'admin@example.com',
      password: PASSWORD,
    })
  ).accessToken;
  const [job] = (await call<{ data: { id: string }[] }>('GET', '/scheduled-jobs?filter.job=SendMassEmails'))
    .data;
  return {
    process: one,
    site,
    get: <T>(path: string) => call<T>('GET', path),
    post: <T = { id: string }>(path: string, body: unknown = {}) => call<T>('POST', path, body),
    patch: (path: string, body: unknown) => call('PATCH', path, body),
    run: () => call('POST', `/scheduled-jobs/${job!.id}/run`, {}),
  };
}
type Server = Awaited<ReturnType<typeof server>>;

async function letter(api: Server, name: string, startAt: Date) {
  const targetIds: string[] = [];
  for (let i = 1; i <= 3; i++)
    targetIds.push(
      (await api.post('/contacts', { lastName: name, emailAddress: `${name}${i}@x.example` })).id,
    );
  const list = await api.post('/target-lists', { name });
  await api.post(`/target-lists/${list.id}/members`, { targetType: 'Contact', targetIds });
  const campaign = await api.post('/campaigns', { name, type: 'Newsletter', status: 'Active' });
  const url = await api.post('/tracking-urls', {
    campaignId: campaign.id,
    name,
    url: 'https://shop.example/u',
  });
  const template = await api.post('/email-templates', {
    ...{ name, subject: name },
    body: `<a href="{trackingUrl:${url.id}}">x</a> <a href="{optOutUrl}">out</a>`,
  });
  const mailing = await api.post('/mass-emails', {
    ...{ name, status: 'Pending', startAt: startAt.toISOString(), targetListIds: [list.id] },
    ...{ templateId: template.id, campaignId: campaign.id },
  });
  return { path: `/mass-emails/${mailing.id}`, list: list.id };
}

const statusOf = async (api: Server, path: string) => (await api.get<{ status: string }>(path)).status;
const got = (prefix: string) => smtp!.recipients().filter((one) => one.startsWith(prefix));

describe.each(['SQLite', 'MariaDB'] as const)('backup, loss of the machine, restore (%s)', (kind) => {
  it('links in mail already sent still work, nobody gets a mail twice, and late mailings wait', async () => {
    smtp = await new SmtpSink().start();
    const lost = folder();
    const common = { SMTP_URL: `smtp://127.0.0.1:${smtp.port}`, SITE_URL: 'https://crm.example.com' };
    const own = async (dataDir: string): Promise<Record<string, string>> => {
      if (kind === 'SQLite') return { ...common, DATA_DIR: dataDir };
      const made = await newDatabase('MariaDB');
      databases.push(made);
      return { ...common, DATA_DIR: dataDir, DATABASE_URL: made.url };
    };
    const before = await own(lost);
    const api = await server(before);
    await api.patch('/settings/outbound-email', { fromAddress: 'news@sender.example' });
    const past = new Date(Date.now() - 60_000);
    const whole = await letter(api, 'whole', past);
    await api.run();
    await eventually('the first is sent', async () => (await statusOf(api, whole.path)) === 'Complete', {
      patience: 60_000,
    });
    await api.patch('/settings/outbound-email', { maxPerBatch: 1 });
    const half = await letter(api, 'half', past);
    await api.run();
    await eventually('one of the second is sent', () => got('half').length === 1, { patience: 60_000 });
    const soon = await letter(api, 'soon', new Date(Date.now() + 3_600_000));

    const copy = join(folder(), 'copy');
    const backup = Running.start('apps/server/dist/commands/backup.js', before, [copy]);
    running.push(backup);
    expect([await backup.exit, backup.output()]).toEqual([0, expect.stringContaining('app-secret')]);
    const dump = kind === 'MariaDB' ? dumped(before['DATABASE_URL']!, backup.output()) : '';

    // What happens after the backup is known to nobody once the machine is lost.
    await api.run();
    await eventually('another of the second is sent', () => got('half').length === 2, { patience: 60_000 });
    await api.patch(soon.path, { startAt: past.toISOString() });
    await api.patch('/settings/outbound-email', { maxPerBatch: 100 });
    api.process.signal('SIGKILL');
    await api.process.exit;
    rmSync(lost, { recursive: true, force: true });

    const fresh = folder();
    cpSync(copy, fresh, { recursive: true });
    const after = await own(fresh);
    if (kind === 'MariaDB') {
      const client = requireBinary('mariadb', 'mariadb-client');
      execFileSync(client, clientOptions(after['DATABASE_URL']!), { input: dump });
      const restored = Running.start('apps/server/dist/commands/restored.js', after, [
        new Date().toISOString(),
      ]);
      running.push(restored);
      expect([await restored.exit, restored.output()]).toEqual([
        0,
        expect.stringContaining('2 messages are Unconfirmed'),
      ]);
    }
    const again = await server(after);
    await again.patch('/settings/outbound-email', { maxPerBatch: 100 });
    await again.patch(soon.path, { startAt: past.toISOString() });
    for (let i = 0; i < 3; i++) await again.run();
    await eventually('the second is over', async () => (await statusOf(again, half.path)) === 'Complete', {
      patience: 60_000,
    });
    expect(new Set(got('half')).size).toBe(got('half').length);
    expect(got('whole')).toHaveLength(3);
    const items = await again.get<{ data: { status: string; lastError: string | null }[] }>(
      `/queue-items?filter.massEmailId=${half.path.split('/').pop()}`,
    );
    expect(items.data.map(({ status }) => status).sort()).toEqual(['Sent', 'Unconfirmed', 'Unconfirmed']);
    expect(items.data.find(({ lastError }) => lastError)!.lastError).toMatch(
      /Restored from a backup that was taken at 20/,
    );

    // Links of before the loss.
    for (const to of got('whole')) {
      const { html } = await smtp.parsed(to);
      const at = (link: string) => link.replace('https://crm.example.com', again.site);
      const click = await fetch(at(linksIn(html!, 'click')[0]!), { redirect: 'manual' });
      expect([click.status, click.headers.get('location')]).toEqual([302, 'https://shop.example/u']);
      const out = await fetch(at(linksIn(html!, 'optOut')[0]!), { method: 'POST' });
      expect(out.status).toBe(200);
    }
    const { optedOutCount } = await again.get<{ optedOutCount: number }>(`/target-lists/${whole.list}`);
    expect(optedOutCount).toBe(3);
    // No row that is made now has the number of one that was lost, also in tables that were empty.
    await letter(again, 'anew', past);
    await again.run();
    await eventually('one after the restore is sent', () => got('anew').length === 3, { patience: 60_000 });
    await again.process.stop();
    const lowest = await lowestNewItem(after['DATABASE_URL'] ?? `sqlite:${join(fresh, 'facteur.sqlite')}`);
    expect(lowest).toBeGreaterThan(10_000_000);
    expect(existsSync(join(fresh, 'app-secret'))).toBe(true);
  }, 240_000);
});

it('a mailing that was due between backup and restore waits for a person; a backup refuses a folder that is there', async () => {
  smtp = await new SmtpSink().start();
  const first = folder();
  const env = {
    SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    DATA_DIR: first,
    SITE_URL: 'https://crm.example.com',
  };
  const api = await server(env);
  await api.patch('/settings/outbound-email', { fromAddress: 'news@sender.example' });
  const [job] = (await api.get<{ data: { id: string }[] }>('/scheduled-jobs?filter.job=SendMassEmails')).data;
  await api.patch(`/scheduled-jobs/${job!.id}`, { status: 'Inactive' });
  const due = await letter(api, 'due', new Date(Date.now() - 60_000));
  const copy = join(folder(), 'copy');
  for (const expected of [0, 1]) {
    const backup = Running.start('apps/server/dist/commands/backup.js', env, [copy]);
    running.push(backup);
    expect(await backup.exit).toBe(expected);
  }
  await api.process.stop();
  const again = await server({ ...env, DATA_DIR: copy });
  await again.patch(`/scheduled-jobs/${job!.id}`, { status: 'Active' });
  await again.run();
  const { hold } = await again.get<{ hold: { limit: string } | null }>(`${due.path}/progress`);
  expect([hold?.limit, got('due')]).toEqual(['restored', []]);
  await again.post(`${due.path}/resume`);
  await again.run();
  await eventually('it goes once a person says so', () => got('due').length === 3, { patience: 60_000 });
  // What begins with the copy is no backup any more.
  await again.process.stop();
  const once = await server({ ...env, DATA_DIR: copy });
  expect(once.process.output()).not.toContain('was restored from a backup');
}, 240_000);

/** The number of the first message to somebody of the letter that was made anew. */
async function lowestNewItem(url: string): Promise<number> {
  const sql = `SELECT MIN(id) AS id FROM queue_item WHERE address LIKE 'anew%'`;
  const database = createDataSource(url, { entities: [], migrations: [] }, { tablePrefix: '' });
  await database.initialize();
  const [row] = await database.query<{ id: number }[]>(sql);
  await database.destroy();
  return Number(row!.id);
}

const clientOptions = (url: string) => {
  const { hostname, port, username, pathname } = new URL(url);
  return ['-h', hostname, '-P', port, '-u', username, pathname.slice(1)];
};

/** As the command said, with this test's ways. */
function dumped(url: string, said: string): Buffer {
  const line = /mariadb-dump (.*) -p \S+ > facteur\.sql/.exec(said);
  expect(line).not.toBeNull();
  const options = line![1]!.split(' ').filter((one) => one.startsWith('--'));
  const [name, ...rest] = clientOptions(url).reverse();
  return execFileSync(
    requireBinary('mariadb-dump', 'mariadb-client'),
    [...options, ...rest.reverse(), name!],
    {
      maxBuffer: 1024 ** 3,
    },
  );
}

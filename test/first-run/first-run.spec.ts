import { afterEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:net';
import { freePort } from '../support/ports.js';
import { Running } from '../support/process.js';
import { ROOT } from '../support/root.js';

const running: Running[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function environment(more: Record<string, string> = {}): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'facteur-first-run-'));
  folders.push(folder);
  return {
    PORT: String(await freePort()),
    INBOX_PORT: String(await freePort()),
    INBOX_SMTP_PORT: String(await freePort()),
    DATA_DIR: join(folder, 'data'),
    ...more,
  };
}

/** As npm does it: from the root. */
function start(script: string, env: Record<string, string>): Running {
  const one = Running.start(script, env, [], ROOT);
  running.push(one);
  return one;
}

it('npm start fills an empty folder, prints the addresses and the password once, and npm run demo plays the main job', async () => {
  const env = await environment();
  const server = start('apps/server/start.js', env);
  await server.says(/Ctrl-C stops/);
  const output = server.output();
  expect(output).toContain(`http://localhost:${env['PORT']}/api/v1`);
  expect(output).toContain('500 records');
  const password = /Password\s+(\S+)/.exec(output)![1]!;
  const site = `http://localhost:${env['PORT']}`;
  const login = await fetch(`${site}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'admin@example.com', password }),
  });
  const { accessToken } = (await login.json()) as { accessToken: string };
  const count = async (path: string) =>
    (
      (await (
        await fetch(`${site}/api/v1${path}`, { headers: { authorization: `Bearer ${accessToken}` } })
      ).json()) as { meta: { totalItems: number } }
    ).meta.totalItems;
  const records = [
    await count('/accounts'),
    await count('/contacts'),
    await count('/leads'),
    await count('/users'),
  ];
  expect(records.reduce((sum, one) => sum + one)).toBe(500);
  expect([await count('/target-lists'), await count('/tracking-urls'), await count('/campaigns')]).toEqual([
    4, 14, 5,
  ]);
  expect((await fetch(`${site}/api/docs`)).status).toBe(200);
  // Whoever opens the address is in the console.
  const front = await fetch(site);
  expect([front.url, await front.text()]).toEqual([
    `${site}/console/`,
    expect.stringContaining('id="console"'),
  ]);
  // L17: the demonstration is for this machine alone.
  const outside = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one?.family === 'IPv4' && !one.internal);
  for (const { address } of outside as { address: string }[])
    await expect(fetch(`http://${address}:${env['PORT']}/`)).rejects.toThrow();

  const demo = start('apps/server/demo.js', env);
  expect(await demo.exit).toBe(0);
  expect(demo.output()).toMatch(
    /The mailing is Complete[\s\S]*presses the button: 200[\s\S]* Opted Out [\s\S]*sentCount[\s\S]*4\d\d/,
  );
  expect(
    ((await (await fetch(`http://localhost:${env['INBOX_PORT']}/api/messages`)).json()) as unknown[]).length,
  ).toBeGreaterThan(400);
}, 120_000);

it('start:prod runs with the settings from the environment, without demo data', async () => {
  const env = await environment({ ADMIN_EMAIL: 'me@example.com', ADMIN_PASSWORD: 'a long password' });
  const server = start('apps/server/start-prod.js', env);
  await server.says(/Facteur listens on port/);
  const answer = await fetch(`http://localhost:${env['PORT']}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'me@example.com', password: 'a long password' }),
  });
  const { accessToken } = (await answer.json()) as { accessToken: string };
  const contacts = await fetch(`http://localhost:${env['PORT']}/api/v1/contacts`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  expect(await contacts.json()).toMatchObject({ meta: { totalItems: 0 } });
  expect(server.output()).not.toContain('a long password');
}, 60_000);

it.each(['start.js', 'start-prod.js'])(
  'a port in use is one clear line (%s)',
  async (script) => {
    const env = await environment();
    const blocker = createServer().listen(Number(env['PORT']), '0.0.0.0');
    const run = start(`apps/server/${script}`, env);
    expect(await run.exit).toBe(1);
    blocker.close();
    expect(run.output()).toContain(
      `Port ${env['PORT']} is in use by another program. Stop it, or choose another with PORT=3001.`,
    );
  },
  60_000,
);

it('a folder that cannot be written to is one clear line', async () => {
  const env = await environment();
  const file = join(folders[0]!, 'a-file');
  writeFileSync(file, '');
  const run = start('apps/server/start.js', { ...env, DATA_DIR: join(file, 'data') });
  expect(await run.exit).toBe(1);
  expect(run.output().trim().split('\n')).toHaveLength(1);
  expect(run.output()).toContain('cannot be written to. Choose another folder with DATA_DIR=');
}, 60_000);

it('a bad setting is named', async () => {
  const env = await environment({ DATABASE_URL: 'postgres://x', LOG_LEVEL: 'loud' });
  const run = start('apps/server/start-prod.js', env);
  expect(await run.exit).toBe(1);
  expect(run.output()).toMatch(
    /DATABASE_URL="postgres:\/\/x" is wrong: [\s\S]*LOG_LEVEL="loud" is wrong: one of/,
  );
}, 60_000);

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:net';
import { type AddressInfo } from 'node:net';
import { RotateSecrets } from '@facteur/facteur';
import { TABLE_OWNERS } from '@facteur/migrations';
import { readEnvironment, SecretBox, withoutPassword } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

/** Hears what is said to it, and keeps it. */
async function listener(greeting: string): Promise<{ port: number; heard: () => string; stop: () => void }> {
  let heard = '';
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(greeting);
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      socket.write('250-ok\r\n250 AUTH PLAIN LOGIN\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, heard: () => heard, stop: () => server.close() };
}

onBothDatabases('a secret goes only where it was given for', (kind) => {
  let app: TestApp;
  let ear: Awaited<ReturnType<typeof listener>>;
  beforeAll(async () => {
    app = await TestApp.start(kind);
    ear = await listener('220 ear ESMTP\r\n');
  });
  afterAll(async () => {
    ear.stop();
    await app.stop();
  });

  const account = () =>
    app.make('/smtp-accounts', {
      name: `A${Math.random()}`,
      host: '127.0.0.1',
      port: app.smtp.port,
      security: 'None',
      username: 'me',
      password: 'S3cret',
      fromAddress: 'me@x.example',
    });
  const mailbox = () =>
    app.make('/group-mailboxes', {
      name: `B${Math.random()}`,
      emailAddress: 'bounces@x.example',
      host: '127.0.0.1',
      port: 1,
      security: 'None',
      username: 'bounces',
      password: 'S3cret',
      status: 'Inactive',
    });
  it('when the secret changes, every one of them is encrypted anew', async () => {
    await account();
    const { id } = await mailbox();
    await app.patch(`/group-mailboxes/${id}`, { oauthClientSecret: 'S3cret', oauthRefreshToken: 'S3cret' });
    await app.patch('/settings/outbound-email', { smtpHost: '127.0.0.1', smtpPassword: 'S3cret' });
    await app.patch('/settings/delivery-webhooks', {
      mailgunSigningKey: 'S3cret',
      postmarkPassword: 'S3cret',
    });
    // Whatever this secret opens, in whichever table it stands.
    const secrets = app.nest.get(SecretBox);
    const opens = (text: string) => {
      try {
        return secrets.decrypt(text).length > 0;
      } catch {
        return false;
      }
    };
    const atRest = async () => {
      const found: string[] = [];
      for (const table of Object.keys(TABLE_OWNERS)) {
        const rows = JSON.stringify(await app.database.query(`SELECT * FROM ${table}`));
        found.push(...(rows.match(/[A-Za-z0-9+/]{38,}={0,2}/g) ?? []).filter(opens));
      }
      return found;
    };
    const before = await atRest();
    expect(before.length).toBeGreaterThanOrEqual(7);
    expect(await app.nest.get(RotateSecrets).run()).toBe(before.length);
    const after = await atRest();
    expect(after).toHaveLength(before.length);
    expect(after.filter((sealed) => before.includes(sealed))).toEqual([]);
  });

  const elsewhere = [
    ['host', { host: 'localhost' }],
    ['port', { port: 2 }],
    ['security', { security: 'TLS' }],
    ['user', { username: 'somebody' }],
  ] as const;

  it.each(elsewhere)('an SMTP account with another %s wants its password again', async (_what, change) => {
    const { id } = await account();
    const { status, problem } = await app.patch(`/smtp-accounts/${id}`, change);
    expect([status, problem.errors?.[0]?.field]).toEqual([400, 'password']);
    expect((await app.patch(`/smtp-accounts/${id}`, { ...change, password: 'again' })).status).toBe(200);
    expect((await app.patch(`/smtp-accounts/${id}`, { fromName: 'No place' })).status).toBe(200);
  });

  it.each(elsewhere)('a group mailbox with another %s wants its password again', async (_what, change) => {
    const { id } = await mailbox();
    const { status, problem } = await app.patch(`/group-mailboxes/${id}`, change);
    expect([status, problem.errors?.[0]?.field]).toEqual([400, 'password']);
  });

  it.each([
    ['smtpHost', { smtpHost: 'localhost' }],
    ['smtpPort', { smtpPort: 2 }],
    ['smtpSecurity', { smtpSecurity: 'TLS' }],
    ['smtpUsername', { smtpUsername: 'somebody' }],
  ])('SMTP settings with another %s want the password again', async (_what, change) => {
    await app.patch('/settings/outbound-email', {
      smtpHost: '127.0.0.1',
      smtpPort: app.smtp.port,
      smtpSecurity: 'None',
      smtpUsername: 'me',
      smtpPassword: 'S3cret',
    });
    const { status, problem } = await app.patch('/settings/outbound-email', change);
    expect([status, problem.errors?.[0]?.field]).toEqual([400, 'smtpPassword']);
    expect((await app.get('/settings/outbound-email')).body).toMatchObject({
      smtpHost: '127.0.0.1',
      hasSmtpPassword: true,
    });
  });

  it('a test of another place gets nothing that is stored', async () => {
    const one = await account();
    const two = await mailbox();
    const there = { host: '127.0.0.1', port: ear.port };
    for (const path of [`/smtp-accounts/${one.id}/test`, `/group-mailboxes/${two.id}/test`]) {
      const { status, problem } = await app.post(path, there);
      expect([status, problem.errors?.[0]?.field]).toEqual([400, 'password']);
    }
    const settings = await app.post('/settings/outbound-email/test', {
      smtpHost: '127.0.0.1',
      smtpPort: ear.port,
    });
    expect(settings.problem.errors?.[0]?.field).toBe('smtpPassword');
    expect(ear.heard()).not.toContain('AUTH');
  });

  it('an emptied secret does not send the stored one elsewhere', async () => {
    const { id } = await app.make('/group-mailboxes', {
      name: 'Token',
      emailAddress: 'bounces@x.example',
      host: '127.0.0.1',
      port: 1,
      security: 'None',
      username: 'bounces',
      status: 'Inactive',
      authMethod: 'OAuth2',
      oauthTokenUrl: 'http://127.0.0.1:1/token',
      oauthClientId: 'x',
      oauthClientSecret: 'CLIENT-SECRET',
      oauthRefreshToken: 'REFRESH-TOKEN',
    });
    await app.post(`/group-mailboxes/${id}/test`, {
      oauthTokenUrl: `http://127.0.0.1:${ear.port}/x`,
      oauthClientSecret: '',
      oauthRefreshToken: '',
    });
    expect(ear.heard()).toContain('POST /x');
    expect(ear.heard()).not.toMatch(/CLIENT-SECRET|REFRESH-TOKEN/);
  });

  it('a token address with other words before it is another host', async () => {
    const { id } = await mailbox();
    for (const oauthTokenUrl of [
      'http://localhost.attacker.example/token',
      'http://127.0.0.1.attacker.example/token',
      'http://192.168.1.1/token',
    ]) {
      const { status, problem } = await app.patch(`/group-mailboxes/${id}`, { oauthTokenUrl });
      expect([status, problem.errors?.[0]?.field]).toEqual([400, 'oauthTokenUrl']);
    }
  });

  it('secrets are encrypted in the database and never leave through the API', async () => {
    await app.patch('/settings/outbound-email', { smtpPassword: 'top secret', smtpUsername: 'u' });
    const account = await app.make('/smtp-accounts', {
      name: 'A',
      host: 'h.example',
      password: 'top secret',
    });
    const settings = await app.get('/settings/outbound-email');
    const shown = await app.get(`/smtp-accounts/${account.id}`);
    expect(settings.text + shown.text).not.toContain('top secret');
    expect(settings.body.hasSmtpPassword).toBe(true);
    expect(shown.body.hasPassword).toBe(true);
    const rows = await app.database.query(
      'SELECT value FROM setting UNION ALL SELECT password FROM smtp_account',
    );
    expect(JSON.stringify(rows)).not.toContain('top secret');
    await app.patch('/settings/outbound-email', { smtpPassword: null, smtpUsername: null });
  });

  it('no answer holds one', async () => {
    await account();
    await mailbox();
    for (const path of ['/smtp-accounts', '/group-mailboxes', '/settings/outbound-email'])
      expect((await app.get(path)).text).not.toContain('S3cret');
  });
});

describe('what an admin types is not a way round the inner network', () => {
  it.each(['mail', 'deny'] as const)('PRIVATE_NETWORKS=%s', async (privateNetworks) => {
    const app = await TestApp.start('SQLite', { environment: { privateNetworks } });
    try {
      const answer = await app.post('/settings/outbound-email/test', {
        smtpHost: '169.254.169.254',
        smtpPort: 80,
        smtpSecurity: 'None',
        smtpPassword: null,
      });
      expect(JSON.stringify(answer.body)).toMatch(/link-local|private|PRIVATE_NETWORKS/);
      const box = await app.post('/group-mailboxes/test', {
        host: '127.0.0.1',
        port: 1,
        security: 'None',
        authMethod: 'OAuth2',
        username: 'x',
        oauthTokenUrl: 'http://127.0.0.1:1/token',
        oauthClientId: 'x',
        oauthClientSecret: 'x',
        oauthRefreshToken: 'x',
      });
      expect(JSON.stringify(box.body)).toMatch(/PRIVATE_NETWORKS/);
    } finally {
      await app.stop();
    }
  });
});

it('passwords with an @ in them do not show in what is said of addresses', () => {
  for (const url of ['mysql://crm:pa@ss-w0rd/x@127.0.0.1:1/db', 'smtp://crm:pa@ss-w0rd@host:587'])
    expect(withoutPassword(url)).not.toMatch(/ss-w0rd|pa@/);
  expect(() => readEnvironment({ SMTP_URL: 'smtp://a:pa@ss-w0rd@host:58 7' })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('ss-w0rd') }),
  );
});

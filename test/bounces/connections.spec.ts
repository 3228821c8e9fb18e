import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { createServer as createTcp, type AddressInfo } from 'node:net';
import { eventually } from '../support/eventually.js';
import { Dovecot } from '../support/mail-host.js';
import { MailboxBench } from '../support/mailbox-bench.js';
import { bounceOf, report } from '../support/reports.js';
import { freePort } from '../support/ports.js';
import { TestApp } from '../support/test-app.js';

const DAY = 86_400_000;

describe('group mailboxes', () => {
  let bench: MailboxBench;
  let app: TestApp;
  const connection = () => ({
    host: '127.0.0.1',
    port: bench.dovecot.port,
    security: 'None',
    username: 'bounces',
    password: 'secret',
  });

  beforeAll(async () => {
    bench = await MailboxBench.start('SQLite');
    app = bench.app;
  });

  afterAll(() => bench?.stop());

  describe('the connection test says what is wrong', () => {
    it.each([
      ['a wrong password', { password: 'wrong' }, 'password', /refuses the user name or the password/],
      [
        'a host that there is none of',
        { host: 'imap.nowhere.invalid' },
        'host',
        /is not known|cannot be reached/,
      ],
      ['a folder that is missing', { folders: ['INBOX', 'Attic'] }, 'folders', /no folder "Attic"/],
      ['TLS where there is none', { security: 'TLS' }, 'security', /encrypted connection/],
      ['STARTTLS where there is none', { security: 'STARTTLS' }, 'security', /encrypted connection/],
    ])('%s', async (_what, wrong, field, words) => {
      const { body } = await app.post('/group-mailboxes/test', { ...connection(), ...wrong });
      expect(body.ok).toBe(false);
      expect(body.errors).toEqual([{ field, reason: expect.stringMatching(words) }]);
    });

    it('a port where nothing answers', async () => {
      const { body } = await app.post('/group-mailboxes/test', { ...connection(), port: await freePort() });
      expect(body.errors).toEqual([{ field: 'port', reason: expect.stringMatching(/Nothing answers/) }]);
    });

    it('the saved password is taken where none is typed, and never shown', async () => {
      const { body } = await app.post(`/group-mailboxes/${bench.box.id}/test`, { folders: ['INBOX'] });
      expect(body.ok).toBe(true);
      expect(JSON.stringify((await app.get('/group-mailboxes')).body)).not.toMatch(/secret/);
      const rows = await app.database.query('SELECT password FROM group_mailbox');
      expect(JSON.stringify(rows)).not.toMatch(/secret/);
    });
  });

  it.each([
    ['no folder', { folders: [] }, 'folders'],
    ['Move without a folder', { handledAction: 'Move' }, 'handledFolder'],
    [
      'Move into a folder that is watched',
      { handledAction: 'Move', handledFolder: 'INBOX' },
      'handledFolder',
    ],
    ['OAuth2 without a token address', { authMethod: 'OAuth2', oauthClientId: 'x' }, 'oauthTokenUrl'],
    [
      'a token address without TLS',
      { authMethod: 'OAuth2', oauthClientId: 'x', oauthTokenUrl: 'http://token.example/' },
      'oauthTokenUrl',
    ],
    ['an SMTP account that there is none of', { smtpAccountId: 'nothere' }, 'smtpAccountId'],
    ['a host with a line break', { host: 'a\r\nb' }, 'host'],
    ['an unknown field', { colour: 'red' }, 'colour'],
  ])('refused: %s', async (_what, wrong, field) => {
    const { status, problem } = await app.post('/group-mailboxes', { name: 'B', ...connection(), ...wrong });
    expect(status).toBe(400);
    expect(problem.errors?.map((one) => one.field)).toContain(field);
  });

  it('a test bounce that the server refuses at once is said to be that; one that cannot be sent is an answer to whoever asks', async () => {
    const look = async () =>
      (await app.get('/diagnostics')).body.checks.find(({ code }) => code === 'test-bounce')!;
    app.smtp.onRecipient = (address) =>
      address.startsWith('facteur-test-bounce') ? { code: 550, message: 'No such user' } : undefined;
    expect((await app.post('/diagnostics/test-bounce')).status).toBe(200);
    expect(await look()).toMatchObject({
      ...{ state: 'unknown', reason: 'refused', params: { words: expect.stringContaining('No such user') } },
    });
    const before = await look();
    app.smtp.onRecipient = () => ({ code: 451, message: 'Busy' });
    const { status, problem } = await app.post('/diagnostics/test-bounce');
    expect([status, problem.detail]).toEqual([409, expect.stringContaining('Busy')]);
    expect(await look()).toEqual(before);
    app.smtp.onRecipient = () => undefined;
  });

  it('a mailbox that cannot be reached says so, and the job goes on with the others', async () => {
    const broken = await app.make('/group-mailboxes', {
      ...connection(),
      name: 'Broken',
      port: await freePort(),
    });
    const jobs = await app.get('/scheduled-jobs?filter.job=CheckGroupMailboxes');
    expect(jobs.body.data[0]!.scheduling).toBe('*/2 * * * *');
    expect(await app.runJob('CheckGroupMailboxes')).toMatchObject({ status: 'Success' });
    expect((await app.get(`/group-mailboxes/${broken.id}`)).body.lastError).toMatch(/Nothing answers/);
    expect((await app.get(`/group-mailboxes/${bench.box.id}`)).body).toMatchObject({ lastError: null });
    await app.delete(`/group-mailboxes/${broken.id}`);
  });

  it('several folders are read, each with its own position; mail older than "fetch since" is left', async () => {
    const { item } = await bench.send('folder@x.example');
    // The server compares with its own clock.
    const now = Date.now();
    bench.dovecot.deliver('bounces', report({ recipient: 'old@x.example' }), new Date(now - 30 * DAY));
    bench.dovecot.deliver('bounces', report({ recipient: 'new@x.example' }));
    bench.dovecot.deliver('bounces/.Junk', bounceOf(item));
    await app.patch(`/group-mailboxes/${bench.box.id}`, {
      folders: ['INBOX', 'Junk'],
      fetchSince: new Date(now - 2 * DAY).toISOString(),
    });
    expect(await bench.check()).toMatchObject({ read: 2, bounce: 2 });
    const { positions } = (await app.get(`/group-mailboxes/${bench.box.id}`)).body;
    expect(positions.map((one) => [one.path, one.lastUid > 0])).toEqual([
      ['INBOX', true],
      ['Junk', true],
    ]);
    expect((await app.get('/delivery-reports?filter.address=old@x.example')).body.data).toEqual([]);
  });

  it('a message of five megabytes is read up to one, and no further', async () => {
    const { item } = await bench.send('big@x.example');
    const head = bounceOf(item);
    await bench.receive(`${head}${'x'.repeat(78)}\r\n`.padEnd(5 * 1024 * 1024, 'y\r\n'));
    const { body } = await app.get('/inbound-messages?filter.isCut=true');
    expect(body.data).toHaveLength(1);
    expect(body.data[0]!.size).toBeGreaterThan(4 * 1024 * 1024);
    expect((await app.get(`/inbound-messages/${body.data[0]!.id}/raw`)).text.length).toBe(1024 * 1024);
    expect((await bench.addressStatus(item.address))!.invalid).toBe(true);
  });

  it.each([
    ['Delete', 0, false],
    ['Leave', 1, false],
    ['Mark Read', 1, true],
  ])('what happens to a handled message: %s', async (handledAction, left, seen) => {
    const user = `handled${left}${seen}`;
    const { item } = await bench.send(`${user}@x.example`);
    bench.dovecot.deliver(user, bounceOf(item));
    const box = await app.make('/group-mailboxes', {
      ...connection(),
      name: handledAction,
      username: user,
      handledAction,
    });
    expect((await app.post(`/group-mailboxes/${box.id}/check`)).body).toEqual({ read: 1, bounce: 1 });
    expect(bench.dovecot.files(user).map((file) => file.seen)).toEqual(Array(left).fill(seen));
    await app.delete(`/group-mailboxes/${box.id}`);
  });

  it('the job leaves an Inactive mailbox alone', async () => {
    bench.dovecot.deliver('resting', 'Subject: x\r\n\r\nx\r\n');
    const box = await app.make('/group-mailboxes', {
      ...connection(),
      name: 'Resting',
      username: 'resting',
      status: 'Inactive',
    });
    await app.runJob('CheckGroupMailboxes');
    expect((await app.get(`/group-mailboxes/${box.id}`)).body.lastCheckedAt).toBeNull();
  });

  it('two checks at once read each message once', async () => {
    const { items } = await manyItems(30);
    for (const item of items) bench.dovecot.deliver('bounces', bounceOf(item), app.clock.now());
    const results = await Promise.all([bench.check(), bench.check(), bench.check()]);
    expect(results.filter((one) => one.busy)).toHaveLength(2);
    expect(results.find((one) => !one.busy)).toMatchObject({ bounce: 30 });
  });

  async function manyItems(count: number) {
    const { list } = await app.listOf(count, `m${Math.floor(Math.random() * 1e9)}x`);
    const mailing = await app.mailing([list.id]);
    await app.run();
    return { items: await app.items(mailing) };
  }
});

describe('OAuth 2', () => {
  let app: TestApp;
  let tokens: Server;
  let imap: ReturnType<typeof createTcp>;
  const asked: URLSearchParams[] = [];
  let answer: [number, object] = [200, { access_token: 'fresh-token' }];
  let seen = '';

  beforeAll(async () => {
    app = await TestApp.start('SQLite');
    tokens = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        asked.push(new URLSearchParams(body));
        response.writeHead(answer[0], { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer[1]));
      });
    });
    await new Promise<void>((resolve) => tokens.listen(0, '127.0.0.1', resolve));
    // Just enough of an IMAP server to see with what a client signs in.
    imap = createTcp((socket) => {
      socket.on('error', () => undefined);
      socket.write('* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] ready\r\n');
      socket.on('data', (chunk) => {
        for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
          const [tag, command] = line.split(' ');
          if (command === 'AUTHENTICATE') seen = Buffer.from(line.split(' ').at(-1)!, 'base64').toString();
          if (command === 'CAPABILITY') socket.write('* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR\r\n');
          if (command === 'LIST') socket.write('* LIST (\\HasNoChildren) "/" INBOX\r\n');
          socket.write(`${tag} OK done\r\n`);
        }
      });
    });
    await new Promise<void>((resolve) => imap.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    await app?.stop();
    tokens?.close();
    imap?.close();
  });

  const account = () => ({
    host: '127.0.0.1',
    port: (imap.address() as AddressInfo).port,
    security: 'None',
    authMethod: 'OAuth2',
    username: 'bounces@example.com',
    oauthTokenUrl: `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token`,
    oauthClientId: 'facteur',
    oauthClientSecret: 'client secret',
  });

  it('a refresh token is traded for an access token, with which the mailbox is opened', async () => {
    const { body } = await app.post('/group-mailboxes/test', {
      ...account(),
      oauthRefreshToken: 'for years',
    });
    expect(body).toMatchObject({ ok: true, folders: ['INBOX'] });
    expect(Object.fromEntries(asked.at(-1)!)).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'for years',
      client_id: 'facteur',
    });
    expect(seen).toContain('auth=Bearer fresh-token');
  });

  it('without one the application asks in its own name', async () => {
    await app.post('/group-mailboxes/test', { ...account(), oauthScope: 'https://outlook.example/.default' });
    expect(Object.fromEntries(asked.at(-1)!)).toMatchObject({ grant_type: 'client_credentials' });
  });

  it('what the token server says against it is told', async () => {
    answer = [400, { error: 'invalid_grant', error_description: 'the token was taken back' }];
    const { body } = await app.post('/group-mailboxes/test', { ...account(), oauthRefreshToken: 'old' });
    expect(body.errors).toEqual([
      { field: 'oauthRefreshToken', reason: expect.stringMatching(/invalid_grant the token was taken back/) },
    ]);
  });
});

describe('IDLE', () => {
  let dovecot: Dovecot;
  let app: TestApp;

  beforeAll(async () => {
    dovecot = await Dovecot.start();
    dovecot.deliver('bounces', 'Subject: first\r\n\r\nHello\r\n');
    app = await TestApp.start('SQLite', { scheduling: { enabled: true } });
  });

  afterAll(async () => {
    await app?.stop();
    await dovecot?.stop();
  });

  it('mail is read as it comes, and a watch whose connection broke is brought back by the job', async () => {
    const box = await app.make('/group-mailboxes', {
      name: 'Watched',
      host: '127.0.0.1',
      port: dovecot.port,
      security: 'None',
      username: 'bounces',
      password: 'secret',
    });
    const lastUid = async () => (await app.get(`/group-mailboxes/${box.id}`)).body.positions[0]?.lastUid;
    await app.runJob('CheckGroupMailboxes');
    expect(await lastUid()).toBe(1);
    dovecot.deliver('bounces', 'Subject: second\r\n\r\nHello\r\n');
    await eventually('the second message is read without a run', async () => (await lastUid()) === 2);
    await dovecot.halt();
    await dovecot.launch();
    await app.runJob('CheckGroupMailboxes');
    dovecot.deliver('bounces', 'Subject: third\r\n\r\nHello\r\n');
    await eventually('the third one, too', async () => (await lastUid()) === 3);
  });
});

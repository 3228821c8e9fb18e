import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

const fields = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, 1])));

onBothDatabases('requests are bounded before anything parses them', (kind) => {
  let app: TestApp;
  let port: number;
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    app = await TestApp.start(kind);
    port = Number(new URL(app.origin).port);
  });

  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await app.stop();
  });

  const stranger = (path: string, body: string, type = 'application/json') =>
    app.call('POST', path, body, { authorization: '', 'content-type': type });
  /** Others are served as well: each of so many questions, one after the other, is answered. */
  const served = async () => {
    for (let i = 0; i < 3; i++) expect((await fetch(`${app.origin}/health/live`)).status).toBe(200);
  };
  async function open(): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    sockets.add(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  it('a sign-in with very many fields is refused at once, in a short answer, and others are served', async () => {
    const hostile = Promise.all([
      stranger('/api/v1/auth/login', fields(5_000)),
      stranger('/api/v1/auth/login', fields(300_000)),
    ]);
    await served();
    const [many, tooLarge] = await hostile;
    expect([many!.status, tooLarge!.status]).toEqual([400, 413]);
    expect(many!.text.length).toBeLessThan(8_000);
    expect(many!.problem.errors?.at(-1)?.reason).toMatch(/more fields that are not known here/);
  });

  it('a body nested deeper than any parser should go', async () => {
    for (const depth of [51, 3_000, 30_000]) {
      const { status, problem } = await stranger(
        '/api/v1/auth/login',
        `{"email":${'['.repeat(depth)}${']'.repeat(depth)}}`,
      );
      expect([status, problem.detail]).toEqual([400, expect.stringContaining('nested more than 50 deep')]);
    }
  });

  it.each([
    ['more fields than any form has', `{"targetIds":{${'"a":1,'.repeat(20_001)}"b":1}}`, 'fields'],
    ['more values than any list has', `{"targetIds":[${'1,'.repeat(50_001)}1]}`, 'values in lists'],
  ])('from somebody signed in: %s', async (_what, body, words) => {
    const answer = await app.call('POST', '/api/v1/target-lists', body);
    expect([answer.status, answer.problem.detail]).toEqual([400, expect.stringContaining(words)]);
  });

  it('64 kB for strangers everywhere; more only behind the guard, by route', async () => {
    const large = JSON.stringify({ name: 'x'.repeat(70_000) });
    expect((await stranger('/api/v1/target-lists', large)).status).toBe(401);
    expect((await app.call('POST', '/api/v1/target-lists', large)).problem.errors?.[0]?.field).toBe('name');
    for (const path of ['/u/abc', '/f/abc', '/api/v1/auth/login'])
      expect((await stranger(path, large, 'application/x-www-form-urlencoded')).status).toBeGreaterThan(400);
    const tooLarge = JSON.stringify({ name: 'x'.repeat(1_100_000) });
    const { status, problem } = await app.call('POST', '/api/v1/target-lists', tooLarge);
    expect([status, problem.detail]).toEqual([413, expect.stringContaining('1 MB')]);
  });

  it('JSON alone under /api; a form of a foreign page signs nobody in', async () => {
    const form = await stranger(
      '/api/v1/auth/login',
      'email=admin%40example.com&password=correct+horse+battery',
      'application/x-www-form-urlencoded',
    );
    expect(form.status).toBe(415);
    const foreign = await app.call(
      'POST',
      '/api/v1/auth/login',
      { email: 'admin@example.com', password: 'correct horse battery' },
      { authorization: '', origin: 'https://evil.example' },
    );
    expect([foreign.status, foreign.headers['set-cookie']]).toEqual([403, undefined]);
  });

  it('an address that is spelled otherwise has the same bounds', async () => {
    const form = await stranger(
      '/%61pi/v1/auth/login',
      'email=admin%40example.com&password=correct+horse+battery',
      'application/x-www-form-urlencoded',
    );
    expect(form.status).toBe(415);
    const large = JSON.stringify({ name: 'x'.repeat(2_000_000) });
    expect((await stranger('/%61pi/v1/email-templates', large)).status).toBe(401);
    const contacts = await app.call('GET', '/%61pi/v1/contacts');
    expect(contacts.headers['cache-control']).toContain('no-store');
  });

  it('whoever is refused before all was sent is not kept connected, whatever kind of body it is', async () => {
    for (const type of ['multipart/form-data; boundary=x', 'application/json', 'a/b']) {
      const socket = await open();
      let answer = '';
      socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
      socket.write(
        `POST /api/v1/imports/Contact HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ncontent-length: 500000\r\n\r\n-`,
      );
      await once(socket, 'close');
      expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
    }
  });

  it.each([
    ['half an escape', '/api/v1/contacts/%E0%A4%A', 400],
    ['an id of 5,000 letters', `/api/v1/contacts/${'a'.repeat(5_000)}`, 414],
    ['no route', '/api/v1/nothing', 404],
  ])('%s is answered as a problem document, without the path', async (_what, path, wanted) => {
    const { status, headers, problem } = await app.call('GET', path);
    expect([status, headers['content-type']]).toEqual([
      wanted,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(problem.detail ?? '').not.toContain('%E0');
  });

  it('what is no HTTP at all, and heads that are too large', async () => {
    for (const [text, wanted] of [
      ['nonsense\r\n\r\n', '400'],
      [`GET /${'a'.repeat(40_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, '431'],
    ] as const) {
      const socket = await open();
      let answer = '';
      socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
      socket.write(text);
      await once(socket, 'close');
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${wanted} `));
      expect(answer).toContain('application/problem+json');
    }
  });

  it('nothing of people is kept on the way, framed, or taken for another type', async () => {
    for (const path of ['/api/v1/contacts', '/api/v1/contacts/export', '/'])
      expect((await app.call('GET', path)).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': expect.stringContaining('no-store'),
        'strict-transport-security': expect.any(String),
      });
    expect((await app.call('GET', '/api/docs', undefined, { authorization: '' })).status).toBe(404);
  });

  it('400 connections that trickle and 40 bodies that never end leave memory and service as they were', async () => {
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 400; i++) {
      const socket = await open();
      socket.write('POST /u/abc HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\ncontent-type: a/b\r\n\r\na');
    }
    const answers: Promise<unknown>[] = [];
    for (let i = 0; i < 40; i++) {
      const socket = await open();
      answers.push(once(socket, 'data').catch(() => undefined));
      socket.write(
        'POST /api/v1/email-templates HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 19000000\r\n\r\n',
      );
      socket.write(Buffer.alloc(1_000_000, 'a'));
    }
    // Refused by the guard before the rest comes.
    for (const answer of await Promise.all(answers)) expect(String(answer)).toContain('401');
    await served();
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });

  it('a multipart body that nobody asked for is not read', async () => {
    const socket = await open();
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write(
      `POST /u/abc HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 200000000\r\n\r\n--b\r\n`,
    );
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
  });

  describe('a filter means what it names', () => {
    it.each([
      ['constructor', '{"targetType":"Contact","filter":{"constructor":"a"}}'],
      ['__proto__', '{"targetType":"Contact","filter":{"__proto__":"a"}}'],
      ['toString', '{"targetType":"Contact","filter":{"toString":"a"}}'],
      ['nothing', '{"targetType":"Contact","filter":{}}'],
      ['a search for nothing', '{"targetType":"Contact","filter":{"search":" "}}'],
    ])('%s adds nobody', async (_name, text) => {
      await app.contact(`${kind.toLowerCase()}${Math.random()}@x.example`);
      const list = await app.list('filtered');
      expect((await app.call('POST', `/api/v1/target-lists/${list.id}/members`, text)).status).toBe(400);
      expect(await app.members(list)).toEqual([]);
    });

    it('everybody has to be asked for', async () => {
      const list = await app.list('all');
      const answer = await app.post(`/target-lists/${list.id}/members`, { targetType: 'Contact', all: true });
      expect(answer.body.added).toBeGreaterThan(0);
    });

    it.each(['filter.__proto__=1', 'filter.constructor=1', 'search=%00'])('of a list: %s', async (query) => {
      expect((await app.get(`/contacts?${query}`)).status).toBe(400);
    });
  });

  it.each([
    ['$not without end', `/contacts?filter.lastName=${'$not:'.repeat(1_500)}a`],
    ['a value that is none of an enumeration', '/campaign-log-records?filter.action=clicked'],
    ['another', '/mass-emails?filter.status=complete'],
    ['and another', '/campaigns?filter.type=$in:newsletter,Email'],
    ['of a lead', '/leads?filter.status=new'],
    ['a record type', '/queue-items?filter.targetType=contact'],
    ['a record type in the log', '/campaign-log-records?filter.targetType=$in:Contact,Kontakt'],
  ])('%s is refused, and names the field', async (_what, path) => {
    const { status, problem } = await app.get(path);
    expect([status, problem.errors?.[0]?.field]).toEqual([400, expect.stringMatching(/^filter/)]);
  });

  it.each(['1', '"x"', 'true', 'null', 'undefined', 'default 1 2', 'default (1) 2', '#if 1}}{{/if'])(
    'a template that says {{%s}} is refused or sent, and breaks nothing',
    async (inner) => {
      for (const field of ['subject', 'body', 'textBody']) {
        const dto = { name: 'T', subject: 's', body: 'b', [field]: `x {{${inner}}}` };
        expect([201, 400]).toContain((await app.post('/email-templates', dto)).status);
      }
    },
  );

  it('a provider’s call may hold anything; strangers sending much do not keep it out', async () => {
    await app.patch('/settings/delivery-webhooks', { mailgunEnabled: true, mailgunSigningKey: 'key' });
    for (const signature of [
      { timestamp: '1', token: 'x', signature: { toString: 1 } },
      { timestamp: { toString: 1 } },
      { token: [[]] },
      7,
      null,
    ])
      expect((await stranger('/hooks/mailgun', JSON.stringify({ signature }))).status).toBe(403);
    for (let i = 0; i < 70; i++) {
      const socket = await open();
      socket.write(
        'POST /hooks/nobody HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1048576\r\n\r\n{',
      );
    }
    const large = JSON.stringify({ signature: {}, 'event-data': { reason: 'x'.repeat(70_000) } });
    expect((await stranger('/hooks/mailgun', large)).status).toBe(403);
  });

  it('bodies that were refused are not counted for good', async () => {
    await app.patch('/settings/delivery-webhooks', { mailgunEnabled: true, mailgunSigningKey: 'key' });
    // More than may be kept of one sender at a time.
    for (let i = 0; i < 6; i++) {
      const body = new ReadableStream({
        start(controller) {
          for (let part = 0; part < 18; part++) controller.enqueue(new Uint8Array(64 * 1024).fill(97));
          controller.close();
        },
      });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${app.origin}/hooks/mailgun`, {
        ...{ method: 'POST', body, headers, duplex: 'half' },
      } as never).catch(() => undefined);
      expect([undefined, 413, 503]).toContain(answer?.status);
    }
    const large = JSON.stringify({ signature: {}, 'event-data': { reason: 'x'.repeat(300_000) } });
    expect((await stranger('/hooks/mailgun', large)).status).toBe(403);
  });

  it.each([
    ['targetListIds null', { name: 'M', targetListIds: null }, 201],
    ['attachments null', { name: 'T', subject: 's', body: 'b', attachments: null }, 201],
    ['attachments nested', { name: 'T', subject: 's', body: 'b', attachments: [[[]]] }, 400],
  ])('null and nested lists are taken or refused, and break nothing: %s', async (_what, body, wanted) => {
    const path = 'subject' in body ? '/email-templates' : '/mass-emails';
    expect((await app.post(path, body)).status).toBe(wanted);
  });
});

import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { onBothDatabases } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { TestApp } from '../support/test-app.js';

interface Told {
  type: string;
  timestamp: string;
  data: Record<string, unknown> & { events?: { id: string; type: string; data: Record<string, unknown> }[] };
}
interface Call {
  headers: IncomingHttpHeaders;
  text: string;
  body: Told;
}

onBothDatabases('programs that listen', (kind) => {
  let app: TestApp;
  let listener: Server;
  let url: string;
  let calls: Call[] = [];
  let answer: (call: Call) => number | Promise<number> = () => 204;

  beforeAll(async () => {
    app = await TestApp.start(kind);
    listener = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const call = { headers: request.headers, text, body: JSON.parse(text) as Told };
        calls.push(call);
        void Promise.resolve(answer(call)).then((status) => {
          response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {});
          response.end('thanks');
        });
      });
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook`;
    await tick();
    await tick();
  }, 60_000);
  afterEach(async () => {
    calls = [];
    answer = () => 204;
    for (const { id } of (await app.get('/webhooks')).body.data) await app.delete(`/webhooks/${id}`);
  });
  afterAll(async () => {
    listener?.close();
    await app?.stop();
  });

  /** A minute goes by. */
  async function tick(): Promise<string> {
    app.clock.advance(60_000);
    return (await app.runJob('TellWebhooks')).status;
  }
  const ALL = [
    'message.sent',
    'message.opened',
    'message.clicked',
    'recipient.opted_out',
    'mailing.completed',
    'list.changed',
  ];
  const make = (types = ALL, more: object = {}) =>
    app.make('/webhooks', { name: 'CRM', url, types, ...more });
  const events = () =>
    calls.flatMap(
      ({ body }) =>
        body.data.events ?? [body as unknown as { id: string; type: string; data: Record<string, unknown> }],
    );
  const of = (type: string) => events().filter((one) => one.type === type);
  async function send(count: number, prefix: string) {
    const { list } = await app.listOf(count, prefix);
    const mailing = await app.mailing([list.id], {
      templateId: (await app.template('<a href="{optOutUrl}">out</a>')).id,
    });
    await app.run();
    return { list, mailing };
  }

  it('are told of alarms, also of one that no mail could tell of, and that they are over', async () => {
    await app.patch('/settings/alarms', { rules: [{ code: 'account', from: 'fail', minutes: 0 }] });
    await make(['alarm.raised', 'alarm.ended']);
    await app.patch('/settings/outbound-email', { smtpPort: 2 });
    await send(1, 'alarm');
    await app.runJob('WatchAlarms');
    for (let i = 0; i < 3; i++) await tick();
    expect(of('alarm.raised')).toEqual([
      expect.objectContaining({
        data: expect.objectContaining({ code: 'account', detail: expect.any(String) }),
      }),
    ]);
    expect(of('alarm.ended')).toEqual([]);
    await app.patch('/settings/outbound-email', { smtpPort: app.smtp.port });
    await app.run();
    await app.runJob('WatchAlarms');
    for (let i = 0; i < 3; i++) await tick();
    expect([of('alarm.raised').length, of('alarm.ended').length]).toEqual([1, 1]);
    await app.patch('/settings/alarms', { rules: null });
  });

  it('are told what happened to messages and things, signed, each once', async () => {
    const { secret, ...seen } = await make();
    expect([secret.startsWith('whsec_'), 'secret' in (await app.get(`/webhooks/${seen.id}`)).body]).toEqual([
      true,
      false,
    ]);
    const { mailing } = await send(3, 'told');
    await app.visit(await app.link('told1@x.example', 'optOut'), { method: 'POST' });
    for (let i = 0; i < 4; i++) await tick();
    expect(
      of('message.sent')
        .map(({ data }) => data['address'])
        .sort(),
    ).toEqual([1, 2, 3].map((i) => `told${i}@x.example`));
    expect(of('recipient.opted_out')).toHaveLength(1);
    expect(of('mailing.completed')).toEqual([
      expect.objectContaining({ data: { massEmailId: mailing.id, name: 'M' } }),
    ]);
    expect(of('list.changed').length).toBeGreaterThan(0);
    expect(new Set(events().map(({ id }) => id)).size).toBe(events().length);
    for (const { text, headers } of calls)
      expect(new Webhook(secret).verify(text, headers as Record<string, string>)).toBeTruthy();
    expect(() =>
      new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`).verify(
        calls[0]!.text,
        calls[0]!.headers as Record<string, string>,
      ),
    ).toThrow();
  });

  it('get what they asked for, in batches where there is much, and go on after a failure where they were', async () => {
    const { id } = await make(['message.sent']);
    await send(5, 'batch');
    answer = () => 500;
    for (let i = 0; i < 3; i++) await tick();
    expect((await app.get(`/webhooks/${id}`)).body).toMatchObject({
      status: 'Failing',
      lastError: 'It answered 500.',
    });
    const tried = calls.length;
    expect(tried).toBeGreaterThan(0);
    const first = calls[0]!;
    // Pauses grow.
    await tick();
    await tick();
    expect(calls.length).toBeLessThanOrEqual(tried + 1);
    answer = () => 204;
    calls = [];
    app.clock.advance(6 * 60_000);
    await tick();
    expect(of('message.sent')).toHaveLength(5);
    expect(calls.map(({ headers, body }) => [headers['webhook-id'], body.type])).toEqual([
      [first.headers['webhook-id'], 'batch'],
    ]);
    expect((await app.get(`/webhooks/${id}`)).body).toMatchObject({ status: 'Active', lastError: null });
  });

  it('are switched off after days of failure, or when they say that they are gone, and on again by a person', async () => {
    const { id } = await make(['message.sent']);
    await send(1, 'off');
    answer = () => 503;
    for (let i = 0; i < 3; i++) await tick();
    app.clock.advance(6 * 86_400_000);
    await tick();
    expect((await app.get(`/webhooks/${id}`)).body).toMatchObject({ status: 'Off' });
    calls = [];
    await tick();
    expect(calls).toEqual([]);
    answer = () => 410;
    await app.patch(`/webhooks/${id}`, { status: 'Active' });
    await tick();
    expect((await app.get(`/webhooks/${id}`)).body).toMatchObject({ status: 'Off' });
    answer = () => 200;
    await app.patch(`/webhooks/${id}`, { status: 'Active' });
    calls = [];
    await tick();
    expect(of('message.sent')).toHaveLength(1);
  });

  it('harm nobody when they answer slowly, redirect, or point inwards', async () => {
    const good = await make(['message.sent']);
    let free: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (free = resolve));
    await make(['message.sent'], { name: 'Redirects', url: `${url}?leads` });
    let first = true;
    answer = async () => {
      if (!first) return 302;
      first = false;
      await held;
      return 204;
    };
    await send(1, 'slow');
    await tick();
    const running = tick();
    await eventually('both are called while one waits', () => calls.length >= 2);
    // The one that is held keeps the other from nothing.
    free();
    await running;
    const { body } = await app.get('/webhooks');
    const words = body.data.map(({ lastError }) => lastError).filter(Boolean);
    expect(words.every((one) => /leads elsewhere, and is not followed/.test(one!))).toBe(true);
    void good;
    const inward = await TestApp.start(kind, { environment: { privateNetworks: 'mail' } });
    try {
      const made = await inward.make('/webhooks', { name: 'In', url, types: ['message.sent'] });
      const test = await inward.post(`/webhooks/${made.id}/test`);
      expect(test.body).toMatchObject({
        ok: false,
        status: null,
        detail: expect.stringContaining('private network'),
      });
    } finally {
      await inward.stop();
    }
  }, 60_000);

  it('keep no other from being told when their secret cannot be read', async () => {
    await make(['message.sent']);
    const bad = await make(['message.sent'], { name: 'Bad' });
    await app.database.execute(`UPDATE {webhook} SET secret = 'altered' WHERE public_id = ?`, [bad.id]);
    await send(1, 'secret');
    for (let i = 0; i < 4; i++) await tick();
    expect(of('message.sent')).toHaveLength(1);
    expect((await app.get(`/webhooks/${bad.id}`)).body).toMatchObject({ status: 'Failing' });
  });

  it('are told what was noted while nobody looked for hours', async () => {
    await make(['mailing.completed']);
    await send(1, 'hours');
    app.clock.advance(5 * 3_600_000);
    for (let i = 0; i < 3; i++) await tick();
    expect(of('mailing.completed')).toHaveLength(1);
  });

  it('stay off when somebody switches them off while they are told', async () => {
    const { id } = await make(['message.sent']);
    await send(1, 'switched');
    answer = async () => {
      await app.patch(`/webhooks/${id}`, { status: 'Off' });
      return 204;
    };
    for (let i = 0; i < 3; i++) await tick();
    expect((await app.get(`/webhooks/${id}`)).body.status).toBe('Off');
  });

  it('are tested with one press, and told again from a moment on', async () => {
    const { id } = await make(['message.sent']);
    expect((await app.post(`/webhooks/${id}/test`)).body).toEqual({
      ok: true,
      status: 204,
      detail: 'It answered 204.',
    });
    expect(calls[0]!.body.type).toBe('test');
    const from = app.clock.now().toISOString();
    await send(2, 'again');
    for (let i = 0; i < 3; i++) await tick();
    const once = of('message.sent').map((one) => one.id);
    expect(once).toHaveLength(2);
    calls = [];
    await app.post(`/webhooks/${id}/replay`, { from });
    await tick();
    expect(of('message.sent').map((one) => one.id)).toEqual(once);
  });

  it('or ask by a cursor, which misses nothing and tells nothing twice', async () => {
    const read = async (after: string, query = '') => {
      const { status, text, body } = await app.call<{ data: { id: string; type: string }[]; next: string }>(
        'GET',
        `/api/v1/events?after=${after}${query}`,
      );
      if (status !== 200) throw new Error(text);
      return body;
    };
    let { next } = await read('0', '&limit=1000');
    await send(3, 'asked');
    for (let i = 0; i < 3; i++) await tick();
    const ids: string[] = [];
    for (let i = 0; i < 20; i++) {
      const page = await read(next, '&limit=2&types=message.sent,mailing.completed');
      ids.push(...page.data.map(({ id, type }) => `${type} ${id}`));
      if (page.next === next) break;
      next = page.next;
    }
    expect(ids.filter((one) => one.startsWith('message.sent'))).toHaveLength(3);
    expect(ids.filter((one) => one.startsWith('mailing.completed'))).toHaveLength(1);
    expect(new Set(ids).size).toBe(ids.length);
    for (const bad of ['x', '-1', 'MTIu'])
      expect((await app.call('GET', `/api/v1/events?after=${bad}`)).status).toBe(400);
    const reader = { authorization: `Bearer ${await app.join('reader')}` };
    expect((await app.call('GET', '/api/v1/events?after=0', undefined, reader)).status).toBe(403);
  });
});

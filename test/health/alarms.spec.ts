import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { DnsServer } from '../support/dns-server.js';
import { onBothDatabases } from '../support/databases.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { TestApp } from '../support/test-app.js';

const { privateKey: dkimPrivateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const PUBLISHED = { 's._domainkey.sender.example TXT': [`v=DKIM1; p=${publicKey.toString('base64')}`] };

onBothDatabases('alarms and the brake', (kind) => {
  let app: TestApp;
  let other: SmtpSink;
  beforeAll(async () => {
    app = await TestApp.start(kind);
    other = await new SmtpSink().start();
    // The jobs of the tests stand still, which is an alarm of its own.
    await app.patch('/settings/alarms', {
      rules: [
        { code: 'account', from: 'fail', minutes: 5 },
        { code: 'held', from: 'warn', minutes: 60 },
        { code: 'webhooks', from: 'warn', minutes: 0 },
      ],
    });
  }, 60_000);
  afterAll(async () => {
    await other?.stop();
    await app?.stop();
  });

  const minutes = async (count: number) => {
    app.clock.advance(count * 60_000);
    return (await app.runJob('WatchAlarms')).summary as unknown as {
      paused: string[];
      told: string[];
      ended: string[];
    };
  };
  const mails = (sink: SmtpSink) =>
    sink.messages
      .filter(({ to }) => to === 'admin@example.com')
      .map(({ raw }) => /^Subject: (.*)$/m.exec(raw.toString())![1]);

  it('an account that refuses is told of once, by one that works, and once more when that is over', async () => {
    const before = mails(app.smtp).length;
    await app.make('/smtp-accounts', {
      ...{
        name: 'Spare',
        host: '127.0.0.1',
        port: other.port,
        security: 'None',
        fromAddress: 'spare@sender.example',
      },
    });
    await app.patch('/settings/outbound-email', { smtpPort: 2 });
    const { list } = await app.listOf(1, 'refused');
    await app.mailing([list.id]);
    await app.run();
    expect((await minutes(1)).told).toEqual([]);
    expect((await minutes(6)).told).toEqual(['account']);
    for (let i = 0; i < 3; i++) expect((await minutes(5)).told).toEqual([]);
    expect(mails(other)).toHaveLength(1);
    expect((await app.get('/alarms')).body.data).toEqual([
      expect.objectContaining({ code: 'account', endedAt: null, tellError: null }),
    ]);
    await app.patch('/settings/outbound-email', { smtpPort: app.smtp.port });
    await app.run();
    expect((await minutes(1)).ended).toEqual(['account']);
    expect((await minutes(1)).ended).toEqual([]);
    expect(mails(app.smtp).slice(before)).toEqual([expect.stringContaining('Over')]);
    expect((await app.get('/alarms')).body.data[0]!.endedAt).not.toBeNull();
  });

  it('what mends itself in time wakes nobody; what no mail can tell is kept with the reason', async () => {
    const before = mails(app.smtp).length;
    await app.patch('/settings/outbound-email', { smtpPort: 2 });
    const { list } = await app.listOf(1, 'short');
    await app.mailing([list.id]);
    await app.run();
    await minutes(1);
    await app.patch('/settings/outbound-email', { smtpPort: app.smtp.port });
    await app.run();
    expect(await minutes(10)).toMatchObject({ told: [], ended: [] });
    expect(mails(app.smtp)).toHaveLength(before);
    for (const { id } of (await app.get('/smtp-accounts')).body.data)
      await app.delete(`/smtp-accounts/${id}`);
    await app.patch('/settings/outbound-email', { smtpPort: 2 });
    const later = await app.listOf(1, 'lost');
    await app.mailing([later.list.id]);
    await app.run();
    await minutes(1);
    await minutes(6);
    expect((await minutes(1)).told).toEqual([]);
    const [alarm] = (await app.get('/alarms')).body.data;
    expect(alarm).toMatchObject({
      code: 'account',
      endedAt: null,
      toldAt: null,
      tellError: expect.stringContaining('ECONNREFUSED'),
    });
    // Once it works, they are told that it did not.
    const told = mails(app.smtp).length;
    await app.patch('/settings/outbound-email', { smtpPort: app.smtp.port });
    await app.run();
    expect((await minutes(1)).ended).toEqual(['account']);
    expect(mails(app.smtp).slice(told)).toEqual([expect.stringContaining('It was broken, and is over')]);
    expect((await app.get('/alarms')).body.data[0]).toMatchObject({ code: 'account', tellError: null });
  });

  it('rules and addresses are refused by name where they are none', async () => {
    for (const [body, field] of [
      [{ rules: [{ code: 'nothing', from: 'warn', minutes: 1 }] }, 'rules[0].code'],
      [{ addresses: ['admin@example.com', 'nobody'] }, 'addresses[1]'],
      [{ addresses: ['a@x.example\r\nBcc: b@x.example'] }, 'addresses'],
    ] as const) {
      const { status, problem } = await app.patch('/settings/alarms', body);
      expect([status, (problem.errors as { field: string }[])[0]!.field]).toEqual([400, field]);
    }
  });

  it('a mailing whose first deliveries bounce is paused with its reason, and goes on when a person says so', async () => {
    await app.patch('/settings/sending', {
      brakeAfter: 4,
      brakeBounces: 20,
      brakeComplaints: 0,
      brakeOptOuts: 30,
    });
    await app.patch('/settings/outbound-email', { maxPerBatch: 5 });
    const { list } = await app.listOf(8, 'brake');
    const mailing = await app.mailing([list.id], {
      templateId: (await app.template('<a href="{optOutUrl}">out</a>')).id,
    });
    await app.run();
    expect((await minutes(1)).paused).toEqual([]);
    const got = () => app.smtp.messages.filter(({ to }) => to.startsWith('brake')).map(({ to }) => to);
    expect(got()).toHaveLength(5);
    for (const to of got().slice(0, 2)) await app.visit(await app.link(to, 'optOut'), { method: 'POST' });
    expect((await minutes(1)).paused).toEqual(['M']);
    const { body } = await app.get(`/mass-emails/${mailing.id}/progress`);
    expect([body.status, body.hold?.reason]).toEqual([
      'Paused',
      expect.stringMatching(/2 of 5 messages were answered by opting out \(40.0 %, over 30 %\)/),
    ]);
    await app.run();
    expect(got()).toHaveLength(5);
    await app.post(`/mass-emails/${mailing.id}/resume`);
    expect((await minutes(1)).paused).toEqual([]);
    await app.run();
    expect(got()).toHaveLength(8);
    await app.patch('/settings/outbound-email', { maxPerBatch: null });
  });

  it('a mailing that receivers refuse at the door is paused too, also one of no campaign', async () => {
    await app.patch('/settings/sending', { brakeAfter: 4, brakeBounces: 20 });
    await app.patch('/settings/outbound-email', { maxPerBatch: 6 });
    for (const [name, campaignId] of [
      ['door', (await app.campaign()).id],
      ['none', null],
    ] as const) {
      app.smtp.onRecipient = (to) =>
        /^(door|none)[1-6]@/.test(to) ? { code: 550, message: '5.1.1 no such user' } : undefined;
      const { list } = await app.listOf(9, name);
      const mailing = await app.mailing([list.id], { campaignId, name });
      await app.run();
      expect((await minutes(1)).paused).toEqual([name]);
      const { body } = await app.get(`/mass-emails/${mailing.id}/progress`);
      expect(body.hold?.reason).toMatch(
        /[3-6] of 6 messages bounced or were refused \(\d+\.\d %, over 20 %\)/,
      );
      await app.post(`/mass-emails/${mailing.id}/cancel`);
    }
    app.smtp.onRecipient = () => undefined;
    await app.patch('/settings/outbound-email', { maxPerBatch: null });
  });

  it('a braked one of a program waits in Health, since its owner is nobody to be told', async () => {
    await app.patch('/settings/outbound-email', { maxPerBatch: 6 });
    app.smtp.onRecipient = (to) =>
      /^key[1-6]@/.test(to) ? { code: 550, message: '5.1.1 no such user' } : undefined;
    const { list } = await app.listOf(9, 'key');
    const mailing = await app.mailing([list.id], { name: 'of a key' });
    await app.run();
    expect((await minutes(1)).paused).toEqual(['of a key']);
    const { checks } = (await app.get('/diagnostics')).body;
    expect(checks.find(({ code }) => code === 'held')).toMatchObject({
      ...{ state: 'warn', params: { name: 'of a key' } },
    });
    await app.post(`/mass-emails/${mailing.id}/cancel`);
    await minutes(1);
    app.smtp.onRecipient = () => undefined;
    await app.patch('/settings/outbound-email', { maxPerBatch: null });
  });

  it('a mailing that waits for a person for an hour is told of', async () => {
    const before = mails(app.smtp).length;
    const { list } = await app.listOf(1, 'waits');
    await app.mailing([list.id]);
    app.clock.advance(25 * 3_600_000);
    await app.run();
    await minutes(1);
    expect((await minutes(61)).told).toEqual(['held']);
    expect(mails(app.smtp)).toHaveLength(before + 1);
  });

  it('a name record that goes, and a key that nobody uses any more, are told of without anybody asking', async () => {
    const dns = await new DnsServer().start();
    const own = await TestApp.start(kind, { environment: { dnsServers: [dns.address], production: true } });
    try {
      dns.zone = { ...PUBLISHED };
      await own.patch('/settings/outbound-email', {
        dkimDomain: 'sender.example',
        dkimSelector: 's',
        dkimPrivateKey,
      });
      const rules = ['dkim', 'keys'].map((code) => ({ code, from: 'warn', minutes: 0 }));
      await own.patch('/settings/alarms', { rules });
      const after = async (hours: number) => {
        own.clock.advance(hours * 3_600_000);
        return (await own.runJob('WatchAlarms')).summary as unknown as { told: string[]; ended: string[] };
      };
      expect((await after(0)).told).toEqual([]);
      dns.zone = { 'sender.example MX': ['mx.sender.example'] };
      expect((await after(5)).told).toEqual([]);
      expect((await after(2)).told).toEqual(['dkim']);
      dns.zone = { ...PUBLISHED };
      expect((await after(7)).ended).toEqual(['dkim']);
      const admin = { authorization: `Bearer ${await own.signIn()}` };
      await own.call('POST', '/api/v1/api-keys', { name: 'Forgotten' }, admin);
      expect((await after(24 * 364)).told).toEqual([]);
      expect((await after(24 * 2)).told).toEqual(['keys']);
      const { checks } = (await own.get('/diagnostics')).body;
      expect(checks.find(({ code }) => code === 'keys')).toMatchObject({
        ...{ state: 'warn', reason: 'idle', params: { count: 1, name: 'Forgotten' } },
      });
    } finally {
      await own.stop();
      await dns.stop();
    }
  });
});

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { HOUR, MINUTE } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('caps and retry', (kind) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await TestApp.start(kind);
  });
  afterEach(() => app.stop());

  it('the hourly cap: 10, nothing within the hour, 10, 5', async () => {
    const { list } = await app.listOf(25);
    await app.patch('/settings/outbound-email', { maxPerHour: 10 });
    const mailing = await app.mailing([list.id]);
    expect((await app.run()).sent).toBe(10);
    expect(await app.statusOf(mailing)).toBe('In Process');
    app.clock.advance(30 * MINUTE);
    expect((await app.run()).sent).toBe(0);
    const { hold } = await app.progress(mailing);
    expect(hold).toMatchObject({ limit: 'hour', nextBatchAt: '2027-03-01T10:00:00.000Z' });
    app.clock.advance(31 * MINUTE);
    expect((await app.run()).sent).toBe(10);
    app.clock.advance(61 * MINUTE);
    expect((await app.run()).sent).toBe(5);
    expect(await app.statusOf(mailing)).toBe('Complete');
    expect(new Set(app.smtp.recipients()).size).toBe(25);
  });

  it('the cap counts over all mailings, the batch for each', async () => {
    const { list } = await app.listOf(60);
    const first = await app.mailing([list.id]);
    const second = await app.mailing([list.id]);
    await app.patch('/settings/outbound-email', { maxPerHour: 100, maxPerBatch: 20 });
    const sent = async (mailing: { id: string }) => (await app.progress(mailing)).counts!.Sent;
    await app.run();
    expect([await sent(first), await sent(second)]).toEqual([20, 20]);
    expect((await app.progress(first)).hold).toMatchObject({ limit: 'batch' });
    await app.patch('/settings/outbound-email', { maxPerBatch: null });
    await app.run();
    expect([await sent(first), await sent(second)]).toEqual([60, 40]);
  });

  it('test mails stay outside the cap', async () => {
    const { list } = await app.listOf(25);
    await app.patch('/settings/outbound-email', { maxPerHour: 10 });
    const mailing = await app.mailing([list.id]);
    await app.post(`/mass-emails/${mailing.id}/send-test`, {
      addresses: ['t1@x.example', 't2@x.example', 't3@x.example', 't4@x.example', 't5@x.example'],
    });
    expect((await app.run()).sent).toBe(10);
  });

  it('an SMTP server that is down costs nobody an attempt; the mailing says why and goes on when it is back', async () => {
    const { list } = await app.listOf(3);
    const mailing = await app.mailing([list.id]);
    const { port } = app.smtp;
    await app.smtp.stop();
    expect(await app.run()).toMatchObject({ sent: 0, failed: 0 });
    expect((await app.items(mailing)).map((item) => [item.status, item.attemptCount])).toEqual(
      Array(3).fill(['Pending', 0]),
    );
    expect((await app.progress(mailing)).hold).toMatchObject({
      limit: 'account',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    app.smtp.port = port;
    await app.smtp.start();
    expect((await app.run()).sent).toBe(3);
    expect(await app.statusOf(mailing)).toBe('Complete');
  });

  it('a refused sign-in or sender holds the mailing and costs nobody an attempt', async () => {
    const { list } = await app.listOf(2);
    const mailing = await app.mailing([list.id]);
    app.smtp.onSender = () => ({ code: 553, message: 'sender not allowed here' });
    await app.run();
    expect((await app.items(mailing)).map((item) => item.attemptCount)).toEqual([0, 0]);
    expect((await app.progress(mailing)).hold!.reason).toContain('sender not allowed here');
  });

  it('4xx is tried again with growing delays up to the limit, 5xx fails at once, with the words of the server', async () => {
    const { list } = await app.listOf(3);
    const mailing = await app.mailing([list.id]);
    app.smtp.onRecipient = (address) => {
      if (address.startsWith('p1')) return { code: 451, message: 'greylisted, come back' };
      if (address.startsWith('p2')) return { code: 550, message: 'no such user here' };
      return undefined;
    };
    expect(await app.run()).toMatchObject({ sent: 1, retried: 1, failed: 1 });
    const [first, second] = await app.items(mailing);
    expect(second).toMatchObject({
      status: 'Failed',
      attemptCount: 1,
      lastError: expect.stringContaining('no such user here'),
    });
    expect(first).toMatchObject({
      status: 'Pending',
      attemptCount: 1,
      nextAttemptAt: '2027-03-01T09:05:00.000Z',
    });
    expect((await app.run()).retried).toBe(0);
    app.clock.advance(6 * MINUTE);
    await app.run();
    expect((await app.items(mailing))[0]).toMatchObject({
      attemptCount: 2,
      nextAttemptAt: '2027-03-01T09:26:00.000Z',
    });
    app.clock.advance(HOUR);
    await app.run();
    expect((await app.items(mailing))[0]).toMatchObject({
      status: 'Failed',
      attemptCount: 3,
      lastError: expect.stringContaining('greylisted'),
    });
    expect(await app.statusOf(mailing)).toBe('Complete');
    app.smtp.onRecipient = () => undefined;
    const retried = await app.post(`/mass-emails/${mailing.id}/retry-failed`);
    expect(retried.body).toMatchObject({ retried: 2, status: 'In Process' });
    await app.run();
    expect(await app.statusOf(mailing)).toBe('Complete');
    expect(app.smtp.recipients()).toEqual(['p1@x.example', 'p2@x.example', 'p3@x.example']);
  });

  it('a connection lost before the answer leaves the message Unconfirmed and is never sent again on its own', async () => {
    const { list } = await app.listOf(1);
    const mailing = await app.mailing([list.id]);
    app.smtp.onMessage = () => 'drop';
    await app.run();
    app.smtp.onMessage = () => undefined;
    expect(await app.items(mailing)).toMatchObject([
      { status: 'Unconfirmed', lastError: expect.stringContaining('before the server answered') },
    ]);
    await app.run();
    expect(app.smtp.messages).toHaveLength(1);
    expect(await app.statusOf(mailing)).toBe('Complete');
    expect((await app.call('POST', `/api/v1/mass-emails/${mailing.id}/retry-failed`)).status).toBe(409);
    expect(
      (await app.post(`/mass-emails/${mailing.id}/retry-failed`, { includeUnconfirmed: true })).body.retried,
    ).toBe(1);
  });

  it('a connection lost before the message was written leaves the item Pending', async () => {
    const { list } = await app.listOf(2);
    const mailing = await app.mailing([list.id]);
    app.smtp.onRecipient = () => 'drop';
    await app.run();
    expect((await app.items(mailing)).map((item) => [item.status, item.attemptCount])).toEqual(
      Array(2).fill(['Pending', 0]),
    );
    app.smtp.onRecipient = () => undefined;
    await app.run();
    expect(app.smtp.recipients()).toEqual(['p1@x.example', 'p2@x.example']);
  });
});

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { HOUR, MINUTE } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('a mailing that is held says why', (kind) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await TestApp.start(kind);
  });
  afterEach(() => app.stop());

  it('an Inactive or Complete campaign keeps a due mailing Pending, without a queue, and says why', async () => {
    for (const status of ['Inactive', 'Complete']) {
      const { list } = await app.listOf(2, status.toLowerCase());
      const campaign = await app.campaign({ status });
      const mailing = await app.mailing([list.id], { campaignId: campaign.id });
      expect((await app.run()).queuesBuilt).toBe(0);
      expect(await app.progress(mailing)).toMatchObject({
        status: 'Pending',
        total: 0,
        hold: { limit: 'campaign', reason: expect.stringContaining(status), nextBatchAt: null },
      });
      const late = await app.contact(`late-${status}@x.example`);
      await app.make(`/target-lists/${list.id}/members`, { targetType: 'Contact', targetIds: [late.id] });
      await app.patch(`/campaigns/${campaign.id}`, { status: 'Active' });
      await app.run();
      expect((await app.progress(mailing)).counts!.Sent).toBe(3);
    }
  });

  const job = async (values: object) => {
    await app.patch(`/scheduled-jobs/${await app.jobOf('SendMassEmails')}`, values);
  };

  it('without its job nothing goes out, and that is said first', async () => {
    const { list } = await app.listOf(1);
    const mailing = await app.mailing([list.id]);
    await job({ status: 'Inactive' });
    expect((await app.progress(mailing)).hold).toMatchObject({
      limit: 'job',
      reason: expect.stringContaining('Inactive'),
      nextBatchAt: null,
    });
    await job({ status: 'Active' });
    expect((await app.progress(mailing)).hold).toMatchObject({ nextBatchAt: '2027-03-01T10:00:00.000Z' });
    app.clock.advance(2 * HOUR);
    expect((await app.progress(mailing)).hold).toMatchObject({
      limit: 'job',
      reason: expect.stringContaining('did not run'),
    });
  });

  it('a broken account: the run is no Success and names it; nothing stale stays after mending, pause or cancel', async () => {
    const { list } = await app.listOf(2);
    const account = await app.make('/smtp-accounts', {
      name: 'Relay of ours',
      host: '127.0.0.1',
      port: 1,
      security: 'None',
      fromAddress: 'a@sender.example',
    });
    const mailing = await app.mailing([list.id], { smtpAccountId: account.id });
    const run = await app.runJob('SendMassEmails');
    expect(run).toMatchObject({ status: 'Failed', error: expect.stringContaining('Relay of ours') });
    expect(run.summary!.held).toMatchObject([{ name: 'M', limit: 'account' }]);
    const sentTest = await app.post(`/mass-emails/${mailing.id}/send-test`, {
      addresses: ['me@x.example'],
    });
    expect([sentTest.status, sentTest.problem.detail]).toEqual([
      409,
      expect.stringContaining('Relay of ours'),
    ]);
    expect((await app.progress(mailing)).hold).toMatchObject({ limit: 'account' });
    await app.post(`/mass-emails/${mailing.id}/pause`);
    expect((await app.progress(mailing)).hold).toMatchObject({ limit: 'paused', nextBatchAt: null });
    expect((await app.get(`/mass-emails/${mailing.id}`)).body.statusReason).toBeNull();
    await app.post(`/mass-emails/${mailing.id}/resume`);
    await app.run();
    await app.patch(`/smtp-accounts/${account.id}`, { port: app.smtp.port });
    expect((await app.progress(mailing)).hold).toMatchObject({ limit: 'batch' });
    expect((await app.get(`/mass-emails/${mailing.id}`)).body.statusReason).toBeNull();
    await app.run();
    expect(await app.statusOf(mailing)).toBe('Complete');
  });

  it('what goes wrong unexpectedly holds the mailing with its reason, until it goes on', async () => {
    const { list } = await app.listOf(1);
    const mailing = await app.mailing([list.id]);
    app.smtp.onSender = () => ({ code: 550, message: 'not you' });
    await app.run();
    expect((await app.progress(mailing)).hold?.reason).toContain('not you');
    app.smtp.onSender = () => undefined;
    app.clock.advance(MINUTE);
    await app.run();
    expect((await app.progress(mailing)).hold).toBeNull();
  });

  it('an account that was away is tried again within minutes where there is no batch size, and with the next run where there is one', async () => {
    for (const [name, maxPerBatch] of [
      ['free', null],
      ['sized', 10],
    ] as const) {
      await app.patch('/settings/outbound-email', { maxPerBatch });
      const { list } = await app.listOf(2, name);
      const mailing = await app.mailing([list.id]);
      app.smtp.onSender = () => ({ code: 550, message: 'not you' });
      await app.run();
      expect((await app.progress(mailing)).hold?.limit).toBe('account');
      app.smtp.onSender = () => undefined;
      const sentAfter = async (minutes: number) => {
        app.clock.advance(minutes * MINUTE);
        await app.runJob('BeginOnTime');
        return (await app.progress(mailing)).counts!.Sent;
      };
      expect(await sentAfter(4)).toBe(0);
      expect(await sentAfter(2)).toBe(maxPerBatch === null ? 2 : 0);
      await app.run();
      expect((await app.progress(mailing)).counts!.Sent).toBe(2);
    }
  });

  it('the hourly cap: the run says so, and the next batch is that of a run', async () => {
    const { list } = await app.listOf(3);
    await app.patch('/settings/outbound-email', { maxPerHour: 2 });
    const mailing = await app.mailing([list.id]);
    app.clock.advance(17 * MINUTE);
    const run = await app.run();
    expect(run.held).toMatchObject([{ limit: 'hour' }]);
    expect((await app.progress(mailing)).hold).toMatchObject({
      limit: 'hour',
      nextBatchAt: '2027-03-01T11:00:00.000Z',
    });
    await app.patch('/settings/outbound-email', { maxPerHour: null });
    expect((await app.progress(mailing)).hold).toMatchObject({ nextBatchAt: '2027-03-01T10:00:00.000Z' });
  });
});

onBothDatabases('an account that is away in the middle of a batch', (kind) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await TestApp.start(kind, { dispatch: { reconnectDelays: [1, 1] } });
  });
  afterEach(() => app.stop());

  it('holds the mailing and says so, also when the whole batch was under way', async () => {
    await app.patch('/settings/outbound-email', { maxPerBatch: 3 });
    const { list } = await app.listOf(9, 'away');
    const mailing = await app.mailing([list.id]);
    expect(await app.run()).toMatchObject({ sent: 3, held: [] });
    await app.patch('/settings/outbound-email', { smtpPort: 2 });
    for (let run = 0; run < 2; run++)
      expect(await app.run()).toMatchObject({ sent: 0, held: [{ limit: 'account' }] });
    expect((await app.progress(mailing)).hold).toMatchObject({ limit: 'account' });
    expect((await app.get('/diagnostics')).body).toMatchObject({ isBroken: true, broken: 'account' });
    await app.patch('/settings/outbound-email', { smtpPort: app.smtp.port });
    expect(await app.run()).toMatchObject({ sent: 3, held: [] });
    expect((await app.progress(mailing)).hold).toMatchObject({ limit: 'batch' });
  });

  it('is tried again within the run, which sends its batch, all of it and no more', async () => {
    await app.patch('/settings/outbound-email', { maxPerBatch: 5 });
    const { list } = await app.listOf(12, 'blink');
    await app.mailing([list.id]);
    // Before anybody was let in: the first connections are closed.
    let closed = 0;
    app.smtp.onSender = () => (closed++ < 1 ? { code: 421, message: 'Come back' } : undefined);
    expect(await app.run()).toMatchObject({ sent: 5, held: [] });
    expect(await app.run()).toMatchObject({ sent: 5 });
    expect(await app.run()).toMatchObject({ sent: 2 });
    expect(new Set(app.smtp.recipients()).size).toBe(12);
    expect(app.smtp.messages).toHaveLength(12);
  });
});

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { RecordSourceRegistry } from '@facteur/audience';
import { HOUR, MINUTE } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('sending, caps, retry', (kind) => {
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
    const { hold } = (await app.get(`/mass-emails/${mailing.id}/progress`)).body;
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
    const sent = async (mailing: { id: string }) =>
      (await app.get(`/mass-emails/${mailing.id}/progress`)).body.counts!.Sent;
    await app.run();
    expect([await sent(first), await sent(second)]).toEqual([20, 20]);
    expect((await app.get(`/mass-emails/${first.id}/progress`)).body.hold).toMatchObject({ limit: 'batch' });
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
    expect((await app.get(`/mass-emails/${mailing.id}/progress`)).body.hold).toMatchObject({
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
    expect((await app.get(`/mass-emails/${mailing.id}/progress`)).body.hold!.reason).toContain(
      'sender not allowed here',
    );
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

  it('a template deleted after queueing fails the mailing and its open items', async () => {
    const { list } = await app.listOf(3);
    await app.patch('/settings/outbound-email', { maxPerBatch: 1 });
    const mailing = await app.mailing([list.id]);
    await app.run();
    expect((await app.delete(`/email-templates/${mailing.templateId}`)).status).toBe(409);
    await app.database.execute('DELETE FROM email_template');
    await app.run();
    const { body } = await app.get(`/mass-emails/${mailing.id}`);
    expect(body).toMatchObject({ status: 'Failed', statusReason: expect.stringContaining('template') });
    expect((await app.items(mailing)).map((item) => item.status).sort()).toEqual([
      'Failed',
      'Failed',
      'Sent',
    ]);
  });

  it('a template that throws for one record fails that item alone', async () => {
    const { list, contacts } = await app.listOf(3);
    const mailing = await app.mailing([list.id]);
    const source = app.nest.get(RecordSourceRegistry).get('Contact');
    const original = source.load.bind(source);
    source.load = async (ids: string[]) => {
      const records = await original(ids);
      const scopes = records.get(contacts[1]!.id)?.scopes as Record<string, object> | undefined;
      if (scopes)
        scopes['person'] = {
          get firstName(): string {
            throw new Error('unreadable');
          },
        };
      return records;
    };
    await app.run();
    source.load = original;
    expect((await app.items(mailing)).map((item) => item.status)).toEqual(['Sent', 'Failed', 'Sent']);
    expect((await app.items(mailing))[1]!.lastError).toContain('could not be made');
  });

  it('a campaign set Inactive half-way stops the mail; Active sends the rest, nobody twice', async () => {
    const { list } = await app.listOf(4);
    const campaign = await app.campaign();
    await app.patch('/settings/outbound-email', { maxPerBatch: 2 });
    const mailing = await app.mailing([list.id], { campaignId: campaign.id });
    await app.run();
    await app.patch(`/campaigns/${campaign.id}`, { status: 'Inactive' });
    expect((await app.run()).sent).toBe(0);
    expect(await app.statusOf(mailing)).toBe('In Process');
    expect((await app.get(`/mass-emails/${mailing.id}/progress`)).body.hold).toMatchObject({
      limit: 'campaign',
    });
    await app.patch(`/campaigns/${campaign.id}`, { status: 'Active' });
    await app.run();
    expect(app.smtp.recipients()).toEqual(['p1@x.example', 'p2@x.example', 'p3@x.example', 'p4@x.example']);
  });

  it('an item that a dead sender had claimed is sent once by the next run; one it was handing over is Unconfirmed', async () => {
    const { list } = await app.listOf(3);
    const mailing = await app.mailing([list.id]);
    app.smtp.onSender = () => ({ code: 421, message: 'later' });
    await app.run();
    app.smtp.onSender = () => undefined;
    await app.database.execute(`INSERT INTO sender (name, seen_at) VALUES ('dead', ?)`, [
      new Date(app.clock.now().getTime() - HOUR),
    ]);
    const [dead] = await app.database.query<{ id: number }>(`SELECT id FROM sender WHERE name = 'dead'`);
    await app.database.execute(`UPDATE queue_item SET claimed_by = ? WHERE address = 'p1@x.example'`, [
      dead!.id,
    ]);
    await app.database.execute(
      `UPDATE queue_item SET claimed_by = ?, status = 'Sending', attempt_count = 1 WHERE address = 'p2@x.example'`,
      [dead!.id],
    );
    await app.run();
    expect((await app.items(mailing)).map((item) => item.status)).toEqual(['Sent', 'Unconfirmed', 'Sent']);
    expect(app.smtp.recipients()).toEqual(['p1@x.example', 'p3@x.example']);
    expect(await app.statusOf(mailing)).toBe('Complete');
  });

  it('a failure between claim and hand-over leaves nobody claimed for ever', async () => {
    const { list } = await app.listOf(3);
    const mailing = await app.mailing([list.id]);
    const sources = app.nest.get(RecordSourceRegistry);
    const load = sources.load.bind(sources);
    sources.load = async () => {
      throw new Error('the records cannot be read just now');
    };
    expect((await app.run()).held).toMatchObject([
      { reason: expect.stringContaining('the records cannot be read just now') },
    ]);
    sources.load = load;
    app.clock.advance(MINUTE);
    await app.run();
    expect(app.smtp.recipients()).toEqual(['p1@x.example', 'p2@x.example', 'p3@x.example']);
    expect(await app.statusOf(mailing)).toBe('Complete');
  });

  it('pause, resume and cancel', async () => {
    const { list } = await app.listOf(4);
    await app.patch('/settings/outbound-email', { maxPerBatch: 1 });
    const mailing = await app.mailing([list.id]);
    expect((await app.post(`/mass-emails/${mailing.id}/pause`)).status).toBe(409);
    await app.run();
    expect((await app.post(`/mass-emails/${mailing.id}/pause`)).body.status).toBe('Paused');
    expect((await app.run()).sent).toBe(0);
    expect((await app.post(`/mass-emails/${mailing.id}/resume`)).body.status).toBe('In Process');
    expect((await app.run()).sent).toBe(1);
    expect((await app.post(`/mass-emails/${mailing.id}/cancel`)).body.status).toBe('Cancelled');
    expect((await app.run()).sent).toBe(0);
    expect((await app.items(mailing)).map((item) => item.status).sort()).toEqual([
      'Sent',
      'Sent',
      'Skipped',
      'Skipped',
    ]);
  });

  it('setting Complete back to Pending is refused; a copy makes a new mailing', async () => {
    const { list } = await app.listOf(1);
    const mailing = await app.mailing([list.id]);
    await app.run();
    const answer = await app.patch(`/mass-emails/${mailing.id}`, { status: 'Pending' });
    expect(answer.status).toBe(409);
    expect(answer.problem.detail).toContain('Copy it');
    const copy = await app.make(`/mass-emails/${mailing.id}/copy`, {});
    expect(copy).toMatchObject({ status: 'Draft', targetListIds: [list.id] });
  });

  it('a mailing later than the limit waits for a person', async () => {
    const { list } = await app.listOf(1);
    const mailing = await app.mailing([list.id]);
    app.clock.advance(25 * HOUR);
    expect(await app.run()).toMatchObject({ queuesBuilt: 0, held: [{ name: 'M' }] });
    expect((await app.get(`/mass-emails/${mailing.id}/progress`)).body.hold).toMatchObject({ limit: 'late' });
    await app.post(`/mass-emails/${mailing.id}/resume`);
    expect((await app.run()).sent).toBe(1);
  });

  it('a deleted mailing is archived, and its opt-out link still works', async () => {
    const { list, contacts } = await app.listOf(1);
    const mailing = await app.mailing([list.id]);
    await app.run();
    const link = await app.link('p1@x.example', 'optOut');
    expect((await app.delete(`/mass-emails/${mailing.id}`)).status).toBe(204);
    expect((await app.get(`/mass-emails/${mailing.id}`)).status).toBe(404);
    expect((await app.visit(link, { method: 'POST', body: '' })).status).toBe(200);
    const { body } = await app.get(`/target-lists/${list.id}/members`);
    expect(body.data).toMatchObject([{ targetId: contacts[0]!.id, optedOut: true }]);
  });

  it('four senders at once on 400 items: each address exactly one mail', async () => {
    const { list } = await app.listOf(1, 'seed');
    await app.database.execute(
      `INSERT INTO crm_contact (public_id, created_at, modified_at, last_name) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 400)
       SELECT ${kind === 'SQLite' ? `'c' || i` : `CONCAT('c', i)`}, ?, ?, 'X' FROM n`,
      [app.clock.now(), app.clock.now()],
    );
    const key = kind === 'SQLite' ? `public_id || '@many.example'` : `CONCAT(public_id, '@many.example')`;
    await app.database.execute(
      `INSERT INTO crm_address (target_type, target_id, channel, address, address_key, is_primary) SELECT 'Contact', public_id, 'email', ${key}, ${key}, 1 FROM crm_contact WHERE last_name = 'X'`,
    );
    await app.make(`/target-lists/${list.id}/members`, { targetType: 'Contact', filter: { lastName: 'X' } });
    await app.mailing([list.id]);
    const { SendRun } = await import('@facteur/dispatch');
    const run = app.nest.get(SendRun);
    const first = run.run();
    await Promise.all([first, run.work(), run.work(), run.work()]);
    await Promise.all([run.work(), run.run()]);
    const recipients = app.smtp.recipients();
    expect(new Set(recipients).size).toBe(recipients.length);
    expect(recipients).toHaveLength(401);
  });
});

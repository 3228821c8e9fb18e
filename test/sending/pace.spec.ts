import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { SendRun } from '@facteur/dispatch';
import { QueueRepository, SendingProcess } from '@facteur/dispatch/testing';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

const MINUTE = 60_000;

onBothDatabases('pace', (kind) => {
  let app: TestApp;
  let serial = 0;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    app.smtp.messages.length = 0;
  });
  afterEach(async () => {
    app.smtp.onRecipient = () => undefined;
    app.smtp.onMessage = () => undefined;
    for (const rule of (await app.get('/pace-rules')).body.data) await app.delete(`/pace-rules/${rule.id}`);
    // What is left of one test is not another's.
    await app.database.execute(`UPDATE mailing SET status = 'Cancelled' WHERE status = 'In Process'`);
    app.clock.advance(25 * 60 * MINUTE);
  });

  const rule = (values: object) => app.make('/pace-rules', { name: 'Slow ones', ...values });

  /** A mailing to so many people at each domain. */
  async function mailingTo(domains: Record<string, number>) {
    const list = await app.list(`pace ${++serial}`);
    const targetIds: string[] = [];
    for (const [domain, count] of Object.entries(domains))
      for (let i = 0; i < count; i++) targetIds.push((await app.contact(`p${serial}-${i}@${domain}`)).id);
    await app.make(`/target-lists/${list.id}/members`, { targetType: 'Contact', targetIds });
    return app.mailing([list.id]);
  }

  const goOn = () => app.nest.get(SendRun).goOn();
  const sentTo = (domain: string) => app.smtp.recipients().filter((one) => one.endsWith(`@${domain}`)).length;

  it('an account goes no faster than its rule, goes on by itself, and progress tells until when', async () => {
    await rule({ account: 'system', name: 'Relay', perMinute: 4 });
    const mailing = await mailingTo({ 'a.example': 10 });
    const summary = await app.run();
    expect(app.smtp.messages).toHaveLength(4);
    expect(JSON.stringify(summary)).toContain('"Relay\\" lets 4 a minute through');
    const progress = await app.progress(mailing);
    expect(progress.hold).toMatchObject({ limit: 'pace', reason: '"Relay" lets 4 a minute through.' });
    expect(progress.pace).toMatchObject({ limits: [{ name: 'Relay', waiting: 6, perHour: 240 }] });
    expect(progress.pace!.doneAt).not.toBeNull();
    app.clock.advance(30_000);
    await goOn();
    expect(app.smtp.messages).toHaveLength(4);
    app.clock.advance(36_000);
    await goOn();
    expect(app.smtp.messages).toHaveLength(8);
    app.clock.advance(66_000);
    await goOn();
    expect(app.smtp.messages).toHaveLength(10);
    expect(await app.statusOf(mailing)).toBe('Complete');
  });

  it('receivers that are slow hold nobody else back', async () => {
    await rule({ receivers: ['slow.example'], perHour: 2 });
    const mailing = await mailingTo({ 'slow.example': 6, 'quick.example': 6 });
    await app.run();
    expect([sentTo('slow.example'), sentTo('quick.example')]).toEqual([2, 6]);
    expect((await app.progress(mailing)).pace).toMatchObject({ limits: [{ waiting: 4, perHour: 2 }] });
    app.clock.advance(62 * MINUTE);
    await goOn();
    expect(sentTo('slow.example')).toBe(4);
  });

  it('at once means at any moment, and not in one run', async () => {
    await rule({ receivers: ['slow.example'], atOnce: 2 });
    const mailing = await mailingTo({ 'slow.example': 12, 'quick.example': 3 });
    let now = 0;
    let most = 0;
    app.smtp.onMessage = async (to) => {
      if (!to.endsWith('@slow.example')) return undefined;
      most = Math.max(most, (now += 1));
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return undefined;
    };
    await app.run();
    expect(sentTo('slow.example')).toBe(12);
    expect(most).toBeLessThanOrEqual(2);
    expect(await app.statusOf(mailing)).toBe('Complete');
  });

  it('a rule that goes while its messages are under way keeps nothing from being settled', async () => {
    const made = await rule({ receivers: ['slow.example'], perDay: 100 });
    const mailing = await mailingTo({ 'slow.example': 3 });
    app.smtp.onMessage = async () => {
      await app.database.execute(`DELETE FROM pace_rule WHERE public_id = '${made.id}'`);
      return undefined;
    };
    await app.run();
    expect((await app.progress(mailing)).counts).toMatchObject({ Sent: 3 });
  });

  it('what failed by a rule that is gone can be sent again', async () => {
    const made = await rule({ receivers: ['slow.example'], perDay: 100 });
    const other = await rule({ account: 'system', perDay: 1_000 });
    const mailing = await mailingTo({ 'slow.example': 2 });
    app.smtp.onRecipient = () => ({ code: 550, message: 'no' });
    await app.run();
    app.smtp.onRecipient = () => undefined;
    await app.delete(`/pace-rules/${made.id}`);
    expect(other.id).toBeDefined();
    await app.post(`/mass-emails/${mailing.id}/retry-failed`, {});
    await app.run();
    expect((await app.progress(mailing)).counts).toMatchObject({ Sent: 2 });
  });

  it('what may have gone out counts: with each connection cut after acceptance the cap still holds', async () => {
    await rule({ account: 'system', perHour: 5 });
    const mailing = await mailingTo({ 'a.example': 8 });
    app.smtp.onMessage = () => 'drop';
    await app.run();
    await goOn();
    expect(app.smtp.messages).toHaveLength(5);
    expect((await app.progress(mailing)).counts).toMatchObject({ Unconfirmed: 5, Pending: 3 });
  });

  it('claims of several at once are exact', async () => {
    await rule({ receivers: ['slow.example'], perHour: 3 });
    await rule({ account: 'system', name: 'Relay', perDay: 7 });
    const mailing = await mailingTo({ 'slow.example': 6, 'quick.example': 12 });
    await app.patch('/settings/outbound-email', { maxPerBatch: 1 });
    await app.run();
    await app.patch('/settings/outbound-email', { maxPerBatch: null });
    await app.database.execute(`UPDATE mailing SET batch_remaining = 1000 WHERE public_id = '${mailing.id}'`);
    const [row] = await app.database.query<{ id: number }>(
      `SELECT id FROM mailing WHERE public_id = '${mailing.id}'`,
    );
    const rules = await app.nest.get(SendRun)['pace'].rulesOf('email');
    const processId = await app.nest.get(SendingProcess).alive();
    const claims = await Promise.all(
      Array.from({ length: 6 }, () =>
        app.nest.get(QueueRepository).claim({
          ...{ mailingId: row!.id, channel: 'email', processId, limit: 4, maxPerHour: null },
          ...{ now: app.clock.now(), rules, account: 'system' },
        }),
      ),
    );
    const items = claims.flatMap((claim) => claim.items);
    expect(items).toHaveLength(6);
    expect(new Set(items.map(({ id }) => id)).size).toBe(6);
    expect(items.filter(({ address }) => address.endsWith('@slow.example')).length).toBeLessThanOrEqual(3);
    await app.database.execute('UPDATE queue_item SET claimed_by = NULL');
  });

  it('whose address changed to another group while they waited go by the caps of that one', async () => {
    await rule({ receivers: ['slow.example'], perHour: 1 });
    const mailing = await mailingTo({ 'slow.example': 2, 'quick.example': 2 });
    const [first] = (await app.get(`/contacts?search=p${serial}-0@quick.example`)).body.data;
    const [second] = (await app.get(`/contacts?search=p${serial}-1@slow.example`)).body.data;
    // Queued at the addresses that they had then.
    app.smtp.onRecipient = () => ({ code: 450, message: '4.3.0 later' });
    await app.run();
    app.smtp.onRecipient = () => undefined;
    await app.patch(`/contacts/${first!.id}`, { emailAddress: `moved${serial}@slow.example` });
    await app.patch(`/contacts/${second!.id}`, { emailAddress: `moved${serial}@quick.example` });
    const slow: number[] = [];
    // A change is seen when it is somebody's turn, which may be that of the former group.
    for (let hour = 0; hour < 3; hour++) {
      app.clock.advance(2 * 60 * MINUTE);
      await app.run();
      slow.push(sentTo('slow.example'));
    }
    expect(slow).toEqual([1, 2, 2]);
    expect(sentTo('quick.example')).toBe(2);
    expect((await app.progress(mailing)).counts.Sent).toBe(4);
  });

  it('receivers that say "too fast" get a rule of their own, and nobody loses an attempt for it', async () => {
    const mailing = await mailingTo({ 'busy.example': 3, 'quick.example': 3 });
    app.smtp.onRecipient = (address) =>
      address.endsWith('@busy.example')
        ? { code: 451, message: '4.7.28 Our system has detected an unusual rate of mail from you' }
        : undefined;
    await app.run();
    expect(sentTo('quick.example')).toBe(3);
    const [made] = (await app.get('/pace-rules')).body.data;
    expect(made).toMatchObject({
      name: 'busy.example',
      receivers: ['busy.example'],
      slowLevel: 1,
      slowReason: expect.stringContaining('unusual rate'),
    });
    const waiting = await app.items(mailing, '&filter.status=Pending');
    expect(waiting.map((item) => item.attemptCount)).toEqual([0, 0, 0]);
    app.smtp.onRecipient = () => undefined;
    app.clock.advance(16 * MINUTE);
    await goOn();
    expect(sentTo('busy.example')).toBe(3);
  });

  it('a server that says so before it hears for whom has its account slowed, which is no broken one', async () => {
    const mailing = await mailingTo({ 'a.example': 6 });
    app.smtp.onRecipient = () => ({ code: 421, message: '4.7.0 Too many messages from you, slow down' });
    const { held } = await app.run();
    expect(held).toMatchObject([{ reason: expect.stringContaining('slow down') }]);
    const [made] = (await app.get('/pace-rules')).body.data;
    expect(made).toMatchObject({ account: 'system', slowLevel: 1 });
    expect((await app.progress(mailing)).hold?.limit).not.toBe('account');
    const waiting = await app.items(mailing, '&filter.status=Pending');
    expect(waiting.map((item) => item.attemptCount)).toEqual(Array(6).fill(0));
    app.smtp.onRecipient = () => undefined;
    app.clock.advance(MINUTE);
    await goOn();
    expect(sentTo('a.example')).toBe(6);
  });

  it('a 421 about anything else leaves the pace as it is', async () => {
    const mailing = await mailingTo({ 'a.example': 6 });
    app.smtp.onRecipient = () => ({ code: 421, message: '4.3.2 Shutting down for maintenance' });
    await app.run();
    expect((await app.progress(mailing)).hold?.limit).toBe('account');
    expect((await app.get('/pace-rules')).body.data).toEqual([]);
  });

  it.each([
    '4.7.1 Greylisted, too many unknown senders, try later',
    '4.2.2 The mailbox is full: quota limit exceeded',
  ])('%s is no such word', async (message) => {
    await mailingTo({ 'grey.example': 1 });
    app.smtp.onRecipient = () => ({ code: 452, message });
    await app.run();
    expect((await app.get('/pace-rules')).body.data).toEqual([]);
  });

  it('outside of its hours nothing goes, and progress tells when it opens', async () => {
    const hour = app.clock.now().getUTCHours();
    const time = (of: number) => `${String(of % 24).padStart(2, '0')}:00`;
    await rule({
      receivers: ['office.example'],
      openFrom: time(hour + 2),
      openUntil: time(hour + 3),
    });
    const mailing = await mailingTo({ 'office.example': 2 });
    await app.run();
    expect(app.smtp.messages).toHaveLength(0);
    const { hold } = await app.progress(mailing);
    expect(hold).toMatchObject({ limit: 'pace', reason: '"Slow ones" is closed at this hour.' });
    app.clock.set(new Date(hold!.nextBatchAt!));
    await goOn();
    expect(app.smtp.messages).toHaveLength(2);
  });

  it('a rule that is taken away lets the rest go', async () => {
    const made = await rule({ receivers: ['slow.example'], perDay: 1 });
    const other = await rule({ account: 'system', perDay: 1_000 });
    await mailingTo({ 'slow.example': 4 });
    await app.run();
    expect(app.smtp.messages).toHaveLength(1);
    await app.delete(`/pace-rules/${made.id}`);
    await goOn();
    expect(app.smtp.messages).toHaveLength(4);
    expect(other.id).toBeDefined();
  });

  it('receivers that have nothing in common and say so at once are not at fault: the account is', async () => {
    await mailingTo({ 'one.example': 1, 'two.example': 1, 'three.example': 1, 'four.example': 1 });
    app.smtp.onRecipient = () => ({
      code: 454,
      message: '4.7.0 Throttling failure: Maximum sending rate exceeded',
    });
    await app.run();
    const { data } = (await app.get('/pace-rules')).body;
    expect(data).toMatchObject([{ account: 'system', receivers: null, slowLevel: 1 }]);
  });

  it('an account has one rule', async () => {
    await rule({ account: 'system', perHour: 10 });
    const answer = await app.post('/pace-rules', { name: 'R', account: 'system', perHour: 5 });
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([400, expect.stringContaining('account')]);
  });

  it.each([
    ['receivers', {}],
    ['receivers', { account: 'system', receivers: ['x.example'] }],
    ['timezone', { account: 'system', timezone: 'Mars/Base' }],
    ['openUntil', { account: 'system', openFrom: '01:00' }],
    ['openUntil', { account: 'system', openFrom: '01:00', openUntil: '01:00' }],
    ['warmUpFirst', { account: 'system', warmUpFrom: '2027-03-01T00:00:00Z' }],
    ['openFrom', { account: 'system', openFrom: '25:00', openUntil: '10:00' }],
    ['channel', { account: 'system', channel: 'pigeons', perHour: 1 }],
    ['perHour', { account: 'system' }],
    ['account', { account: 'no-such-account', perHour: 1 }],
    ['openUntil', { account: 'system', openFrom: '24:00', openUntil: '00:00' }],
    ['perMinute', { account: 'system', perMinute: 0 }],
  ])('a rule that cannot be is refused, naming %s', async (field, values) => {
    const answer = await app.post('/pace-rules', { name: 'R', ...values });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(field);
  });
});

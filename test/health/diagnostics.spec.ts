import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SpoolRecorder } from '@facteur/tracking';
import { onBothDatabases } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('why mail is not going out', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  const look = async () => (await app.get('/diagnostics')).body;
  const check = async (code: string) => (await look()).checks.find((one) => one.code === code)!;

  it('is a chain whose links are looked at in order', async () => {
    const { checks, isBroken, sentence } = await look();
    expect(checks.map(({ code }) => code)).toEqual([
      ...['site', 'links', 'job', 'account', 'mx', 'spf', 'dkim', 'dmarc', 'one-click', 'queue', 'limits'],
      ...[
        'mailbox',
        'return-path',
        'test-bounce',
        'counters',
        'jobs',
        'journal',
        'disk',
        'clock',
        'sign-in-links',
        'held',
        'sign-in-provider',
        'keys',
        'reputation',
        'unconfirmed',
        'webhooks',
      ],
    ]);
    expect([isBroken, sentence]).toEqual([false, 'Mail can go out.']);
  });

  it('names an inactive job, and where it is mended', async () => {
    const id = await app.jobOf('SendMassEmails');
    await app.patch(`/scheduled-jobs/${id}`, { status: 'Inactive' });
    expect(await look()).toMatchObject({
      ...{ isBroken: true, broken: 'job' },
      sentence: expect.stringContaining('Inactive'),
    });
    expect(await check('job')).toMatchObject({ state: 'fail', reason: 'inactive', mend: '/admin/jobs' });
    await app.patch(`/scheduled-jobs/${id}`, { status: 'Active' });
    expect((await look()).isBroken).toBe(false);
  });

  it('names the account that refuses, by what it did and by trying it', async () => {
    await app.patch('/settings/outbound-email', { smtpHost: '127.0.0.1', smtpPort: 2 });
    const { list } = await app.listOf(1, 'held');
    await app.mailing([list.id]);
    await app.run();
    const held = await check('account');
    expect(held).toMatchObject({ state: 'fail', reason: 'refused', since: app.clock.now().toISOString() });
    expect((await look()).waiting).toBe(1);
    const run = (await app.post('/diagnostics/run')).body;
    expect(run.checks.find(({ code }) => code === 'account')).toMatchObject({
      ...{ state: 'fail', reason: 'tried-in-vain', params: { step: 'connection' } },
    });
    // Looking again does not make it good; changing it may.
    expect(await check('account')).toMatchObject({ state: 'fail', reason: 'tried-in-vain' });
    await app.patch('/settings/outbound-email', { smtpPort: app.smtp.port });
    await app.run();
    expect(await check('account')).toMatchObject({ state: 'pass' });
  });

  it('names caps that are used up, and mailings that wait for a person', async () => {
    await app.patch('/settings/outbound-email', { maxPerHour: 1 });
    expect(await check('limits')).toMatchObject({ state: 'warn', reason: 'used-up' });
    await app.patch('/settings/outbound-email', { maxPerHour: null });
    const { list } = await app.listOf(1, 'late');
    await app.mailing([list.id]);
    app.clock.advance(25 * 3_600_000);
    await app.run();
    expect(await check('held')).toMatchObject({ state: 'warn', params: { count: 1 } });
  });

  it('what is on its way, or of unknown fate, is not stuck; what nobody was heard of for a quarter of an hour is', async () => {
    const { list } = await app.listOf(1, 'queue');
    await app.mailing([list.id]);
    await app.run();
    const { database } = app;
    const claim = async (status: string, sender: number | null) =>
      database.execute(
        `UPDATE {queue_item} SET status = ?, claimed_by = ? WHERE address_key = 'queue1@x.example'`,
        [status, sender],
      );
    await database.execute(`INSERT INTO {sender} (name, seen_at) VALUES ('vm:1', ?)`, [app.clock.now()]);
    const [{ id }] = (await database.query<{ id: number }>(
      `SELECT id FROM {sender} WHERE name = 'vm:1'`,
    )) as [{ id: number }];
    await claim('Sending', id);
    expect(await check('queue')).toMatchObject({ state: 'pass' });
    await claim('Unconfirmed', id + 1_000);
    expect(await check('queue')).toMatchObject({ state: 'pass' });
    await claim('Sending', id);
    app.clock.advance(16 * 60_000);
    expect(await check('queue')).toMatchObject({ state: 'fail', params: { count: 1 } });
    await claim('Sent', null);
    expect(await check('queue')).toMatchObject({ state: 'pass' });
  });

  it('letters that cannot be left with one click, and opens and clicks that are not recorded, are told of', async () => {
    await app.patch('/settings/outbound-email', { listUnsubscribeHeaders: false });
    expect(await check('one-click')).toMatchObject({ state: 'warn', reason: 'off', mend: '/admin/sending' });
    await app.patch('/settings/outbound-email', { listUnsubscribeHeaders: true });
    expect(await check('one-click')).toMatchObject({ state: 'pass' });
    const recorder = app.nest.get(SpoolRecorder);
    const broken = jest.spyOn(recorder, 'drain').mockRejectedValue(new Error('The disk is gone.'));
    recorder.look();
    await eventually('it is told', async () => (await check('journal')).state === 'warn');
    expect(await check('journal')).toMatchObject({ reason: 'waits', params: { words: 'The disk is gone.' } });
    broken.mockRestore();
    await eventually('it is over', async () => {
      recorder.look();
      return (await check('journal')).state === 'pass';
    });
  });

  it('tells when a cron would fire next', async () => {
    const { body } = await app.post('/scheduled-jobs/preview', {
      ...{ scheduling: '0 9 * * 1', timezone: 'Europe/Paris' },
    });
    expect(body.firings).toHaveLength(5);
    expect(body.firings[0]).toMatch(/T08:00:00\.000Z$/);
    expect((await app.post('/scheduled-jobs/preview', { scheduling: '0 0 31 2 *' })).status).toBe(400);
  });

  describe('while somebody watches', () => {
    /** Reads events until one satisfies. */
    async function watch(topics: string, act: () => Promise<unknown>, until: (data: string) => boolean) {
      const end = new AbortController();
      const response = await fetch(`${app.origin}/api/v1/events?topics=${topics}`, {
        headers: { authorization: `Bearer ${app.token}` },
        signal: end.signal,
      });
      const seen: string[] = [];
      const reading = (async () => {
        for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) seen.push(chunk);
      })().catch(() => undefined);
      await eventually('a first event', () => seen.length > 0);
      await act();
      await eventually('the event that was waited for', () => seen.some(until));
      end.abort();
      await reading;
      return { response, seen };
    }

    it('a mailing tells how far it is: a snapshot first, and what changes', async () => {
      const { list } = await app.listOf(3, 'live');
      const mailing = await app.mailing([list.id]);
      const { response, seen } = await watch(
        `mass-email:${mailing.id}`,
        () => app.run(),
        (text) => text.includes('"Complete"'),
      );
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      const all = seen.join('');
      expect(all).toContain('event: mass-email');
      expect(all).toContain('"Pending"');
    });

    it('nobody gets in without signing in, and no topic that there is none of', async () => {
      expect((await fetch(`${app.origin}/api/v1/events?topics=home`)).status).toBe(401);
      expect((await app.call('GET', '/api/v1/events?topics=wombat')).status).toBe(400);
    });

    it('a topic that there is none of, beside a mailing that is not there, ends no process', async () => {
      const unheard: unknown[] = [];
      const hear = (reason: unknown) => unheard.push(reason);
      process.on('unhandledRejection', hear);
      expect((await app.call('GET', '/api/v1/events?topics=mass-email:nothing,bad')).status).toBe(400);
      await new Promise((done) => setImmediate(done));
      expect((await app.get('/instance')).status).toBe(200);
      process.off('unhandledRejection', hear);
      expect(unheard).toEqual([]);
    });
  });
});

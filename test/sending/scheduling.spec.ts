import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('letting a mailing go as it was looked at', (kind) => {
  let app: TestApp;
  let serial = 0;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  async function draft(count = 3) {
    const { list, contacts } = await app.listOf(count, `s${++serial}-`);
    const template = await app.template('<p>Hello {{person.firstName}}</p>');
    const mailing = await app.mailing([list.id], {
      ...{ status: 'Draft', startAt: null, templateId: template.id },
    });
    return { list, contacts, template, mailing, path: `/mass-emails/${mailing.id}` as const };
  }
  const seen = async (mailing: { id: string }) => {
    const { recipients, fingerprint, warnings } = await app.preflight(mailing);
    return { recipients, fingerprint, acknowledged: warnings.map(({ code }) => code) };
  };
  const schedule = (mailing: { id: string }, body: object) =>
    app.post(`/mass-emails/${mailing.id}/schedule`, body);
  const minute = async () => {
    app.clock.advance(60_000);
    return app.runJob('BeginOnTime');
  };

  it('at once: after the time to take it back, without waiting for the hourly run', async () => {
    const { mailing } = await draft();
    const answer = await schedule(mailing, await seen(mailing));
    expect([answer.status, answer.body]).toEqual([
      200,
      expect.objectContaining({
        status: 'Pending',
        onTime: true,
        confirmedCount: 3,
        owner: 'API key "tests"',
      }),
    ]);
    const { undoUntil, startAt } = answer.body;
    expect(new Date(undoUntil!).getTime() - app.clock.now().getTime()).toBe(60_000);
    expect(startAt).toBe(undoUntil);
    await app.runJob('BeginOnTime');
    expect(await app.items(mailing)).toEqual([]);
    await minute();
    expect(await app.statusOf(mailing)).toBe('Complete');
    expect(await app.items(mailing)).toHaveLength(3);
  });

  it('taken back in time it is a Draft again, and nothing has left', async () => {
    const { mailing, path } = await draft();
    await schedule(mailing, await seen(mailing));
    app.clock.advance(30_000);
    expect((await app.post(`${path}/unschedule`)).body).toMatchObject({
      ...{ status: 'Draft', undoUntil: null, onTime: false, confirmedCount: null },
    });
    await minute();
    await app.run();
    expect(await app.items(mailing)).toEqual([]);
  });

  it('taken back too late it is paused, and says how many have left', async () => {
    const { mailing, path } = await draft();
    await app.patch('/settings/outbound-email', { maxPerBatch: 1 });
    await schedule(mailing, await seen(mailing));
    await minute();
    await app.patch('/settings/outbound-email', { maxPerBatch: null });
    expect((await app.post(`${path}/unschedule`)).body.status).toBe('Paused');
    expect((await app.progress(mailing)).counts).toMatchObject({ Sent: 1, Pending: 2 });
  });

  it('at a time: stored with its zone, and begun in its very minute', async () => {
    const { mailing } = await draft();
    const startAt = new Date(app.clock.now().getTime() + 20 * 60_000).toISOString();
    const { body } = await schedule(mailing, {
      ...(await seen(mailing)),
      ...{ startAt, timezone: 'America/New_York' },
    });
    expect(body).toMatchObject({ startAt, timezone: 'America/New_York', undoUntil: null });
    expect((await app.progress(mailing)).hold).toMatchObject({ limit: 'start date', nextBatchAt: startAt });
    app.clock.advance(19 * 60_000);
    await app.runJob('BeginOnTime');
    expect(await app.statusOf(mailing)).toBe('Pending');
    await minute();
    expect(await app.statusOf(mailing)).toBe('Complete');
  });

  it('not while the job that sends is Inactive', async () => {
    const { mailing } = await draft();
    await schedule(mailing, await seen(mailing).then((one) => ({ ...one })));
    const job = await app.jobOf('SendMassEmails');
    await app.patch(`/scheduled-jobs/${job}`, { status: 'Inactive' });
    await minute();
    expect(await app.statusOf(mailing)).toBe('Pending');
    await app.patch(`/scheduled-jobs/${job}`, { status: 'Active' });
    await app.runJob('BeginOnTime');
    expect(await app.statusOf(mailing)).toBe('Complete');
  });

  describe('is refused, and it stays a Draft,', () => {
    const refused = async (mailing: { id: string }, body: object) => {
      const answer = await schedule(mailing, body);
      expect(await app.statusOf(mailing)).toBe('Draft');
      return [answer.status, answer.problem.code];
    };

    it('when its content was changed after it was looked at', async () => {
      const { mailing, template } = await draft();
      const before = await seen(mailing);
      await app.patch(`/email-templates/${template.id}`, { subject: 'Another' });
      expect(await refused(mailing, before)).toEqual([409, 'content-changed']);
    });

    it('when its sender or its lists were', async () => {
      const { mailing, path } = await draft();
      const before = await seen(mailing);
      await app.patch(path, { fromName: 'Somebody else' });
      expect(await refused(mailing, before)).toEqual([409, 'content-changed']);
      const again = await seen(mailing);
      await app.patch(path, { excludingTargetListIds: [(await app.list('X')).id] });
      expect(await refused(mailing, again)).toEqual([409, 'content-changed']);
    });

    it('when many more would get it than were seen; a few more are no matter', async () => {
      const { mailing, list } = await draft();
      const before = await seen(mailing);
      const more = await app.listOf(11, `more${serial}-`);
      const add = (some: { id: string }[]) =>
        app.make(`/target-lists/${list.id}/members`, {
          ...{ targetType: 'Contact', targetIds: some.map(({ id }) => id) },
        });
      await add(more.contacts);
      expect(await refused(mailing, before)).toEqual([409, 'count-moved']);
      await app.delete(`/target-lists/${list.id}/members`, {
        ...{ targetType: 'Contact', targetIds: [more.contacts[0]!.id] },
      });
      expect((await schedule(mailing, before)).status).toBe(200);
    });

    it('when there is a warning that nobody has seen', async () => {
      const { mailing, template } = await draft();
      await app.patch(`/email-templates/${template.id}`, { body: '<img src="https://a.example/b.png">' });
      const before = await seen(mailing);
      expect(before.acknowledged).toContain('image-no-alt');
      expect(await refused(mailing, { ...before, acknowledged: [] })).toEqual([409, 'warnings-unseen']);
    });

    it('for nobody, unless somebody says so', async () => {
      const { mailing } = await draft(0);
      expect(await refused(mailing, await seen(mailing))).toEqual([409, 'no-recipients']);
      expect((await schedule(mailing, { ...(await seen(mailing)), toNobody: true })).status).toBe(200);
    });

    it('for a time that has gone by, or a zone there is none of', async () => {
      const { mailing } = await draft();
      const past = { ...(await seen(mailing)), startAt: '2020-01-01T00:00:00Z' };
      expect((await schedule(mailing, past)).problem.errors).toMatchObject([{ field: 'startAt' }]);
      const zone = { ...(await seen(mailing)), timezone: 'Europe/Nowhere' };
      expect((await schedule(mailing, zone)).problem.errors).toMatchObject([{ field: 'timezone' }]);
    });
  });

  it('a list that grew by far until its queue is built holds it for a person', async () => {
    const { mailing, list, path } = await draft();
    const startAt = new Date(app.clock.now().getTime() + 60_000).toISOString();
    await schedule(mailing, { ...(await seen(mailing)), startAt });
    const more = await app.listOf(20, `grown${serial}-`);
    await app.make(`/target-lists/${list.id}/members`, {
      ...{ targetType: 'Contact', targetIds: more.contacts.map(({ id }) => id) },
    });
    await minute();
    expect(await app.statusOf(mailing)).toBe('Pending');
    expect(await app.items(mailing)).toEqual([]);
    const { hold } = await app.progress(mailing);
    expect(hold).toMatchObject({ limit: 'count', reason: expect.stringContaining('23') });
    await app.post(`${path}/resume`);
    await app.run();
    expect(await app.items(mailing)).toHaveLength(23);
  });

  it('preflight says what each list adds', async () => {
    const { contacts, list } = await app.listOf(3, `b${++serial}-`);
    const other = await app.list('Other', [{ targetType: 'Contact', id: contacts[0]!.id }]);
    const alone = await app.contact(`alone${serial}@x.example`);
    await app.make(`/target-lists/${other.id}/members`, { targetType: 'Contact', targetIds: [alone.id] });
    const mailing = await app.mailing([list.id, other.id], { status: 'Draft' });
    expect((await app.preflight(mailing)).byList).toEqual([
      { targetListId: list.id, name: list.name, members: 3, adds: 3 },
      { targetListId: other.id, name: 'Other', members: 2, adds: 1 },
    ]);
  });

  it('a test goes to oneself as somebody else would get it, and not to them', async () => {
    const { contacts, path } = await draft(1);
    const { status, body } = await app.post(`${path}/send-test`, {
      ...{ targets: [{ targetType: 'Contact', targetId: contacts[0]!.id }], deliverTo: ['me@firm.example'] },
    });
    expect([status, body.sent.map(({ address }) => address)]).toEqual([200, ['me@firm.example']]);
    const { html, subject } = await app.smtp.parsed('me@firm.example');
    expect([subject, html]).toEqual(['[Test] News', expect.stringContaining(`Hello s${serial}-1`)]);
    expect(app.smtp.messages.some(({ to }) => to === contacts[0]!.emailAddress)).toBe(false);
  });
});

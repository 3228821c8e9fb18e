import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('a second person’s yes', (kind) => {
  let app: TestApp;
  let claire: string;
  let ben: string;
  let writer: string;
  beforeAll(async () => {
    app = await TestApp.start(kind);
    [claire, ben, writer] = [
      await app.join('marketer'),
      await app.join('marketer'),
      await app.join('writer'),
    ];
    expect((await app.patch('/settings/sending', { approvalOver: 2 })).status).toBe(200);
  }, 60_000);
  afterAll(() => app?.stop());

  const ask = (token: string, method: string, path: string, body: object = {}) =>
    app.call<{ id: string; status: string; approval: string | null; code: string }>(
      method,
      `/api/v1${path}`,
      method === 'GET' ? undefined : body,
      { authorization: `Bearer ${token}` },
    );
  /** A letter to so many. */
  async function draft(count: number, name: string) {
    const { list } = await app.listOf(count, name);
    const template = await app.template();
    const letter = await app.mailing([list.id], { status: 'Draft', templateId: template.id, name });
    return { id: letter.id, path: `/mass-emails/${letter.id}`, template, list };
  }
  const look = async (path: string) => {
    const { fingerprint, recipients, warnings } = (
      await app.call<{ fingerprint: string; recipients: number; warnings: { code: string }[] }>(
        'GET',
        `/api/v1${path}/preflight`,
      )
    ).body;
    return { seen: { fingerprint, recipients }, acknowledged: warnings.map(({ code }) => code) };
  };
  const schedule = async (token: string, path: string) => {
    const { seen, acknowledged } = await look(path);
    return ask(token, 'POST', `${path}/schedule`, { ...seen, acknowledged });
  };
  const arrived = (prefix: string) => app.smtp.messages.filter(({ to }) => to.startsWith(prefix)).length;
  const run = async () => {
    app.clock.advance(120_000);
    await app.run();
  };

  it('a letter to few goes without', async () => {
    const { path } = await draft(2, 'few');
    expect((await schedule(claire, path)).body).toMatchObject({ status: 'Pending', approval: null });
    await run();
    expect(arrived('few')).toBe(2);
  });

  it('one to many waits for somebody else, who sees what was seen; then it goes', async () => {
    const { path } = await draft(3, 'many');
    expect((await schedule(claire, path)).body).toMatchObject({ status: 'Pending', approval: 'Asked' });
    await run();
    const { body } = await app.get(`${path}/progress` as '/mass-emails/x/progress');
    expect([arrived('many'), body.hold?.limit]).toEqual([0, 'approval']);
    // Neither a resume, nor her own yes, nor that of a program helps.
    await ask(claire, 'POST', `${path}/resume`);
    await run();
    const { seen } = await look(path);
    for (const [token, code] of [
      [claire, 'own-approval'],
      [app.token, 'not-a-person'],
      [writer, 'not-allowed'],
    ] as const)
      expect((await ask(token, 'POST', `${path}/approve`, seen)).problem).toMatchObject({
        status: 403,
        code,
      });
    expect(arrived('many')).toBe(0);
    expect((await ask(ben, 'POST', `${path}/approve`, seen)).body).toMatchObject({
      ...{ approval: 'Approved', approvalAnsweredBy: expect.stringContaining('@') },
    });
    await run();
    expect(arrived('many')).toBe(3);
  });

  it('what a key asks for, its maker asked for', async () => {
    const { body: key } = await app.call<{ key: string }>(
      'POST',
      '/api/v1/api-keys',
      { name: 'k', role: 'marketer' },
      { authorization: `Bearer ${await app.signIn()}` },
    );
    const { path } = await draft(3, 'keyed');
    await schedule(key.key, path);
    const { seen } = await look(path);
    const admin = await app.signIn();
    expect((await ask(admin, 'POST', `${path}/approve`, seen)).problem.code).toBe('own-approval');
  });

  it('by the status alone it does not slip through', async () => {
    const { path } = await draft(3, 'slip');
    expect((await ask(claire, 'PATCH', path, { status: 'Pending' })).status).toBe(200);
    await run();
    expect(arrived('slip')).toBe(0);
    const { seen } = await look(path);
    expect((await ask(ben, 'POST', `${path}/approve`, seen)).problem.code).toBe('not-asked');
    expect((await ask(claire, 'POST', `${path}/request-approval`, seen)).status).toBe(200);
    expect((await ask(ben, 'POST', `${path}/approve`, seen)).status).toBe(200);
    await run();
    expect(arrived('slip')).toBe(3);
  });

  it('whoever changes it does not approve the change, and a yes does not cover what came after it', async () => {
    const { path, template } = await draft(3, 'swap');
    await schedule(claire, path);
    expect((await ask(ben, 'PATCH', `/email-templates/${template.id}`, { subject: 'Buy now' })).status).toBe(
      200,
    );
    const { seen } = await look(path);
    expect((await ask(ben, 'POST', `${path}/approve`, seen)).problem.code).toBe('content-changed');
    expect((await ask(ben, 'POST', `${path}/request-approval`, seen)).status).toBe(200);
    expect((await ask(ben, 'POST', `${path}/approve`, seen)).problem.code).toBe('own-approval');
    expect((await ask(claire, 'POST', `${path}/approve`, seen)).status).toBe(200);
    await ask(ben, 'PATCH', `/email-templates/${template.id}`, { subject: 'Buy more' });
    await run();
    expect(arrived('swap')).toBe(0);
  });

  it('nor while it goes out', async () => {
    await app.patch('/settings/outbound-email', { maxPerBatch: 1 });
    const { path, template } = await draft(3, 'mid');
    await schedule(claire, path);
    await ask(ben, 'POST', `${path}/approve`, (await look(path)).seen);
    await run();
    expect(arrived('mid')).toBe(1);
    await ask(claire, 'PATCH', `/email-templates/${template.id}`, { subject: 'Something else' });
    await run();
    expect(arrived('mid')).toBe(1);
    const { seen } = await look(path);
    // Whoever says that it is for few does not make it so.
    await ask(claire, 'POST', `${path}/request-approval`, { ...seen, recipients: 1 });
    await run();
    expect(arrived('mid')).toBe(1);
    await ask(claire, 'POST', `${path}/request-approval`, seen);
    expect((await ask(ben, 'POST', `${path}/approve`, seen)).status).toBe(200);
    await app.patch('/settings/outbound-email', { maxPerBatch: 100 });
    await run();
    expect(arrived('mid')).toBe(3);
  });

  it('a no makes it a Draft again, and says why; a writer asks', async () => {
    const { path } = await draft(3, 'no');
    const { seen } = await look(path);
    expect((await ask(writer, 'POST', `${path}/request-approval`, seen)).body).toMatchObject({
      approval: 'Asked',
    });
    expect(
      (await ask(writer, 'POST', `${path}/request-approval`, { ...seen, fingerprint: 'x' })).status,
    ).toBe(409);
    const { body } = await app.get('/mass-emails?filter.approval=Asked&search=no');
    expect(body.data).toEqual([expect.objectContaining({ name: 'no' })]);
    // Whoever may send and was asked schedules it at once: two people have seen it.
    expect((await ask(ben, 'POST', `${path}/approve`, seen)).status).toBe(200);
    await schedule(ben, path);
    const other = await draft(3, 'never');
    await schedule(claire, other.path);
    const answer = await ask(ben, 'POST', `${other.path}/reject`, { reason: 'The price is wrong' });
    expect(answer.body).toMatchObject({
      ...{ status: 'Draft', approval: 'Rejected', approvalReason: 'The price is wrong' },
    });
    await run();
    expect([arrived('no'), arrived('never')]).toEqual([3, 0]);
  });

  it('how many it is for is counted, whatever whoever asks or answers says; nobody is nothing to answer', async () => {
    const { path, id } = await draft(3, 'counted');
    const { seen } = await look(path);
    const stored = async () =>
      (
        await app.database.query<{ recipients: number }>(
          `SELECT recipients FROM {mailing_approval} WHERE mailing_id = (SELECT id FROM {mailing} WHERE public_id = ?)`,
          [id],
        )
      )[0]?.recipients;
    await ask(claire, 'POST', `${path}/request-approval`, { ...seen, recipients: 0 });
    expect(await stored()).toBe(3);
    await ask(ben, 'POST', `${path}/approve`, { ...seen, recipients: 2_000_000_000 });
    expect(await stored()).toBe(3);
    const empty = await app.list('empty');
    const none = await app.mailing([empty.id], { status: 'Draft', name: 'none' });
    const nobody = (await look(`/mass-emails/${none.id}`)).seen;
    expect(
      (await ask(claire, 'POST', `/mass-emails/${none.id}/request-approval`, nobody)).problem,
    ).toMatchObject({ status: 409, code: 'no-recipients' });
  });

  it('whoever may not send neither holds what goes out by asking, nor takes a yes away', async () => {
    const { path } = await draft(3, 'letgo');
    await schedule(claire, path);
    await ask(ben, 'POST', `${path}/approve`, (await look(path)).seen);
    const { seen } = await look(path);
    const more = { ...seen, recipients: 2_000_000_000 };
    expect((await ask(writer, 'POST', `${path}/request-approval`, more)).status).toBe(403);
    // Nor does asking for what was given take it back.
    expect((await ask(claire, 'POST', `${path}/request-approval`, seen)).body.approval).toBe('Approved');
    await run();
    expect(arrived('letgo')).toBe(3);
  });

  it('where a link leads, and who is on the lists, is part of what somebody says yes to', async () => {
    const campaign = await app.campaign();
    const link = await app.make('/tracking-urls', {
      ...{ name: 'Offer', url: 'https://shop.example/', campaignId: campaign.id },
    });
    const prepared = async (name: string) => {
      const { list } = await app.listOf(15, name);
      const template = await app.template(`<a href="{trackingUrl:${link.id}}">x</a>`);
      const letter = await app.mailing([list.id], {
        ...{ status: 'Draft', name, templateId: template.id, campaignId: campaign.id },
      });
      const path = `/mass-emails/${letter.id}`;
      await schedule(claire, path);
      expect((await ask(ben, 'POST', `${path}/approve`, (await look(path)).seen)).status).toBe(200);
      return { path, list };
    };
    const led = await prepared('led');
    await app.patch(`/tracking-urls/${link.id}`, { url: 'https://evil.example/' });
    await run();
    expect(arrived('led')).toBe(0);
    await ask(claire, 'POST', `${led.path}/cancel`);
    const exchanged = await prepared('known');
    const { body: members } = await app.get(`/target-lists/${exchanged.list.id}/members?limit=100`);
    await app.delete(`/target-lists/${exchanged.list.id}/members`, {
      ...{ targetType: 'Contact', targetIds: members.data.map(({ targetId }) => targetId) },
    });
    app.clock.advance(1_000);
    await app.import(
      'Contact',
      Array.from({ length: 15 }, (_, i) => `new${i}@x.example`).reduce(
        (csv, one) => `${csv}${one}\n`,
        'email\n',
      ),
      {
        targetListId: exchanged.list.id,
      },
    );
    await run();
    expect(arrived('new')).toBe(0);
    const { body } = await app.get(`${exchanged.path}/progress` as '/mass-emails/x/progress');
    expect(body.hold?.limit).toBe('approval');
  });

  it('the audit trail keeps for what, for how many and why', async () => {
    const { path, id } = await draft(3, 'kept');
    await schedule(claire, path);
    await ask(ben, 'POST', `${path}/reject`, { reason: 'Not this week' });
    const { seen } = await look(path);
    await ask(claire, 'POST', `${path}/request-approval`, seen);
    await ask(ben, 'POST', `${path}/approve`, seen);
    const { data } = (
      await app.call<{ data: { action: string; details: { said?: object } }[] }>(
        ...(['GET', `/api/v1/audit-records?filter.subjectId=${id}&limit=50`] as const),
      )
    ).body;
    const said = (act: string) => data.find(({ action }) => action === act)?.details.said;
    expect([said('reject'), said('approve')]).toEqual([{ reason: 'Not this week' }, seen]);
  });
});

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

interface AuditRecord {
  actor: string;
  action: string;
  subjectType: string;
  subjectId: string | null;
  subjectName: string | null;
  address: string | null;
  details: { before?: Record<string, unknown>; after?: Record<string, unknown>; why?: string } | null;
}

onBothDatabases('the audit trail', (kind) => {
  let app: TestApp;
  let admin: Record<string, string>;
  beforeAll(async () => {
    app = await TestApp.start(kind);
    admin = { authorization: `Bearer ${await app.signIn()}` };
  });
  afterAll(() => app?.stop());

  const records = async (query = '') =>
    (
      await app.call<{ data: AuditRecord[] }>(
        'GET',
        `/api/v1/audit-records?limit=100${query}`,
        undefined,
        admin,
      )
    ).body.data;

  it('tells who did what to what, before and after, from where', async () => {
    const campaign = await app.campaign({ name: 'Spring' });
    await app.patch(`/campaigns/${campaign.id}`, { name: 'Summer' });
    await app.delete(`/campaigns/${campaign.id}`);
    const [gone, changed, made] = await records(`&filter.subjectId=${campaign.id}`);
    expect(made).toMatchObject({
      ...{ actor: 'API key "tests"', action: 'create', subjectType: 'campaigns', subjectName: 'Spring' },
      address: expect.stringContaining('127.0.0.1'),
    });
    expect(changed).toMatchObject({
      action: 'change',
      details: { before: { name: 'Spring' }, after: { name: 'Summer' } },
    });
    expect(Object.keys(changed!.details!.after!)).toEqual(['name']);
    expect(gone).toMatchObject({ action: 'delete', details: { before: { name: 'Summer' } } });
  });

  it('tells of sending, settings, exports, keys, sign-ins and failures; of what was refused nothing', async () => {
    const { list } = await app.listOf(1, 'audited');
    const mailing = await app.mailing([list.id], { startAt: '2027-06-01T00:00:00Z' });
    await app.post(`/mass-emails/${mailing.id}/cancel`);
    await app.patch('/settings/sending', { timezone: 'Europe/Paris' });
    await app.get(`/target-lists/${list.id}/members/export?format=csv`);
    await app.patch('/settings/sending', { timezone: 'Nowhere' });
    await app.call('POST', '/api/v1/auth/login', { email: 'admin@example.com', password: 'wrong wrong' });
    await app.call('POST', '/api/v1/auth/login', { email: 'stranger@x.example', password: 'wrong wrong' });
    const told = (await records()).map(({ action, subjectType, details }) => ({
      action,
      subjectType,
      details,
    }));
    expect(told).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'cancel', subjectType: 'mass-emails' }),
        {
          action: 'change',
          subjectType: 'settings/sending',
          details: { before: { timezone: 'UTC' }, after: { timezone: 'Europe/Paris' } },
        },
        expect.objectContaining({ action: 'export', subjectType: 'target-lists' }),
        expect.objectContaining({ action: 'create', subjectType: 'api-keys' }),
        expect.objectContaining({ action: 'sign-in', subjectType: 'sign-ins' }),
        expect.objectContaining({ action: 'sign-in-failed', details: { why: 'wrong password' } }),
        expect.objectContaining({ action: 'sign-in-failed', details: { why: 'no such account' } }),
      ]),
    );
    expect(told.filter(({ subjectType }) => subjectType === 'settings/sending')).toHaveLength(1);
  });

  it('holds no secret, and nothing of people who may be erased', async () => {
    const account = await app.make('/smtp-accounts', {
      name: 'Relay',
      host: 'localhost',
      password: 'hush hush',
    });
    await app.patch(`/smtp-accounts/${account.id}`, { password: 'hush hush too', host: 'other' });
    const contact = await app.contact('secret.person@x.example', { lastName: 'Hiddenname' });
    await app.patch(`/contacts/${contact.id}`, { lastName: 'Othername' });
    await app.delete(`/contacts/${contact.id}`);
    const text = JSON.stringify(await app.database.query('SELECT * FROM audit_record'));
    expect(text).not.toMatch(/hush|correct horse|fct_[sk]_|secret\.person|Hiddenname|Othername/);
    expect(await records(`&filter.subjectId=${contact.id}`)).toMatchObject([
      { action: 'delete' },
      { action: 'change', details: { fields: ['name', 'lastName'].filter((one) => one !== 'name') } },
      { action: 'create' },
    ]);
  });

  it('tells what was made, of a segment no names, and of an act that broke that it broke', async () => {
    const key = await app.call<{ id: string; key: string }>(
      'POST',
      '/api/v1/api-keys',
      { name: 'K', role: 'reader' },
      admin,
    );
    expect(await records(`&filter.subjectId=${key.body.id}`)).toMatchObject([
      { details: { after: { role: 'reader' } } },
    ]);
    const segment = await app.make('/segments', {
      ...{ name: 'S', targetType: 'Contact', targetListIds: [] },
      filter: { all: [{ field: 'lastName', operator: 'is', value: 'Hiddenname' }] },
    });
    await app.patch(`/segments/${segment.id}`, {
      filter: { all: [{ field: 'lastName', operator: 'is', value: 'Othername' }] },
    });
    const { list } = await app.listOf(1, 'broken');
    const mailing = await app.mailing([list.id], { status: 'Draft', fromAddress: 'news@sender.example' });
    await app.delete(`/mass-emails/${mailing.id}`);
    await app.post(`/mass-emails/${mailing.id}/pause`);
    expect(JSON.stringify(await records())).not.toMatch(/Hiddenname|Othername|fct_k_/);
    expect(await records(`&filter.subjectId=${segment.id}&filter.action=change`)).toMatchObject([
      { details: { fields: ['filter'] } },
    ]);
    expect(await records(`&filter.subjectId=${mailing.id}&filter.action=pause`)).toMatchObject([
      { details: { failed: 'Conflict' } },
    ]);
  });

  it('is kept for as long as an admin set', async () => {
    await app.campaign({ name: 'Of old' });
    app.clock.advance(200 * 86_400_000);
    admin = { authorization: `Bearer ${await app.signIn()}` };
    await app.runJob('ForgetAuditRecords');
    expect(await records('&filter.subjectName=Of old')).toHaveLength(1);
    await app.patch('/settings/audit', { keepMonths: 6 });
    await app.campaign({ name: 'Of late' });
    expect((await app.runJob('ForgetAuditRecords')).summary).toEqual({
      ...{ removed: expect.any(Number), notifications: expect.any(Number) },
    });
    expect(await records('&filter.subjectName=Of old')).toEqual([]);
    expect(await records('&filter.subjectName=Of late')).toHaveLength(1);
    await app.patch('/settings/audit', { keepMonths: 0 });
    app.clock.advance(4_000 * 86_400_000);
    admin = { authorization: `Bearer ${await app.signIn()}` };
    await app.runJob('ForgetAuditRecords');
    expect(await records('&filter.subjectName=Of late')).toHaveLength(1);
  });

  it('is only added to', async () => {
    const [{ id }] = (await records()) as unknown as [{ id: string }];
    for (const method of ['PATCH', 'DELETE', 'PUT'])
      expect((await app.call(method, `/api/v1/audit-records/${id}`, {}, admin)).status).toBe(404);
  });
});

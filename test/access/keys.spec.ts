import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('API keys', (kind) => {
  let app: TestApp;
  let admin: Record<string, string>;
  beforeAll(async () => {
    app = await TestApp.start(kind);
    admin = { authorization: `Bearer ${await app.signIn()}` };
  });
  afterAll(() => app?.stop());

  const make = async (body: object) =>
    (await app.call<{ id: string; key: string; role: string }>('POST', '/api/v1/api-keys', body, admin)).body;
  const as = (key: string, method: string, path: string, body?: object) =>
    app.call<{ code: string; isProgram: boolean; permissions: string[] }>(method, `/api/v1${path}`, body, {
      authorization: `Bearer ${key}`,
    });

  it('carry a role; without one that of whoever makes it, but never people, roles and keys', async () => {
    const analyst = await make({ name: 'Numbers', role: 'analyst' });
    expect((await as(analyst.key, 'GET', '/contacts')).status).toBe(200);
    expect((await as(analyst.key, 'POST', '/campaigns', { name: 'C' })).body).toMatchObject({
      code: 'not-allowed',
    });
    const all = await make({ name: 'All' });
    expect(all.role).toBe('admin');
    const { body: me } = await as(all.key, 'GET', '/auth/me');
    expect(me).toMatchObject({ isProgram: true, role: 'admin' });
    expect(me.permissions).toContain('settings:change');
    expect(me.permissions).not.toContain('keys:change');
    for (const [method, path] of [
      ['POST', '/api-keys'],
      ['GET', '/api-keys'],
      ['GET', '/sign-ins'],
      ['POST', '/roles'],
    ] as const)
      expect((await as(all.key, method, path, method === 'POST' ? {} : undefined)).status).toBe(403);
    // A role that is taken from a key counts at its next call.
    await app.call('PATCH', `/api/v1/api-keys/${all.id}`, { role: 'reader' }, admin);
    expect((await as(all.key, 'GET', '/contacts')).status).toBe(403);
  });

  it('are changed by nobody who may do less', async () => {
    const mighty = await make({ name: 'Mighty', networks: ['192.0.2.0/24'] });
    const { body: role } = await app.call<{ id: string }>(
      'POST',
      '/api/v1/roles',
      { name: 'Keys', permissions: ['figures:see', 'keys:change'] },
      admin,
    );
    const keeper = await app.join(role.id);
    expect((await as(keeper, 'PATCH', `/api-keys/${mighty.id}`, { networks: null })).status).toBe(403);
    expect((await as(keeper, 'DELETE', `/api-keys/${mighty.id}`)).status).toBe(403);
    expect((await as(keeper, 'POST', '/api-keys', { name: 'Own', role: 'reader' })).status).toBe(201);
  });

  it('and roles without people turn no link that signs somebody in another way', async () => {
    const { key } = await make({ name: 'Settings' });
    const { body: role } = await app.call<{ id: string }>(
      'POST',
      '/api/v1/roles',
      { name: 'Settings', permissions: ['figures:see', 'settings:see', 'settings:change'] },
      admin,
    );
    const byAdmin = (method: string, path: string, body?: object) =>
      app.call<{ invitationError: string | null; isWaySure: boolean }>(
        ...([method, `/api/v1${path}`, body, admin] as const),
      );
    let serial = 0;
    const invite = () =>
      byAdmin('POST', '/sign-ins', { email: `invited-${(serial += 1)}@x.example`, role: 'reader' });
    for (const token of [key, await app.join(role.id)])
      for (const body of [
        { smtpPort: 2525 },
        { smtpPassword: 'other' },
        { siteUrl: 'https://else.example' },
      ]) {
        const right = (await app.get('/settings/outbound-email')).body;
        expect((await as(token, 'PATCH', '/settings/outbound-email', body)).status).toBe(200);
        const elsewhere = { smtpPort: app.smtp.port };
        await as(token, 'PATCH', '/settings/outbound-email', elsewhere);
        const before = app.smtp.messages.length;
        const invited = await invite();
        expect(invited.body.invitationError).toMatch(/chosen by somebody who may not change people/);
        expect(app.smtp.messages).toHaveLength(before);
        const { checks } = (await app.get('/diagnostics')).body;
        expect(checks.find(({ code }) => code === 'sign-in-links')).toMatchObject({ state: 'warn' });
        const { smtpPort, siteUrl } = right;
        const way = (more: object) => byAdmin('PATCH', '/settings/outbound-email', more);
        // Changing one thing says nothing of what others chose; whoever may says that it is right.
        expect((await way({ smtpPort, siteUrl, smtpPassword: '' })).body.isWaySure).toBe(false);
        expect((await as(token, 'PATCH', '/settings/outbound-email', { isWaySure: true })).status).toBe(403);
        expect((await way({ isWaySure: true })).body.isWaySure).toBe(true);
        // What changes nothing of it leaves it sure.
        await as(token, 'PATCH', '/settings/outbound-email', { smtpPort, siteUrl, maxPerBatch: 200 });
        expect((await invite()).body.invitationError).toBeNull();
        expect(app.smtp.messages).toHaveLength(before + 1);
      }
  });

  it('nor write what stands beside such a link, nor shorten an audit trail that they may not see', async () => {
    const { body: role } = await app.call<{ id: string }>(
      ...(['POST', '/api/v1/roles'] as const),
      { name: 'Words', permissions: ['figures:see', 'settings:see', 'settings:change'] },
      admin,
    );
    const token = await app.join(role.id);
    const words = (key: string) => ({ texts: [{ key, text: 'Go to https://evil.example/ now.' }] });
    for (const [path, body, permission] of [
      ['/settings/words/en', words('signIn.reset.body'), 'team:change'],
      ['/settings/audit', { keepMonths: 1 }, 'audit:see'],
    ] as const)
      expect((await as(token, 'PATCH', path, body)).body).toMatchObject({
        ...{ code: 'not-allowed', params: { permission } },
      });
    expect((await as(token, 'PATCH', '/settings/words/en', words('notice.look'))).status).toBe(200);
  });

  it('are good from the networks that they name alone', async () => {
    const near = await make({ name: 'Near', networks: ['127.0.0.0/8', '2001:db8::/32'] });
    expect((await as(near.key, 'GET', '/campaigns')).status).toBe(200);
    const far = await make({ name: 'Far', networks: ['192.0.2.7'] });
    expect((await as(far.key, 'GET', '/campaigns')).body).toMatchObject({ code: 'other-network' });
    for (const bad of ['127.0.0.1/33', 'localhost', '10.0.0.0/8/8', '::/129', '1.2.3'])
      expect(
        (await app.call('POST', '/api/v1/api-keys', { name: 'Bad', networks: [bad] }, admin)).problem.errors,
      ).toMatchObject([{ field: 'networks[0]' }]);
  });
});

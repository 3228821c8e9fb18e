import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BUILT_IN_ROLES, PERMISSIONS, unsound } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { type RoutePermission, rolesPage, routePermissions } from '../support/route-permissions.js';
import { TestApp } from '../support/test-app.js';
import { ROOT } from '../support/root.js';

/** These would end the session that asks. */
const NOT_CALLED = /\/auth\/logout/;

it('the console knows which permission takes another one along', () => {
  const file = join(ROOT, 'apps', 'console', 'src', 'screens', 'admin', 'rests-on.json');
  const pairs = PERMISSIONS.map((one) => [one, unsound([one])?.needs]).filter(([, needs]) => needs);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(Object.fromEntries(pairs));
});

onBothDatabases('what each role may do', (kind) => {
  let app: TestApp;
  let routes: RoutePermission[];
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    app = await TestApp.start(kind);
    routes = routePermissions(app.nest);
    for (const role of Object.keys(BUILT_IN_ROLES)) tokens.set(role, await app.join(role));
  }, 60_000);
  afterAll(() => app?.stop());

  const call = ({ method, path }: RoutePermission, token: string) =>
    app.call(method, path.replace(/\{\w+\}/g, 'x'), method === 'GET' ? undefined : {}, {
      authorization: token ? `Bearer ${token}` : '',
    });

  it('every call of the API document names a permission, and docs/roles.md says which', async () => {
    const { body } = await app.call<{ paths: Record<string, object> }>('GET', '/api/openapi.json');
    const described = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const named = routes.map(({ method, path }) => `${method} ${path}`);
    expect(described.filter((one) => one.includes('/api/v1/') && !named.includes(one))).toEqual([]);
    expect(readFileSync(join(ROOT, 'docs', 'roles.md'), 'utf8')).toBe(rolesPage(routes));
  });

  it.each(Object.keys(BUILT_IN_ROLES))(
    '%s gets 403 where the role does not allow it, and nowhere else',
    async (role) => {
      const allowed: readonly string[] = BUILT_IN_ROLES[role]!.permissions;
      const wrong: string[] = [];
      for (const route of routes.filter(({ path }) => !NOT_CALLED.test(path))) {
        const { status, problem } = await call(route, tokens.get(role)!);
        const isRefused = status === 403 && problem.code === 'not-allowed';
        const may = route.need === undefined || route.need === 'signed-in' || allowed.includes(route.need);
        if (isRefused === may) wrong.push(`${status} ${route.method} ${route.path}`);
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );

  it('nobody gets in anywhere, and an admin’s key changes neither people nor roles nor keys', async () => {
    const open: string[] = [];
    for (const route of routes) {
      if (route.need === undefined) continue;
      if ((await call(route, '')).status !== 401) open.push(`${route.method} ${route.path}`);
    }
    expect(open).toEqual([]);
    for (const route of routes.filter(({ need }) => need === 'team:change' || need === 'keys:change'))
      expect([route.path, (await call(route, app.token)).status]).toEqual([route.path, 403]);
  });

  it('a reader sees the log without people, and cannot find them by asking', async () => {
    const { list } = await app.listOf(2, 'seen');
    const campaign = await app.campaign();
    await app.mailing([list.id], { campaignId: campaign.id });
    await app.run();
    const reader = { authorization: `Bearer ${tokens.get('reader')}` };
    const path = `/api/v1/campaign-log-records?filter.campaignId=${campaign.id}`;
    const seen = await app.call<{ data: Record<string, unknown>[] }>('GET', path, undefined, reader);
    expect(seen.body.data).toHaveLength(2);
    expect(seen.body.data).toEqual(
      Array(2).fill(
        expect.objectContaining({ action: 'Sent', address: null, targetId: null, details: null }),
      ),
    );
    expect(seen.text).not.toContain('seen1');
    for (const query of ['&filter.address=seen1@x.example', '&filter.targetId=x', '&sortBy=address:ASC'])
      expect([query, (await app.call('GET', path + query, undefined, reader)).status]).toEqual([query, 400]);
    expect((await app.call('GET', `${path}&search=seen1`, undefined, reader)).status).toBe(400);
    const everywhere = await app.call('GET', '/api/v1/search?q=seen1', undefined, reader);
    expect(everywhere.text).not.toContain('Contact');
    const one = String(seen.body.data[0]!['id']);
    expect(
      (await app.call('GET', `/api/v1/campaign-log-records/${one}`, undefined, reader)).text,
    ).not.toContain('seen');
  });

  it('a writer writes and does not send, in none of the ways that there are', async () => {
    const { list, contacts } = await app.listOf(1, 'writers');
    const writer = { authorization: `Bearer ${tokens.get('writer')}` };
    const ask = (method: string, path: string, body: object = {}) =>
      app.call<{ id: string; code: string }>(method, `/api/v1${path}`, body, writer);
    const campaign = (await ask('POST', '/campaigns', { name: 'C', type: 'Email', status: 'Active' })).body;
    const template = (await ask('POST', '/email-templates', { name: 'T', subject: 's', body: 'b' })).body;
    const mailing = { name: 'M', campaignId: campaign.id, templateId: template.id, targetListIds: [list.id] };
    expect((await ask('POST', '/mass-emails', { ...mailing, status: 'Pending' })).status).toBe(403);
    const draft = await ask('POST', '/mass-emails', mailing);
    expect(draft.status).toBe(201);
    const own = `/mass-emails/${draft.body.id}`;
    expect((await ask('PATCH', own, { name: 'better' })).status).toBe(200);
    expect((await ask('PATCH', own, { status: 'Pending' })).body).toMatchObject({ code: 'not-allowed' });
    expect((await ask('POST', `${own}/schedule`)).status).toBe(403);
    expect((await ask('POST', '/campaigns', { name: 'I', type: 'Mail', informational: true })).status).toBe(
      403,
    );
    // What somebody else has let go is no longer the writer's to change, stop or take away.
    expect((await app.patch(own, { status: 'Pending' })).status).toBe(200);
    for (const [method, body] of [
      ['PATCH', { targetListIds: [list.id] }],
      ['PATCH', { status: 'Draft' }],
      ['DELETE', undefined],
    ] as const)
      expect((await app.call(method, `/api/v1${own}`, body, writer)).status).toBe(403);
    const text = `/email-templates/${template.id}`;
    const form = new FormData();
    form.set('file', new Blob(['x']), 'x.txt');
    for (const [method, path, body] of [
      ['PATCH', text, { subject: 'mine' }],
      ['POST', `${text}/attachments`, form],
    ] as const)
      expect([path, (await app.call(method, `/api/v1${path}`, body, writer)).status]).toEqual([path, 403]);
    expect((await ask('PUT', `${text}/draft`, { content: { subject: 'mine' } })).status).toBe(200);
    expect((await ask('POST', `${text}/publish`)).status).toBe(403);
    expect((await app.get(text)).body).toMatchObject({ subject: 's' });
    // Tests go to the writer alone.
    for (const body of [
      { addresses: ['boss@x.example'] },
      { targets: [{ targetType: 'Contact', targetId: contacts[0]!.id }] },
      { targets: [{ targetType: 'Contact', targetId: contacts[0]!.id }], deliverTo: ['boss@x.example'] },
    ])
      expect((await ask('POST', `${own}/send-test`, body)).status).toBe(403);
    const { body: me } = await app.call<{ email: string }>('GET', '/api/v1/auth/me', undefined, writer);
    expect((await ask('POST', `${own}/send-test`, { addresses: [me.email] })).status).toBe(200);
    const behind = { deliverTo: [me.email], addresses: ['boss@x.example'] };
    expect((await ask('POST', `${own}/send-test`, behind)).status).toBe(403);
    // A link may stand in letters that have left.
    const link = await ask('POST', '/tracking-urls', {
      name: 'L',
      url: 'https://a.example/',
      campaignId: campaign.id,
    });
    expect(link.status).toBe(201);
    expect((await ask('PATCH', `/tracking-urls/${link.body.id}`, { url: 'https://b.example/' })).status).toBe(
      403,
    );
    // The status of its campaign would hold it, or let it go.
    expect((await ask('PATCH', `/campaigns/${campaign.id}`, { status: 'Inactive' })).status).toBe(403);
    expect((await ask('PATCH', `/campaigns/${campaign.id}`, { name: 'Renamed' })).status).toBe(200);
    expect(await app.statusOf(draft.body)).toBe('Pending');
  });

  it('a suppressed address is written to again by nobody but who may erase, by no way that there is', async () => {
    const contact = await app.contact('out@x.example', { emailAddressIsOptedOut: true });
    const analyst = { authorization: `Bearer ${tokens.get('analyst')}` };
    const path = `/api/v1/contacts/${contact.id}`;
    expect((await app.call('PATCH', path, { emailAddressIsOptedOut: false }, analyst)).status).toBe(403);
    expect(
      (await app.call('PATCH', path, { lastName: 'New', emailAddressIsOptedOut: true }, analyst)).status,
    ).toBe(200);
    const again = { lastName: 'L', emailAddress: 'out@x.example', emailAddressIsOptedOut: false };
    expect((await app.call('POST', '/api/v1/leads', again, analyst)).status).toBe(403);
    const { id } = (await app.get('/address-statuses?filter.address=out@x.example')).body.data[0]!;
    expect(
      (await app.call('PATCH', `/api/v1/address-statuses/${id}`, { optedOut: false }, analyst)).status,
    ).toBe(403);
    expect((await app.get(`/address-statuses/${id}`)).body).toMatchObject({ optedOut: true });
    expect((await app.patch(`/contacts/${contact.id}`, { emailAddressIsOptedOut: false })).status).toBe(200);
  });

  it('what only informs is let go by those who may write to people that opted out', async () => {
    const admin = { authorization: `Bearer ${tokens.get('admin')}` };
    const { body: role } = await app.call<{ id: string }>(
      'POST',
      '/api/v1/roles',
      { name: 'Sender', permissions: ['figures:see', 'people:see', 'letters:write', 'mass-email:send'] },
      admin,
    );
    const sender = { authorization: `Bearer ${await app.join(role.id)}` };
    const { list } = await app.listOf(1, 'informed');
    const recall = await app.campaign({ type: 'Email', informational: false });
    const informing = await app.campaign({ type: 'Informational Email' });
    const send = async (campaignId: string) =>
      app.call(
        'POST',
        '/api/v1/mass-emails',
        {
          name: 'M',
          status: 'Pending',
          campaignId,
          templateId: (await app.template()).id,
          targetListIds: [list.id],
        },
        sender,
      );
    expect((await send(recall.id)).status).toBe(201);
    expect((await send(informing.id)).status).toBe(403);
  });

  it('a role that an admin makes allows what it says, from the next request; nobody gives more than they have', async () => {
    const admin = { authorization: `Bearer ${tokens.get('admin')}` };
    const ask = <T = { id: string }>(method: string, path: string, body?: object, headers = admin) =>
      app.call<T>(method, `/api/v1${path}`, body, headers);
    const { body: role } = await ask('POST', '/roles', {
      name: 'Desk',
      permissions: ['figures:see', 'team:change'],
    });
    const token = await app.join(role.id);
    const desk = { authorization: `Bearer ${token}` };
    expect((await ask('GET', '/campaigns', undefined, desk)).status).toBe(200);
    expect((await ask('GET', '/contacts', undefined, desk)).status).toBe(403);
    for (const [path, body] of [
      ['/roles', { name: 'Mighty', permissions: ['people:erase'] }],
      ['/sign-ins', { email: 'friend@x.example', role: 'admin' }],
    ] as const)
      expect((await ask('POST', path, body, desk)).status).toBe(403);
    const { body: people } = await ask<{ data: { id: string; role: string }[] }>(
      'GET',
      '/sign-ins',
      undefined,
      desk,
    );
    const boss = people.data.find((one) => one.role === 'admin')!;
    for (const [method, path, body] of [
      ['PATCH', '', { name: 'x' }],
      ['DELETE', '', undefined],
      ['DELETE', '/sessions', undefined],
      ['DELETE', '/second-factor', undefined],
    ] as const)
      expect((await ask(method, `/sign-ins/${boss.id}${path}`, body, desk)).status).toBe(403);
    expect((await ask('PATCH', `/roles/${role.id}`, { permissions: ['people:see'] })).status).toBe(200);
    expect((await ask('GET', '/campaigns', undefined, desk)).status).toBe(403);
    expect((await ask('GET', '/contacts', undefined, desk)).status).toBe(200);
    expect((await ask('DELETE', `/roles/${role.id}`)).status).toBe(409);
    for (const bad of [
      { permissions: ['lists:change'] },
      { permissions: ['all'] },
      { permissions: ['people:see'], name: 'admin' },
      { name: 'Desk' },
    ])
      expect((await ask('POST', '/roles', { name: 'X', permissions: [], ...bad })).status).toBe(400);
    expect((await ask('PATCH', '/roles/admin', { permissions: [] })).status).toBe(409);
  });
});

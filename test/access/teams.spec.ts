import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PERMISSIONS } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { type RoutePermission, routePermissions } from '../support/route-permissions.js';
import { TestApp } from '../support/test-app.js';

/** These end the session that asks, or are watched and never end. */
const NOT_CALLED = /\/auth\/(logout|sessions)|\/events$/;
/** Kinds of things by the path of their collection. */
type Kind =
  | 'campaigns'
  | 'target-lists'
  | 'segments'
  | 'email-templates'
  | 'mass-emails'
  | 'lead-forms'
  | 'tracking-urls';
type Things = Record<Kind, string>;

/** In the names of all that belongs to the other team. */
const MARK = 'zebra';

onBothDatabases('what belongs to whom', (kind) => {
  let app: TestApp;
  let routes: RoutePermission[];
  let lyon: string;
  let paris: string;
  /** Sessions. */
  const as: Record<'claire' | 'ben' | 'olga' | 'zoe', string> = { claire: '', ben: '', olga: '', zoe: '' };
  const things: Record<'lyon' | 'paris' | 'everybody' | 'olga', Things> = {} as never;
  let admin: Record<string, string>;

  const by = (token: string) => ({ authorization: `Bearer ${token}` });
  const ask = <T = { id: string; code: string; teamId: string | null }>(
    token: string,
    method: string,
    path: string,
    body?: unknown,
  ) => app.call<T>(method, `/api/v1${path}`, body, by(token));

  /** One of each kind, made by somebody. */
  async function makeThings(token: string, name: string, more: object = {}): Promise<Things> {
    const make = async (path: string, body: object) => {
      const { status, body: made, text } = await ask(token, 'POST', path, body);
      if (status !== 201) throw new Error(`${path}: ${status} ${text}`);
      return made.id;
    };
    const list = await make('/target-lists', { name: `${name} list`, ...more });
    const campaign = await make('/campaigns', {
      ...{ name: `${name} campaign`, type: 'Email', status: 'Active', targetListIds: [list], ...more },
    });
    const template = await make('/email-templates', {
      ...{ name: `${name} template`, subject: `${name} subject`, body: '<p>Hello</p>', ...more },
    });
    return {
      'target-lists': list,
      campaigns: campaign,
      'email-templates': template,
      segments: await make('/segments', {
        ...{ name: `${name} segment`, targetType: 'Contact', filter: { all: [] }, ...more },
      }),
      'mass-emails': await make('/mass-emails', {
        ...{ name: `${name} letter`, campaignId: campaign, templateId: template, targetListIds: [list] },
      }),
      'lead-forms': await make('/lead-forms', {
        name: `${name} form`,
        campaignId: campaign,
        targetListId: list,
      }),
      'tracking-urls': await make('/tracking-urls', {
        ...{ name: `${name} link`, url: `https://${name}.example/`, campaignId: campaign },
      }),
    };
  }

  async function person(role: string, teamIds: string[], email: string): Promise<string> {
    const token = await app.join(role, email);
    const { body } = await app.call<{ data: { id: string; email: string }[] }>(
      'GET',
      '/api/v1/sign-ins?limit=100',
      undefined,
      admin,
    );
    const { id } = body.data.find((one) => one.email === email)!;
    expect((await app.call('PATCH', `/api/v1/sign-ins/${id}`, { teamIds }, admin)).status).toBe(200);
    return token;
  }

  beforeAll(async () => {
    app = await TestApp.start(kind);
    routes = routePermissions(app.nest).filter(({ path }) => !NOT_CALLED.test(path));
    admin = by(await app.signIn());
    const make = async (path: string, body: object) =>
      (await app.call<{ id: string }>('POST', `/api/v1${path}`, body, admin)).body.id;
    [lyon, paris] = [await make('/teams', { name: 'Lyon' }), await make('/teams', { name: 'Paris' })];
    const role = (reach: string) =>
      make('/roles', { name: `All of ${reach}`, permissions: PERMISSIONS, reach });
    const [team, own] = [await role('team'), await role('own')];
    as.claire = await person(team, [lyon], 'claire@x.example');
    as.ben = await person(team, [lyon], 'ben@x.example');
    as.zoe = await person(team, [paris], 'zoe@x.example');
    as.olga = await person(own, [], 'olga@x.example');
    things.lyon = await makeThings(as.claire, 'lyonese');
    things.paris = await makeThings(as.zoe, MARK);
    things.everybody = await makeThings(app.token, 'common');
    things.olga = await makeThings(as.olga, 'olgas');
    // Something that happened to the other team's letter.
    const contact = await app.contact('stripes@x.example');
    await app.make(`/target-lists/${things.paris['target-lists']}/members`, {
      ...{ targetType: 'Contact', targetIds: [contact.id] },
    });
    expect(
      (await app.patch(`/mass-emails/${things.paris['mass-emails']}`, { status: 'Pending' })).status,
    ).toBe(200);
    await app.run();
  }, 120_000);
  afterAll(() => app?.stop());

  /** Every route that takes the id of a kind, with it. */
  const routesOf = (one: Kind) => routes.filter(({ path }) => path.startsWith(`/api/v1/${one}/{id}`));
  const withId = ({ path }: RoutePermission, id: string) =>
    path
      .replace('/api/v1', '')
      .replace('{id}', id)
      .replace(/\{\w+\}/g, 'x');

  it('things of another team do not exist, for any call', async () => {
    const wrong: string[] = [];
    for (const token of [as.ben, as.olga])
      for (const [one, id] of Object.entries(things.paris) as [Kind, string][])
        for (const route of routesOf(one)) {
          const path = withId(route, id);
          const { status } = await ask(token, route.method, path, route.method === 'GET' ? undefined : {});
          if (status !== 404) wrong.push(`${status} ${route.method} ${path}`);
        }
    expect(wrong).toEqual([]);
    for (const one of Object.keys(things.paris) as Kind[])
      expect((await app.get(`/${one}/${things.paris[one]}`)).status).toBe(200);
  }, 120_000);

  it('nor by another spelling of their ids', async () => {
    for (const [one, id] of Object.entries(things.paris) as [Kind, string][])
      for (const method of ['GET', 'PATCH', 'DELETE']) {
        const { status } = await ask(
          as.ben,
          method,
          `/${one}/${id.toUpperCase()}`,
          method === 'GET' ? undefined : {},
        );
        expect([one, method, status]).toEqual([one, method, 404]);
      }
    for (const [one, id] of Object.entries(things.paris) as [Kind, string][])
      expect((await app.get(`/${one}/${id}`)).status).toBe(200);
  });

  it('no call shows their names, whatever it lists, counts or finds', async () => {
    const shown: string[] = [];
    const paths = routes
      .filter(({ method, path }) => method === 'GET' && !path.includes('{'))
      .map(({ path }) => path);
    for (const path of [
      ...paths,
      `/api/v1/search?q=${MARK}`,
      `/api/v1/campaign-log-records?filter.isTest=false`,
    ])
      for (const token of [as.ben, as.olga]) {
        const { text, status } = await app.call('GET', path, undefined, by(token));
        if (text.includes(MARK) || (text.includes('stripes') && /log|queue/.test(path)))
          shown.push(`${status} ${path}`);
      }
    // The audit trail is for whoever may see what everybody did.
    expect(shown.filter((one) => !one.includes('/audit-records'))).toEqual([]);
    for (const path of ['/queue-items', '/campaign-log-records', '/mass-emails', '/target-lists'])
      expect((await ask<{ meta: object }>(as.zoe, 'GET', path)).text).toMatch(new RegExp(`${MARK}|stripes`));
    const { body: lists } = await app.get('/contacts?limit=100');
    const contact = lists.data.find(({ emailAddress }) => emailAddress === 'stripes@x.example')!;
    expect((await ask(as.ben, 'GET', `/target-lists/of/Contact/${contact.id}`)).text).not.toContain(MARK);
    expect((await ask(as.zoe, 'GET', `/target-lists/of/Contact/${contact.id}`)).text).toContain(MARK);
  }, 60_000);

  it('their ids are refused wherever they stand in a request, and nothing is made of them', async () => {
    const { paris: theirs, lyon: ours } = things;
    for (const [path, body, field] of [
      ['/mass-emails', { name: 'x', campaignId: theirs.campaigns }, 'campaignId'],
      [
        '/mass-emails',
        { name: 'x', targetListIds: [ours['target-lists'], theirs['target-lists']] },
        'targetListIds[1]',
      ],
      [
        '/campaigns',
        { name: 'x', type: 'Email', excludingTargetListIds: [theirs['target-lists']] },
        'excludingTargetListIds[0]',
      ],
      [
        '/target-lists/combine',
        { name: 'x', operation: 'All', targetListIds: [theirs['target-lists'], ours['target-lists']] },
        'targetListIds[0]',
      ],
      [
        '/target-lists/from-log',
        { name: 'x', campaignId: theirs.campaigns, includingActions: ['Sent'] },
        'campaignId',
      ],
      [
        '/tracking-urls',
        { name: 'x', url: 'https://x.example/', campaignId: theirs.campaigns },
        'campaignId',
      ],
      ['/campaigns', { name: 'x', type: 'Email', teamId: paris }, 'teamId'],
    ] as const) {
      const { status, problem } = await ask(as.ben, 'POST', path, body);
      expect([path, status, (problem.errors as { field: string }[])[0]!.field]).toEqual([path, 400, field]);
    }
    expect(
      (await ask(as.ben, 'GET', `/campaigns/compare?ids=${theirs.campaigns},${ours.campaigns}`)).status,
    ).toBe(400);
    const file = await (async () => {
      const form = new FormData();
      form.set('targetListId', theirs['target-lists']);
      form.set('file', new Blob(['Email\nnew@x.example\n']), 'a.csv');
      return ask(as.ben, 'POST', '/imports/Contact', form);
    })();
    expect(file.status).toBe(400);
  });

  it('a list of the log holds nobody of whom another team’s letters tell', async () => {
    const of = async (token: string) =>
      (
        await ask<{ count: number }>(token, 'POST', '/target-lists/from-log/count', {
          includingActions: ['Sent'],
        })
      ).body.count;
    expect([await of(as.ben), await of(as.olga), await of(as.zoe), await of(app.token)]).toEqual([
      0, 0, 1, 1,
    ]);
  });

  it('a team changes what is its own and everybody’s; new things are its own', async () => {
    for (const one of Object.keys(things.lyon) as Kind[])
      for (const owner of ['lyon', 'everybody'] as const) {
        const { status, text } = await ask(as.ben, 'PATCH', `/${one}/${things[owner][one]}`, {
          name: 'by Ben',
        });
        expect([one, owner, status, status === 200 || text]).toEqual([one, owner, 200, true]);
      }
    const made = await ask(as.ben, 'POST', '/target-lists', { name: 'new' });
    expect(made.body.teamId).toBe(lyon);
    expect((await ask(as.zoe, 'GET', `/target-lists/${made.body.id}`)).status).toBe(404);
    expect((await ask(as.ben, 'PATCH', `/target-lists/${made.body.id}`, { teamId: null })).status).toBe(200);
    expect((await ask(as.zoe, 'GET', `/target-lists/${made.body.id}`)).status).toBe(200);
  });

  it('whoever has their own alone looks at everybody’s, copies it, and changes nothing of it', async () => {
    const wrong: string[] = [];
    for (const [one, id] of Object.entries(things.everybody) as [Kind, string][])
      for (const route of routesOf(one)) {
        const path = withId(route, id);
        const { status, problem } = await ask(
          as.olga,
          route.method,
          path,
          route.method === 'GET' ? undefined : {},
        );
        const isRefused = status === 403 && problem.code === 'not-yours';
        const leaves = route.method === 'GET' || /\/(copy|duplicate|send-test|make-list)$/.test(path);
        if (isRefused === leaves) wrong.push(`${status} ${route.method} ${path}`);
      }
    expect(wrong).toEqual([]);
    for (const [one, id] of Object.entries(things.olga) as [Kind, string][])
      expect([one, (await ask(as.olga, 'PATCH', `/${one}/${id}`, { name: 'renamed' })).status]).toEqual([
        one,
        200,
      ]);
    // Nor does she fill other people's lists on a way round.
    const list = things.everybody['target-lists'];
    for (const [path, body] of [
      ['/segments', { name: 'x', targetType: 'Contact', filter: { all: [] }, targetListIds: [list] }],
      ['/lead-forms', { name: 'x', campaignId: things.olga.campaigns, targetListId: list }],
      ['/target-lists/from-log', { targetListId: list, includingActions: ['Sent'] }],
    ] as const)
      expect([path, (await ask(as.olga, 'POST', path, body)).problem.code]).toEqual([path, 'not-yours']);
  }, 120_000);

  it('a webhook, which is told of all teams, is for those who see all of them', async () => {
    const body = { name: 'w', url: 'https://x.example/', types: ['message.sent'] };
    expect((await ask(as.ben, 'POST', '/webhooks', body)).status).toBe(403);
    expect((await app.call('POST', '/api/v1/webhooks', body, admin)).status).toBe(201);
  });

  it('a key reaches what its teams do; a role gives no more reach than its giver has', async () => {
    const { body: key } = await app.call<{ key: string; teamIds: string[] }>(
      'POST',
      '/api/v1/api-keys',
      { name: 'k', teamIds: [] },
      by(as.ben),
    );
    expect((await ask(key.key, 'GET', `/campaigns/${things.lyon.campaigns}`)).status).toBe(404);
    const { body: teams } = await app.call<{ key: string }>(
      'POST',
      '/api/v1/api-keys',
      { name: 'k2' },
      by(as.ben),
    );
    expect((await ask(teams.key, 'GET', `/campaigns/${things.lyon.campaigns}`)).status).toBe(200);
    expect((await ask(teams.key, 'GET', `/campaigns/${things.paris.campaigns}`)).status).toBe(404);
    for (const [path, body, status] of [
      ['/roles', { name: 'wide', permissions: ['figures:see'], reach: 'all' }, 403],
      ['/roles', { name: 'narrow', permissions: ['figures:see'], reach: 'own' }, 201],
      ['/sign-ins', { email: 'a@x.example', role: 'reader' }, 403],
      ['/api-keys', { name: 'k3', teamIds: [paris] }, 400],
    ] as const)
      expect([path, (await ask(as.ben, 'POST', path, body)).status]).toEqual([path, status]);
  });

  it('a person moved to another team sees its things from the next request on; a team in use stays', async () => {
    const { body } = await app.call<{ data: { id: string; email: string }[] }>(
      'GET',
      '/api/v1/sign-ins?limit=100',
      undefined,
      admin,
    );
    const ben = body.data.find(({ email }) => email === 'ben@x.example')!;
    expect((await app.call('PATCH', `/api/v1/sign-ins/${ben.id}`, { teamIds: [paris] }, admin)).status).toBe(
      200,
    );
    expect((await ask(as.ben, 'GET', `/campaigns/${things.paris.campaigns}`)).status).toBe(200);
    expect((await ask(as.ben, 'GET', `/campaigns/${things.lyon.campaigns}`)).status).toBe(404);
    const refused = await app.call<{ usedBy: object[] }>('DELETE', `/api/v1/teams/${lyon}`, undefined, admin);
    expect([refused.status, refused.text.includes('claire@x.example')]).toEqual([409, true]);
    const { body: me } = await ask<{ teams: object[]; reach: string }>(as.ben, 'GET', '/auth/me');
    expect([me.reach, me.teams]).toEqual(['team', [{ id: paris, name: 'Paris' }]]);
  });
});

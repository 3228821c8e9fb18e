import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { MINUTE } from '@facteur/platform';
import { Browser } from '../support/browser.js';
import { onBothDatabases } from '../support/databases.js';
import { type Claims, CLIENT, OpenIdProvider } from '../support/openid-provider.js';
import { PASSWORD, TestApp } from '../support/test-app.js';

const SITE = 'https://crm.example.com';
const CALLBACK = `${SITE}/api/v1/auth/provider/callback`;
const SESSION = '__Host-facteur_session';

interface Person {
  id: string;
  email: string;
  role: string;
  status: string;
  signsInBy: string;
}

onBothDatabases('people who come by an OpenID provider', (kind) => {
  let app: TestApp;
  let provider: OpenIdProvider;
  let admin: string;
  let serial = 0;
  beforeAll(async () => {
    app = await TestApp.start(kind);
    provider = await OpenIdProvider.start(CALLBACK);
    admin = await app.signIn();
  });
  afterAll(async () => {
    await provider?.stop();
    await app?.stop();
  });

  const ask = <T = Record<string, never>>(token: string, method: string, path: string, body?: object) =>
    app.call<T>(method, `/api/v1${path}`, body, { authorization: token ? `Bearer ${token}` : '' });
  const settings = (body: object) => ask(admin, 'PATCH', '/settings/sign-in-provider', body);
  const usual = () => ({
    ...{ ...CLIENT, issuer: provider.issuer, label: 'Example Ltd', scopes: 'groups', isOn: true },
    ...{ groupsClaim: null, otherRole: null, trustsAddresses: null, domains: null },
    groupRoles: [
      { group: 'news', role: 'marketer' },
      { group: 'all', role: 'reader' },
    ],
  });
  beforeEach(async () => {
    provider.isThere = true;
    expect((await settings(usual())).status).toBe(200);
    provider.onClaims = () => undefined;
  });
  afterEach(() => (provider.who = undefined));

  const browser = () => new Browser({ [SITE]: app.origin });
  const isConsole = (url: string) => url.startsWith(`${SITE}/console`);
  /** Goes there and back. @returns where they end, and the token of their session, if there is one */
  const come = async (who: Claims | undefined, by = browser(), to = '') => {
    provider.who = who;
    const end = await by.follow(`${SITE}/api/v1/auth/provider/begin${to}`, isConsole);
    return { end, token: by.cookies.get(SITE)?.get(SESSION) ?? '', by };
  };
  const somebody = (more: Partial<Claims> = {}): Claims => {
    const sub = `person-${++serial}`;
    return {
      ...{
        sub,
        email: `${sub}@firm.example`,
        email_verified: true,
        name: `Person ${serial}`,
        groups: ['all'],
      },
      ...more,
    };
  };
  const refused = (why: string) => `${SITE}/console/#refused=${why}`;
  const signInOf = async (email: string) =>
    (await ask<{ data: Person[] }>(admin, 'GET', `/sign-ins?filter.email=${email}`)).body.data[0];
  const me = async (token: string) => (await ask<{ role: string }>(token, 'GET', '/auth/me')).body;

  it('brings somebody in with the role of their group, and back to the page that they asked for', async () => {
    const who = somebody({ groups: ['all', 'news'] });
    const { end, token, by } = await come(who, browser(), '?to=%2Fcampaigns');
    expect(end).toBe(`${SITE}/console/campaigns`);
    expect(await me(token)).toMatchObject({
      ...{
        role: 'marketer',
        name: who.name,
        email: who.email,
        hasPassword: false,
        secondFactorNeeded: false,
      },
    });
    expect(await signInOf(who.email!)).toMatchObject({ signsInBy: 'provider', status: 'Active' });
    const [begun] = by.setCookies;
    expect(begun).toMatch(/^__Host-facteur_signing_in=/);
    expect(begun).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/);
    expect(by.cookies.get(SITE)!.has('__Host-facteur_signing_in')).toBe(false);
    const { data } = (
      await ask<{ data: object[] }>(admin, 'GET', '/audit-records?filter.action=sign-in&limit=1')
    ).body;
    expect(data[0]).toMatchObject({ actor: who.email, details: { by: provider.issuer } });
  });

  it('the role follows their groups at each sign-in; out of all of them they are out at once', async () => {
    const who = somebody({ groups: ['news'] });
    const { token } = await come(who);
    await come({ ...who, groups: ['all'] });
    expect(await me(token)).toMatchObject({ role: 'reader' });
    const id = (await signInOf(who.email!))!.id;
    expect((await ask(admin, 'PATCH', `/sign-ins/${id}`, { role: 'marketer' })).problem.errors).toMatchObject(
      [{ field: 'role' }],
    );
    const { end } = await come({ ...who, groups: ['others'] });
    expect(end).toBe(refused('no-role'));
    expect((await ask(token, 'GET', '/auth/me')).status).toBe(401);
    await settings({ otherRole: 'analyst' });
    const again = await come({ ...who, groups: [] });
    expect(await me(again.token)).toMatchObject({ role: 'analyst' });
    // A provider that says nothing of groups takes nothing away.
    const { groups: _said, ...silent } = who;
    expect((await come(silent)).end).toBe(refused('no-groups'));
    expect(await me(again.token)).toMatchObject({ role: 'analyst' });
  });

  it('without lines for groups the role is given here, and stays', async () => {
    await settings({ groupRoles: null, otherRole: 'reader' });
    const who = somebody({ groups: ['news'] });
    const first = await come(who);
    expect(await me(first.token)).toMatchObject({ role: 'reader' });
    const id = (await signInOf(who.email!))!.id;
    expect((await ask(admin, 'PATCH', `/sign-ins/${id}`, { role: 'writer' })).status).toBe(200);
    expect(await me((await come(who)).token)).toMatchObject({ role: 'writer' });
  });

  it('an address alone opens nobody else’s sign-in', async () => {
    const own = somebody();
    await app.join('marketer', own.email);
    expect((await come(own)).end).toBe(refused('has-password'));
    const known = somebody();
    await come(known);
    expect((await come({ ...known, sub: 'a newcomer who got the address' })).end).toBe(
      refused('somebody-else'),
    );
    const claimed = somebody({ email_verified: false });
    expect((await come(claimed)).end).toBe(refused('no-address'));
    expect(await signInOf(claimed.email!)).toBeUndefined();
    await settings({ trustsAddresses: true });
    expect((await come(claimed)).token).not.toBe('');
  });

  it('whoever was invited comes in by the provider as well, and the link is no longer good', async () => {
    const who = somebody({ groups: ['news'] });
    await ask(admin, 'POST', '/sign-ins', { email: who.email, role: 'reader' });
    const token = /password#(\S+)/.exec((await app.smtp.parsed(who.email!)).text!)![1]!;
    expect(await me((await come(who)).token)).toMatchObject({ role: 'marketer' });
    expect((await ask('', 'POST', '/auth/password/choose', { token, password: PASSWORD })).status).toBe(410);
  });

  it('an admin hands somebody over: their password and sessions are no longer good, and back again', async () => {
    const who = somebody({ groups: ['news'] });
    const before = await app.join('reader', who.email);
    const { id } = (await signInOf(who.email!))!;
    expect((await ask(admin, 'PATCH', `/sign-ins/${id}`, { signsInBy: 'provider' })).body).toMatchObject({
      ...{ signsInBy: 'provider', status: 'Invited' },
    });
    const login = () => ask('', 'POST', '/auth/login', { email: who.email, password: PASSWORD });
    expect((await ask(before, 'GET', '/auth/me')).status).toBe(401);
    expect((await login()).status).toBe(401);
    const { token } = await come(who);
    expect(await me(token)).toMatchObject({ role: 'marketer' });
    const sent = app.smtp.messages.length;
    await ask('', 'POST', '/auth/password/forgotten', { email: who.email });
    expect(app.smtp.messages.length).toBe(sent);
    const change = { currentPassword: '', newPassword: 'yet another long one' };
    expect((await ask(token, 'POST', '/auth/password', change)).status).toBe(403);
    expect((await ask(token, 'POST', '/auth/second-factor')).status).toBe(409);
    await ask(admin, 'PATCH', `/sign-ins/${id}`, { signsInBy: 'password' });
    expect((await ask(token, 'GET', '/auth/me')).status).toBe(401);
    expect((await ask(admin, 'POST', `/sign-ins/${id}/invite`)).status).toBe(200);
    // Handed back, it waits for a password, and for nobody of the provider.
    expect((await come(who)).end).toBe(refused('has-password'));
    expect((await come({ ...who, sub: 'somebody new with the address' })).end).toBe(refused('has-password'));
  });

  it('another provider’s people do not come into what belongs to somebody, until an admin hands it over', async () => {
    const who = somebody({ groups: ['news'] });
    const { token } = await come(who);
    const id = (await signInOf(who.email!))!.id;
    const other = await OpenIdProvider.start(CALLBACK);
    try {
      await settings({ ...CLIENT, issuer: other.issuer });
      const comeThere = async () => {
        other.who = { ...who, sub: 'the same address elsewhere' };
        const by = browser();
        const end = await by.follow(`${SITE}/api/v1/auth/provider/begin`, isConsole);
        return { end, token: by.cookies.get(SITE)?.get(SESSION) ?? '' };
      };
      expect((await comeThere()).end).toBe(refused('somebody-else'));
      expect((await ask(admin, 'PATCH', `/sign-ins/${id}`, { signsInBy: 'provider' })).status).toBe(200);
      expect((await ask(token, 'GET', '/auth/me')).status).toBe(401);
      expect(await me((await comeThere()).token)).toMatchObject({ email: who.email });
    } finally {
      await other.stop();
    }
  });

  it('what an admin does while somebody is on their way counts: disabled is disabled', async () => {
    const who = somebody();
    await come(who);
    const { id } = (await signInOf(who.email!))!;
    const { database } = app;
    const transaction = database.transaction.bind(database);
    const disable = async (work: never) => {
      database.transaction = transaction;
      await ask(admin, 'PATCH', `/sign-ins/${id}`, { status: 'Disabled' });
      return transaction(work);
    };
    // Between whom they were found to be, and what is written of it.
    provider.onClaims = () => (database.transaction = disable as typeof database.transaction);
    const { end, token } = await come(who);
    expect([refused('began-elsewhere'), refused('disabled')]).toContain(end);
    expect(token).toBe('');
    expect(await signInOf(who.email!)).toMatchObject({ status: 'Disabled' });
    database.transaction = transaction;
  });

  it('disabling holds beside another change, and enabling takes nothing away', async () => {
    const who = somebody();
    const { token } = await come(who);
    const { id } = (await signInOf(who.email!))!;
    const change = async (body: object) =>
      (await ask<Person>(admin, 'PATCH', `/sign-ins/${id}`, body)).body.status;
    expect(await change({ status: 'Active', signsInBy: 'provider' })).toBe('Active');
    expect((await ask(token, 'GET', '/auth/me')).status).toBe(200);
    expect(await change({ status: 'Disabled', signsInBy: 'password' })).toBe('Disabled');
    expect(await change({ signsInBy: 'provider', status: 'Disabled' })).toBe('Disabled');
    expect((await come(who)).end).toBe(refused('disabled'));
    expect(await change({ status: 'Active' })).toBe('Invited');
  });

  it('the audit trail tells who was made, bound and refused, and by whom the provider means', async () => {
    const invited = somebody({ groups: ['news'] });
    await ask(admin, 'POST', '/sign-ins', { email: invited.email, role: 'reader' });
    const made = somebody();
    for (const who of [made, invited]) await come(who);
    await come({ ...made, sub: 'another one' });
    const { data } = (
      await ask<{ data: { action: string; subjectName: string; details: object }[] }>(
        ...[admin, 'GET', '/audit-records?limit=12'],
      )
    ).body;
    const of = (action: string, name: string) =>
      data.find((one) => one.action === action && one.subjectName === name)?.details;
    const by = provider.issuer;
    expect(of('create', made.email!)).toMatchObject({ by, subject: made.sub, after: { role: 'reader' } });
    expect(of('bound-to-provider', invited.email!)).toEqual({ by, subject: invited.sub });
    expect(of('role-by-provider', invited.email!)).toMatchObject({ after: { role: 'marketer' } });
    expect(data.find(({ action }) => action === 'sign-in-failed')?.details).toMatchObject({
      subject: 'another one',
    });
  });

  it('subjects are told apart to the letter', async () => {
    const who = somebody();
    await come(who);
    for (const sub of [`${who.sub} `, who.sub.toUpperCase()])
      expect((await come({ ...somebody(), sub, email: who.email! })).end).toBe(refused('somebody-else'));
  });

  it('new people come from the domains that an admin named, and those who are known from anywhere', async () => {
    const known = somebody({ email: 'known@elsewhere.example' });
    await come(known);
    await settings({ domains: ['Firm.example'] });
    expect((await come(known)).token).not.toBe('');
    expect((await come(somebody({ email: `new${serial}@elsewhere.example` }))).end).toBe(
      refused('other-domain'),
    );
    expect((await come(somebody())).token).not.toBe('');
  });

  it('strangers shut nobody out: what they have not begun is not counted', async () => {
    const stranger = browser();
    for (let asked = 0; asked < 3; asked += 1)
      expect(await stranger.follow(`${CALLBACK}?error=x&state=y`, isConsole)).toBe(
        refused('began-elsewhere'),
      );
    expect((await come(somebody())).token).not.toBe('');
    const picture = await fetch(`${app.origin}/api/v1/auth/provider/begin`, {
      ...{ redirect: 'manual', headers: { 'sec-fetch-site': 'cross-site' } },
    });
    expect(picture.headers.get('location')).toBe(refused('began-elsewhere'));
    const [counted] = await app.database.query<{ count: number }>(
      `SELECT MAX(hits) AS count FROM rate_limit`,
    );
    expect(counted?.count ?? 0).toBeLessThan(40);
  });

  it('what was written with another secret can be mended', async () => {
    await app.database.execute(
      `UPDATE setting SET value = REPLACE(value, '"clientSecret":"', '"clientSecret":"AAAA') WHERE name = 'sign-in-provider'`,
    );
    expect((await come(somebody())).end).toBe(refused('failed'));
    expect((await ask(admin, 'GET', '/settings/sign-in-provider')).body).toMatchObject({
      hasClientSecret: true,
    });
    expect((await ask(admin, 'POST', '/settings/sign-in-provider/try')).status).toBe(409);
    expect((await settings({ clientSecret: CLIENT.clientSecret })).status).toBe(200);
    expect((await come(somebody())).token).not.toBe('');
  });

  it('a role that groups give stays until they do not', async () => {
    const { body } = await ask<{ id: string }>(admin, 'POST', '/roles', {
      ...{ name: `Given ${serial}`, permissions: ['figures:see'] },
    });
    await settings({ groupRoles: [{ group: 'few', role: body.id }] });
    expect((await ask(admin, 'DELETE', `/roles/${body.id}`)).status).toBe(409);
    await settings({ groupRoles: null });
    expect((await ask(admin, 'DELETE', `/roles/${body.id}`)).status).toBe(204);
  });

  it('the last admin with a password stays: somebody comes in when the provider is away', async () => {
    const second = somebody({ groups: ['chiefs'] });
    await settings({ groupRoles: [{ group: 'chiefs', role: 'admin' }] });
    const chief = await come(second);
    expect(await me(chief.token)).toMatchObject({ role: 'admin' });
    const { id } = (await signInOf('admin@example.com'))!;
    for (const change of [{ signsInBy: 'provider' }, { role: 'reader' }, { status: 'Disabled' }])
      expect((await ask(chief.token, 'PATCH', `/sign-ins/${id}`, change)).problem.errors).toMatchObject([
        { field: Object.keys(change)[0] },
      ]);
  });

  it('the provider is away: the page says so, Health says so, and people with a password come in', async () => {
    const { by, token } = await come(somebody());
    provider.isThere = false;
    expect((await ask(admin, 'POST', '/settings/sign-in-provider/try')).body).toMatchObject({
      isFound: false,
    });
    expect((await come(somebody())).end).toBe(refused('away'));
    // Nobody is handed over to what does not answer.
    await app.join('reader', 'stays@team.example');
    const { id } = (await signInOf('stays@team.example'))!;
    const handed = await ask(admin, 'PATCH', `/sign-ins/${id}`, { signsInBy: 'provider' });
    expect([handed.status, handed.problem.detail]).toEqual([
      409,
      expect.stringMatching(/does not answer as an OpenID provider \(.+\)/),
    ]);
    expect(await app.signIn('stays@team.example', PASSWORD)).toBeTruthy();
    expect((await ask<{ isOn: boolean }>('', 'GET', '/auth/provider')).body).toMatchObject({ isOn: true });
    expect((await ask(await app.signIn(), 'GET', '/auth/me')).status).toBe(200);
    expect((await ask(token, 'GET', '/auth/me')).status).toBe(200);
    expect(by.cookies.get(SITE)!.has(SESSION)).toBe(true);
    const { checks } = (await ask<{ checks: { code: string }[] }>(admin, 'POST', '/diagnostics/run')).body;
    expect(checks.find(({ code }) => code === 'sign-in-provider')).toMatchObject({
      ...{ state: 'warn', reason: 'away' },
    });
    expect((await ask(admin, 'POST', '/settings/sign-in-provider/try')).body).toMatchObject({
      isFound: false,
    });
  });

  it('one that does not answer is not switched on, and the one in use can be changed while it is away', async () => {
    provider.isThere = false;
    expect((await settings({ label: 'Example & Sons', otherRole: 'reader' })).status).toBe(200);
    expect((await settings({ isOn: false })).status).toBe(200);
    const refused = await settings({ isOn: true, label: 'Other' });
    expect([refused.status, refused.problem.detail]).toEqual([
      409,
      expect.stringMatching(
        /does not answer as an OpenID provider \(.+\)\. Save it switched off until it does\./,
      ),
    ]);
    expect((await ask(admin, 'GET', '/settings/sign-in-provider')).body).toMatchObject({
      ...{ isOn: false, label: 'Example & Sons' },
    });
    provider.isThere = true;
    expect((await settings({ isOn: true })).status).toBe(200);
  });

  it('a wrong secret, and "no" at the provider, end at the sign-in page and in the audit trail', async () => {
    expect((await come(undefined)).end).toBe(refused('declined'));
    await settings({ clientSecret: 'a wrong one' });
    expect((await come(somebody())).end).toBe(refused('away'));
    const { data } = (
      await ask<{ data: { details: { why: string } }[] }>(
        admin,
        'GET',
        '/audit-records?filter.action=sign-in-failed&limit=2',
      )
    ).body;
    expect(data[0]!.details.why).toMatch(/^the provider does not answer, or not as one: .*invalid_client/);
    expect(data[1]!.details.why).toMatch(/They said no$/);
  });

  it('disabled people stay outside', async () => {
    const who = somebody();
    await come(who);
    const { id } = (await signInOf(who.email!))!;
    await ask(admin, 'PATCH', `/sign-ins/${id}`, { status: 'Disabled' });
    expect((await come(who)).end).toBe(refused('disabled'));
  });

  it('an answer of the provider is good in the browser that asked, once, and for ten minutes', async () => {
    provider.who = somebody();
    const toCallback = async (by: Browser) =>
      by.follow(`${SITE}/api/v1/auth/provider/begin`, (url) => url.startsWith(CALLBACK));
    const mine = browser();
    const answer = await toCallback(mine);
    const victim = browser();
    expect(await victim.follow(answer, isConsole)).toBe(refused('began-elsewhere'));
    await toCallback(victim);
    expect(await victim.follow(answer, isConsole)).toBe(refused('began-elsewhere'));
    expect(victim.cookies.get(SITE)!.has(SESSION)).toBe(false);
    const kept = mine.cookies.get(SITE)!.get('__Host-facteur_signing_in')!;
    // Another state, or a fault that anybody may write behind the address, is not of this browser.
    const other = new URL(answer);
    other.searchParams.set('state', 'another');
    expect(await mine.follow(other.href, isConsole)).toBe(refused('began-elsewhere'));
    expect(isConsole(await mine.follow(answer, isConsole))).toBe(true);
    expect(mine.cookies.get(SITE)!.has(SESSION)).toBe(true);
    const again = browser();
    again.cookies.set(SITE, new Map([['__Host-facteur_signing_in', kept]]));
    expect(await again.follow(answer, isConsole)).toBe(refused('away'));
    const slow = browser();
    const late = await toCallback(slow);
    app.clock.advance(10 * MINUTE);
    expect(await slow.follow(late, isConsole)).toBe(refused('began-elsewhere'));
    expect(slow.cookies.get(SITE)!.has(SESSION)).toBe(false);
  });

  it('never leads to another site, nor out of the console', async () => {
    for (const to of [
      ...[
        '//evil.example',
        'https://evil.example/',
        '/\\evil.example',
        '\\\\evil.example',
        '/../..//evil.example',
      ],
      ...['/../api/v1/auth/me', '/%2e%2e/l/anything', `/lists?q=${'x'.repeat(2_000)}`],
    ])
      expect((await come(somebody(), browser(), `?to=${encodeURIComponent(to)}`)).end).toMatch(
        /^https:\/\/crm\.example\.com\/console\//,
      );
  });

  it('is chosen by admins alone, keeps its secret, and never takes it to another provider', async () => {
    const { body } = await ask<{ id: string }>(admin, 'POST', '/roles', {
      ...{ name: `Staff ${serial}`, permissions: ['team:change', 'people:see'] },
    });
    const staff = await app.join(body.id);
    expect((await ask(staff, 'PATCH', '/settings/sign-in-provider', { isOn: false })).status).toBe(403);
    expect((await ask(staff, 'POST', '/settings/sign-in-provider/try')).status).toBe(403);
    const shown = await ask(admin, 'GET', '/settings/sign-in-provider');
    expect(shown.body).toMatchObject({ hasClientSecret: true, callbackUrl: CALLBACK });
    expect(shown.text).not.toContain(CLIENT.clientSecret);
    const faults = async (change: object) => (await settings(change)).problem.errors;
    expect(await faults({ issuer: 'https://evil.example' })).toMatchObject([{ field: 'clientSecret' }]);
    expect(await faults({ issuer: 'http://evil.example', clientSecret: 'x' })).toMatchObject([
      { field: 'issuer' },
    ]);
    expect(await faults({ issuer: null, clientSecret: 'x' })).toMatchObject([{ field: 'issuer' }]);
    expect(await faults({ groupRoles: [{ group: 'a', role: 'boss' }] })).toMatchObject([
      { field: 'groupRoles[0].role' },
    ]);
    await settings({ isOn: false });
    expect((await come(somebody())).end).toBe(refused('not-set-up'));
  });
});

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { HOUR, DAY } from '@facteur/platform';
import { TOTP } from 'otpauth';
import { onBothDatabases } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { PASSWORD, TestApp } from '../support/test-app.js';

onBothDatabases('people who sign in', (kind) => {
  let app: TestApp;
  let admin: string;
  beforeAll(async () => {
    app = await TestApp.start(kind);
    admin = await app.signIn();
  });
  afterAll(() => app?.stop());

  const ask = <T = Record<string, never>>(token: string, method: string, path: string, body?: object) =>
    app.call<T>(method, `/api/v1${path}`, body, { authorization: token ? `Bearer ${token}` : '' });
  const idOf = async (email: string) =>
    (await ask<{ data: { id: string }[] }>(admin, 'GET', `/sign-ins?filter.email=${email}`)).body.data[0]!.id;
  const linkTo = async (email: string) => /password#(\S+)/.exec((await app.smtp.parsed(email)).text!)![1]!;
  const login = (email: string, password: string, more: object = {}) =>
    ask<{ accessToken: string; code: string }>('', 'POST', '/auth/login', { email, password, ...more });

  it('a sign-in may point to a user of the CRM, to one that there is; of who is erased nothing is left there', async () => {
    const user = await app.make('/users', { lastName: 'Usermann', userName: 'usermann' });
    const as = (userId: string | null) => ({ email: 'crm@team.example', role: 'reader', userId });
    const none = await ask(admin, 'POST', '/sign-ins', as('pabcdefghijklmnopqrs'));
    expect(none.problem.errors).toMatchObject([{ field: 'userId' }]);
    const { body } = await ask<{ id: string; userId: string }>(admin, 'POST', '/sign-ins', as(user.id));
    expect(body.userId).toBe(user.id);
    const change = async (userId: string | null) =>
      (await ask<{ userId: string | null }>(admin, 'PATCH', `/sign-ins/${body.id}`, { userId })).body.userId;
    expect([await change(null), await change(user.id)]).toEqual([null, user.id]);
    expect((await app.post('/privacy/erase', { targetType: 'User', targetId: user.id })).status).toBe(200);
    expect((await ask<{ userId: null }>(admin, 'GET', `/sign-ins/${body.id}`)).body.userId).toBeNull();
    const trail = await ask(admin, 'GET', '/audit-records?limit=100');
    expect(trail.text).not.toContain(user.id);
  });

  it('an invitation is mailed, is good once and for a week, and only the last one', async () => {
    const email = 'claire@team.example';
    const { body } = await ask<{ id: string; status: string; invitationError: null }>(
      admin,
      'POST',
      '/sign-ins',
      {
        ...{ email: 'Claire@team.example', name: 'Claire', role: 'marketer' },
      },
    );
    expect(body).toMatchObject({ email, status: 'Invited', invitationError: null });
    const first = await linkTo(email);
    expect((await app.smtp.parsed(email)).text).toContain('admin@example.com invites you');
    await ask(admin, 'POST', `/sign-ins/${body.id}/invite`);
    const second = await linkTo(email);
    const choose = (token: string, password = PASSWORD) =>
      ask('', 'POST', '/auth/password/choose', { token, password });
    expect((await login(email, '')).status).toBe(401);
    expect((await choose(first)).status).toBe(410);
    expect((await choose(second, 'short')).status).toBe(400);
    expect((await choose(second)).status).toBe(204);
    expect((await choose(second)).status).toBe(410);
    expect((await login(email, PASSWORD)).status).toBe(200);
    expect((await ask(admin, 'POST', `/sign-ins/${body.id}/invite`)).status).toBe(409);
    await ask(admin, 'POST', '/sign-ins', { email: 'late@team.example', role: 'reader' });
    const late = await linkTo('late@team.example');
    app.clock.advance(8 * DAY);
    admin = await app.signIn();
    expect((await choose(late)).status).toBe(410);
    expect((await ask(admin, 'POST', '/sign-ins', { email, role: 'reader' })).problem.errors).toMatchObject([
      { field: 'email' },
    ]);
    expect(
      (await ask(admin, 'POST', '/sign-ins', { email: 'x@x.example', role: 'boss' })).problem.errors,
    ).toMatchObject([{ field: 'role' }]);
  });

  it('a forgotten password is chosen anew by mail; nobody learns who has a sign-in', async () => {
    const email = 'forgetful@team.example';
    const token = await app.join('analyst', email);
    const mails = () => app.smtp.messages.filter((one) => one.to === email).length;
    const before = mails();
    const forgotten = (address: string) => ask('', 'POST', '/auth/password/forgotten', { email: address });
    expect((await forgotten('nobody@team.example')).status).toBe(204);
    expect((await forgotten(email)).status).toBe(204);
    await eventually('a mail', () => mails() === before + 1);
    const link = await linkTo(email);
    const chosen = await ask('', 'POST', '/auth/password/choose', {
      token: link,
      password: 'yet another horse',
    });
    expect(chosen.status).toBe(204);
    // Whoever was signed in is not any more.
    expect((await ask(token, 'GET', '/auth/me')).status).toBe(401);
    expect((await login(email, PASSWORD)).status).toBe(401);
    expect((await login(email, 'yet another horse')).status).toBe(200);
    for (let count = 0; count < 5; count += 1) await forgotten(email);
    app.clock.advance(2 * HOUR);
    await forgotten(email);
    await eventually('three mails at most, then one later', () => mails() === before + 4);
    const old = await linkTo(email);
    app.clock.advance(2 * HOUR);
    const tooLate = await ask('', 'POST', '/auth/password/choose', {
      token: old,
      password: 'yet another horse',
    });
    expect(tooLate.status).toBe(410);
    admin = await app.signIn();
  });

  it('whoever is disabled or taken away is out at once; the last admin stays, and nobody locks themselves out', async () => {
    const email = 'leaver@team.example';
    const token = await app.join('marketer', email);
    const id = await idOf(email);
    expect((await ask(token, 'GET', '/campaigns')).status).toBe(200);
    await ask(admin, 'PATCH', `/sign-ins/${id}`, { role: 'reader' });
    expect((await ask(token, 'GET', '/contacts')).status).toBe(403);
    await ask(admin, 'PATCH', `/sign-ins/${id}`, { status: 'Disabled' });
    expect((await ask(token, 'GET', '/campaigns')).status).toBe(401);
    expect((await login(email, PASSWORD)).status).toBe(401);
    await ask(admin, 'PATCH', `/sign-ins/${id}`, { status: 'Active' });
    const again = (await login(email, PASSWORD)).body.accessToken;
    expect((await ask(again, 'GET', '/campaigns')).status).toBe(200);
    expect((await ask(admin, 'DELETE', `/sign-ins/${id}/sessions`)).body).toEqual({ ended: 1 });
    expect((await ask(again, 'GET', '/campaigns')).status).toBe(401);
    expect((await ask(admin, 'DELETE', `/sign-ins/${id}`)).status).toBe(204);
    expect((await login(email, PASSWORD)).status).toBe(401);

    const own = await idOf('admin@example.com');
    expect((await ask(admin, 'PATCH', `/sign-ins/${own}`, { role: 'reader' })).problem.errors).toMatchObject([
      { field: 'role', reason: expect.stringContaining('last admin') },
    ]);
    const second = await app.join('admin', 'second@team.example');
    for (const body of [{ role: 'reader' }, { status: 'Disabled' }])
      expect((await ask(admin, 'PATCH', `/sign-ins/${own}`, body)).status).toBe(400);
    expect((await ask(admin, 'DELETE', `/sign-ins/${own}`)).status).toBe(409);
    expect((await ask(second, 'PATCH', `/sign-ins/${own}`, { role: 'admin', name: 'First' })).status).toBe(
      200,
    );
    expect((await ask(admin, 'GET', '/auth/me')).body).toMatchObject({
      name: 'First',
      email: 'admin@example.com',
    });
  });

  it('a second factor is asked for once it is confirmed; each code is good once, paper ones too', async () => {
    const email = 'careful@team.example';
    const token = await app.join('analyst', email);
    const { body } = await ask<{ secret: string; uri: string }>(token, 'POST', '/auth/second-factor');
    expect(body.uri).toMatch(/^otpauth:\/\/totp\/Facteur:careful/);
    expect((await login(email, PASSWORD)).status).toBe(200);
    const codeNow = () =>
      new TOTP({ secret: body.secret, digits: 6, period: 30 }).generate({
        timestamp: app.clock.now().getTime(),
      });
    expect((await ask(token, 'POST', '/auth/second-factor/confirm', { code: '000000' })).status).toBe(400);
    const { body: made } = await ask<{ recoveryCodes: string[] }>(
      token,
      'POST',
      '/auth/second-factor/confirm',
      {
        code: codeNow(),
      },
    );
    expect(made.recoveryCodes).toHaveLength(10);
    const stored = await app.database.query<Record<string, string>>(
      `SELECT totp_secret, recovery_codes FROM sign_in WHERE email = '${email}'`,
    );
    expect(JSON.stringify(stored)).not.toContain(body.secret);
    expect(JSON.stringify(stored)).not.toContain(made.recoveryCodes[0]!);
    expect((await login(email, PASSWORD)).body).toMatchObject({ code: 'second-factor-needed' });
    // The code that confirmed it was used.
    expect((await login(email, PASSWORD, { code: codeNow() })).body).toMatchObject({ code: 'wrong-code' });
    app.clock.advance(60_000);
    expect((await login(email, PASSWORD, { code: codeNow() })).status).toBe(200);
    expect((await login(email, PASSWORD, { code: codeNow() })).status).toBe(401);
    expect((await login(email, 'wrong wrong wrong', { code: codeNow() })).body).not.toHaveProperty(
      'code',
      'wrong-code',
    );
    const [paper] = made.recoveryCodes;
    expect((await login(email, PASSWORD, { code: paper!.toUpperCase() })).status).toBe(200);
    expect((await login(email, PASSWORD, { code: paper })).status).toBe(401);
    const together = await Promise.all(
      [1, 2].map(() => login(email, PASSWORD, { code: made.recoveryCodes[1] })),
    );
    expect(together.map(({ status }) => status).sort()).toEqual([200, 401]);
    // Guesses are counted as wrong passwords are.
    const statuses: number[] = [];
    for (let guess = 0; guess < 11; guess += 1)
      statuses.push((await login(email, PASSWORD, { code: String(100_000 + guess) })).status);
    expect(statuses).toContain(429);
    app.clock.advance(HOUR);
    admin = await app.signIn();
    await ask(admin, 'DELETE', `/sign-ins/${await idOf(email)}/second-factor`);
    expect((await login(email, PASSWORD)).status).toBe(200);
  });

  it('a link that was mailed is no longer good once the password was changed, or the sign-in disabled', async () => {
    const email = 'twice@team.example';
    const token = await app.join('analyst', email);
    const linked = async () => {
      const count = app.smtp.messages.filter((one) => one.to === email).length;
      await ask('', 'POST', '/auth/password/forgotten', { email });
      await eventually('a mail', () => app.smtp.messages.filter((one) => one.to === email).length > count);
      return linkTo(email);
    };
    const choose = async (link: string) =>
      (await ask('', 'POST', '/auth/password/choose', { token: link, password: 'chosen by a link' })).status;
    const first = await linked();
    const changed = { currentPassword: PASSWORD, newPassword: 'a password of my own' };
    expect((await ask(token, 'POST', '/auth/password', changed)).status).toBe(204);
    expect(await choose(first)).toBe(410);
    const second = await linked();
    const id = await idOf(email);
    for (const status of ['Disabled', 'Active']) await ask(admin, 'PATCH', `/sign-ins/${id}`, { status });
    expect(await choose(second)).toBe(410);
    // Whoever never chose a password is not made active by an admin.
    const { body } = await ask<{ id: string }>(admin, 'POST', '/sign-ins', {
      email: 'ghost@x.example',
      role: 'admin',
    });
    for (const status of ['Disabled', 'Active'])
      await ask(admin, 'PATCH', `/sign-ins/${body.id}`, { status });
    expect((await ask(admin, 'GET', `/sign-ins/${body.id}`)).body).toMatchObject({ status: 'Invited' });
  });

  it('a second factor is not guessed at an open session', async () => {
    const token = await app.join('analyst');
    const { body } = await ask<{ secret: string }>(token, 'POST', '/auth/second-factor');
    const code = new TOTP({ secret: body.secret }).generate({ timestamp: app.clock.now().getTime() });
    await ask(token, 'POST', '/auth/second-factor/confirm', { code });
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess += 1)
      statuses.push(
        (await ask(token, 'POST', '/auth/second-factor/take-off', { code: `${100_000 + guess}` })).status,
      );
    expect(statuses.slice(0, 5)).toEqual(Array(5).fill(400));
    expect(statuses.at(-1)).toBe(429);
  });

  it('a role can ask for a second factor', async () => {
    const { body: role } = await ask<{ id: string }>(admin, 'POST', '/roles', {
      ...{ name: 'Careful', permissions: ['figures:see'], secondFactor: true },
    });
    const token = await app.join(role.id);
    expect((await ask(token, 'GET', '/auth/me')).body).toMatchObject({ secondFactorNeeded: true });
    expect((await ask(token, 'GET', '/campaigns')).body).toMatchObject({ code: 'second-factor-needed' });
    const { body } = await ask<{ secret: string }>(token, 'POST', '/auth/second-factor');
    const code = new TOTP({ secret: body.secret }).generate({ timestamp: app.clock.now().getTime() });
    await ask(token, 'POST', '/auth/second-factor/confirm', { code });
    expect((await ask(token, 'GET', '/campaigns')).status).toBe(200);
  });
});

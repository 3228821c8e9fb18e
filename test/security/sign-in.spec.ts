import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SignInService } from '@facteur/admin';
import { RateLimits } from '@facteur/platform';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

const EMAIL = 'admin@example.com';
const PASSWORD = 'correct horse battery';

/** Who asks, from where, and with what headers besides. */
type Caller = { email?: string; ip?: string } & Record<string, string>;

onBothDatabases('signing in', (kind) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await TestApp.start(kind);
  });
  afterEach(() => app.stop());

  const signIn = (password: string, { email = EMAIL, ip = '203.0.113.7', ...headers }: Caller = {}) =>
    app.call<Schemas['AccessView']>(
      'POST',
      '/api/v1/auth/login',
      { email, password },
      { authorization: '', 'x-forwarded-for': ip, ...headers },
    );
  const wrong = async (times: number, more: Caller = {}) => {
    const statuses = [];
    for (let i = 0; i < times; i++) statuses.push((await signIn(`wrong ${i}`, more)).status);
    return statuses;
  };
  const as = <T>(token: string, method: string, path: string, body?: unknown) =>
    app.call<T>(method, `/api/v1${path}`, body, { authorization: `Bearer ${token}` });

  it('ten wrong passwords and no eleventh, however the address is spelled', async () => {
    expect(await wrong(11)).toEqual([...Array(10).fill(401), 429]);
    expect((await signIn(PASSWORD)).status).toBe(429);
    expect((await signIn(PASSWORD, { email: 'ADMIN@Example.COM' })).status).toBe(429);
    for (const email of ['ádmin@example.com', 'admın@example.com'])
      expect((await signIn(PASSWORD, { email })).status).not.toBe(200);
    app.clock.advance(16 * 60_000);
    expect((await signIn(PASSWORD)).status).toBe(200);
  });

  it('what comes at once is counted before the password is looked at', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => signIn(`guess ${i}`)));
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(10);
    expect((await signIn(PASSWORD)).status).toBe(429);
  });

  it('whoever guesses keeps out the own network alone, and never a browser that is known', async () => {
    const browser = { origin: 'https://crm.example.com', 'sec-fetch-site': 'same-origin' };
    const first = await signIn(PASSWORD, { ip: '198.51.100.9', ...browser });
    const cookie = /facteur_device=[^;]+/.exec(String(first.headers['set-cookie']))![0];
    await wrong(11);
    expect((await signIn(PASSWORD)).status).toBe(429);
    expect((await signIn(PASSWORD, { ip: '198.51.100.9' })).status).toBe(200);
    expect((await signIn(PASSWORD, { ...browser, cookie })).status).toBe(200);
    expect((await signIn(PASSWORD, { ...browser, cookie: `${cookie}0` })).status).toBe(429);
  });

  it('guesses from hundreds of networks leave a network alone from which somebody signed in lately', async () => {
    expect((await signIn(PASSWORD, { ip: '198.51.100.9' })).status).toBe(200);
    // As guesses from 300 networks would leave it.
    const limits = app.nest.get(RateLimits);
    const [account] = await app.database.query<{ id: number; hash: string }>(
      'SELECT id, password_hash AS hash FROM sign_in',
    );
    const key = `sign-in account ${account!.id} ${account!.hash}`;
    for (let i = 0; i < 301; i++) await limits.take(key, 900_000);
    expect((await signIn(PASSWORD, { ip: '192.0.2.1' })).status).toBe(429);
    expect((await signIn(PASSWORD, { ip: '198.51.100.9' })).status).toBe(200);
  });

  it('a failed sign-in is in the log, with who and from where', async () => {
    const lines: string[] = [];
    const service = app.nest.get(SignInService) as unknown as { logger: { warn(line: string): void } };
    service.logger.warn = (line) => void lines.push(line);
    await wrong(11);
    expect(lines).toHaveLength(11);
    expect(lines[0]).toContain(`${EMAIL} from 203.0.113.7 failed: wrong password`);
    expect(lines.join()).not.toContain('wrong 0');
  });

  it('the password can be changed, which ends all sessions', async () => {
    const [one, two] = [await signIn(PASSWORD), await signIn(PASSWORD)].map(({ body }) => body.accessToken);
    const next = ' a new, longer one ';
    const change = (currentPassword: string, newPassword: string) =>
      as(one!, 'POST', '/auth/password', { currentPassword, newPassword });
    expect((await change('not it', next)).problem.errors?.[0]?.field).toBe('currentPassword');
    expect((await change(PASSWORD, 'short')).problem.errors?.[0]?.field).toBe('newPassword');
    expect((await change(PASSWORD, next)).status).toBe(204);
    for (const token of [one, two]) expect((await as(token!, 'GET', '/contacts')).status).toBe(401);
    expect((await signIn(PASSWORD)).status).toBe(401);
    // L4: blanks at its ends are a part of it.
    expect((await signIn(next.trim())).status).toBe(401);
    expect((await signIn(next)).status).toBe(200);
  });

  it('sessions are listed and ended', async () => {
    const [one, two] = [await signIn(PASSWORD), await signIn(PASSWORD, { ip: '198.51.100.9' })].map(
      ({ body }) => body.accessToken,
    );
    const { data } = (await as<{ data: Schemas['SessionView'][] }>(one!, 'GET', '/auth/sessions')).body;
    const other = data.find((session) => !session.isCurrent && session.address === '198.51.100.9');
    expect(other).toBeDefined();
    expect((await as(one!, 'DELETE', `/auth/sessions/${other!.id}`)).status).toBe(204);
    expect((await as(two!, 'GET', '/contacts')).status).toBe(401);
    expect((await as(one!, 'GET', '/contacts')).status).toBe(200);
    // An API key has none, and cannot end those of people.
    expect((await app.delete('/auth/sessions')).status).toBe(403);
  });

  it('the owner of the machine resets it', async () => {
    const token = (await signIn(PASSWORD)).body.accessToken;
    const { email, password } = await app.nest.get(SignInService).resetPassword(undefined);
    expect(email).toBe(EMAIL);
    expect((await as(token, 'GET', '/contacts')).status).toBe(401);
    expect((await signIn(password)).status).toBe(200);
  });
});

it('a chosen first password may have blanks at its ends', async () => {
  const app = await TestApp.start('SQLite', { environment: { adminPassword: ' blank-horse-1 ' } });
  try {
    const signIn = (password: string) =>
      app.call('POST', '/api/v1/auth/login', { email: 'admin@example.com', password }, { authorization: '' });
    expect((await signIn(' blank-horse-1 ')).status).toBe(200);
    expect((await signIn('blank-horse-1')).status).toBe(401);
    expect((await signIn('x'.repeat(1_001))).status).toBeGreaterThanOrEqual(400);
  } finally {
    await app.stop();
  }
});

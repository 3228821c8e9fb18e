import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('who gets in', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  it('nobody gets in without signing in; a wrong password does not say what was wrong', async () => {
    const { token } = app;
    for (const bad of ['', 'fct_s_nonsense']) {
      app.token = bad;
      const answer = await app.get('/contacts');
      expect([answer.status, answer.problem.title]).toEqual([401, 'Unauthorized']);
    }
    app.token = '';
    const wrong = await app.post('/auth/login', { email: 'admin@example.com', password: 'wrong' });
    const unknown = await app.post('/auth/login', { email: 'nobody@example.com', password: 'wrong' });
    const open = await app.call('GET', '/health/ready');
    app.token = token;
    expect([wrong.status, wrong.problem.detail]).toEqual([401, unknown.problem.detail]);
    expect(open).toMatchObject({ status: 200, body: { status: 'ok', database: 'up' } });
  });

  it('a cookie alone cannot change anything from a foreign page', async () => {
    const { token } = app;
    app.token = '';
    const login = await app.call('POST', '/api/v1/auth/login', {
      email: 'admin@example.com',
      password: 'correct horse battery',
    });
    const cookie = String(login.headers['set-cookie']).split(';')[0]!;
    expect(login.headers['set-cookie']).toMatch(/HttpOnly; SameSite=Strict/);
    const read = await app.call('GET', '/api/v1/contacts', undefined, { cookie });
    const foreign = await app.call(
      'POST',
      '/api/v1/target-lists',
      { name: 'L' },
      { cookie, origin: 'https://evil.example' },
    );
    app.token = token;
    expect([read.status, foreign.status]).toEqual([200, 403]);
  });

  it('an API key is shown once, is stored as a hash, and stops working when it is taken back', async () => {
    const { token } = app;
    const admin = await app.signIn();
    app.token = admin;
    const key = await app.make('/api-keys', { name: 'Reporting' });
    const listed = await app.get(`/api-keys/${key.id}`);
    expect(listed.text).not.toContain(key.key);
    app.token = key.key;
    const before = await app.get('/contacts');
    app.token = admin;
    await app.delete(`/api-keys/${key.id}`);
    app.token = key.key;
    const after = await app.get('/contacts');
    app.token = token;
    expect([before.status, after.status]).toEqual([200, 401]);
  });
});

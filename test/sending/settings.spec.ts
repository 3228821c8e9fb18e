import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('settings of the outbound account', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  it('an SMTP test tells each step, and the server’s words', async () => {
    const steps = async (more: object) =>
      (await app.post('/settings/outbound-email/test', more)).body.steps.map((one) => [
        one.step,
        one.result,
        one.field,
      ]);
    expect(await steps({})).toEqual([
      ['name', 'passed', undefined],
      ['connection', 'passed', undefined],
      ['tls', 'passed', undefined],
      ['signIn', 'skipped', undefined],
      ['sender', 'passed', undefined],
      ['dkim', 'skipped', undefined],
    ]);
    const at = { smtpHost: '127.0.0.1', smtpPort: app.smtp.port };
    expect(await steps({ ...at, smtpPort: 1 })).toContainEqual(['connection', 'failed', 'smtpPort']);
    expect(await steps({ ...at, smtpSecurity: 'STARTTLS' })).toContainEqual([
      'tls',
      'failed',
      'smtpSecurity',
    ]);
    expect(await steps({ ...at, smtpHost: 'no-such-host.invalid' })).toContainEqual([
      'name',
      'failed',
      'smtpHost',
    ]);
    app.smtp.onSender = () => ({ code: 550, message: 'not you' });
    const { body } = await app.post('/settings/outbound-email/test', {});
    expect(body.steps[4]).toMatchObject({ result: 'failed', detail: expect.stringContaining('not you') });
  });

  it.each<[keyof Schemas['OutboundEmailView'], string]>([
    ['siteUrl', 'https://a.example/"><script>'],
    ['siteUrl', 'https://a.example/?x'],
    ['smtpHost', '127.0.0.1 x'],
    ['smtpHost', '127.0.0.1:25'],
    ['fromAddress', 'a@x.example\r\nBcc: b@x.example'],
    ['dkimSelector', 'a;b'],
  ])('%s is kept without what breaks out of its place, or refused by name: %s', async (field, value) => {
    const { status, body, problem } = await app.patch('/settings/outbound-email', { [field]: value });
    if (status === 200) expect(String(body[field])).not.toMatch(/["<>\s]/);
    else expect([status, problem.errors?.[0]?.field]).toEqual([400, field]);
    await app.patch('/settings/outbound-email', { siteUrl: null });
  });
});

it('with a user name in SMTP_URL the password waits for STARTTLS', async () => {
  const relay = await new SmtpSink().start({ authOptional: false, onAuth: undefined } as never);
  const app = await TestApp.start('SQLite', {
    environment: { smtpUrl: `smtp://relay:RelayPassw0rd@relay.example:${relay.port}` },
  });
  try {
    expect((await app.get('/settings/outbound-email')).body).toMatchObject({
      smtpSecurity: 'STARTTLS',
      smtpUsername: 'relay',
      hasSmtpPassword: true,
    });
  } finally {
    await app.stop();
    await relay.stop();
  }
});

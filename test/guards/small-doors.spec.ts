import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment, withoutPassword } from '@facteur/platform';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('small doors', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  it.each([
    '{{optOutLink "x"}}',
    '{{optOutUrl "x"}}',
    '{{default person.firstName "x" a=(bar)}}',
    '{{#if}}x{{/if}}',
    '{{#if person.firstName person.lastName}}x{{/if}}',
    '{{date "2020" "xx-invalid-locale-zzz"}}',
    '<div>'.repeat(30_000),
    `{{default ${'(default '.repeat(6_000)}`,
    '<!--[if mso]>'.repeat(20_000),
  ])('L1, M1: what could not be rendered is refused when it is saved (%#)', async (body) => {
    const answer = await app.post('/email-templates', { name: 'T', subject: 's', body });
    if (answer.status === 201)
      expect((await app.get(`/email-templates/${answer.body.id}/preview`)).status).toBe(200);
    else expect(answer.status).toBe(400);
  });

  it('25, 27: a misspelt placeholder names the one that was meant; a tracking URL that is gone is refused', async () => {
    const refused = await app.post('/email-templates', {
      name: 'T',
      subject: 's',
      body: 'Hi {{person.fristName}}',
    });
    expect(refused.problem.errors?.[0]?.reason).toMatch(/person\.firstName/);
    expect(refused.problem.errors?.[0]?.reason.length).toBeLessThan(300);
    const campaign = await app.campaign();
    const url = await app.make('/tracking-urls', {
      campaignId: campaign.id,
      name: 'U',
      url: 'https://x.example/',
    });
    await app.delete(`/tracking-urls/${url.id}`);
    const gone = await app.post('/email-templates', {
      name: 'T',
      subject: 's',
      body: `<a href="{trackingUrl:${url.id}}">x</a>`,
    });
    expect([gone.status, gone.text]).toEqual([400, expect.stringContaining(url.id)]);
  });

  it.each<[keyof Schemas['OutboundEmailView'], string]>([
    ['siteUrl', 'https://a.example/"><script>'],
    ['siteUrl', 'https://a.example/?x'],
    ['smtpHost', '127.0.0.1 x'],
    ['smtpHost', '127.0.0.1:25'],
    ['fromAddress', 'a@x.example\r\nBcc: b@x.example'],
    ['dkimSelector', 'a;b'],
  ])('L10: %s of the settings: %s', async (field, value) => {
    const { status, body, problem } = await app.patch('/settings/outbound-email', { [field]: value });
    if (status === 200) expect(String(body[field])).not.toMatch(/["<>\s]/);
    else expect([status, problem.errors?.[0]?.field]).toEqual([400, field]);
    await app.patch('/settings/outbound-email', { siteUrl: null });
  });

  it('L13: a segment or a job runs every minute at the most', async () => {
    const list = await app.list('L');
    const { status, problem } = await app.post('/segments', {
      name: 'S',
      targetType: 'Contact',
      targetListIds: [list.id],
      filter: { field: 'lastName', operator: 'is', value: 'x' },
      scheduling: '* * * * * *',
    });
    expect([status, problem.errors?.[0]?.field]).toEqual([400, 'scheduling']);
    const [job] = (await app.get('/scheduled-jobs')).body.data;
    expect((await app.patch(`/scheduled-jobs/${job!.id}`, { scheduling: '* * * * * *' })).status).toBe(400);
    expect((await app.patch(`/scheduled-jobs/${job!.id}`, { scheduling: null })).status).toBe(200);
  });

  describe('lead forms', () => {
    const form = async (more: object = {}) => {
      const campaign = await app.campaign();
      const list = await app.list('F');
      return app.post('/lead-forms', {
        name: 'F',
        campaignId: campaign.id,
        targetListId: list.id,
        fields: [{ name: 'lastName' }],
        ...more,
      });
    };

    it('L9: an unusable success page is refused; scripts of allowed pages get their preflight', async () => {
      expect((await form({ successUrl: 'https://%zz/' })).status).toBe(400);
      const { body } = await form({
        successUrl: 'https://www.example.com/żółw',
        allowedOrigins: ['https://www.example.com'],
      });
      const path = new URL(body.url).pathname;
      expect((await app.visit(path)).status).toBe(200);
      const ask = (origin: string) =>
        app.visit(path, {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'POST' },
        });
      expect((await ask('https://www.example.com')).headers['access-control-allow-origin']).toBe(
        'https://www.example.com',
      );
      expect((await ask('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined();
      const sent = await app.visit(path, { method: 'POST', body: 'emailAddress=l9%40x.example&lastName=X' });
      expect([sent.status, sent.headers['location']]).toEqual([
        303,
        'https://www.example.com/%C5%BC%C3%B3%C5%82w',
      ]);
    });

    it('L11: many posts at once for one address bring one confirmation', async () => {
      const { body } = await form({ doubleOptIn: true });
      const path = new URL(body.url).pathname;
      const address = `once-${kind.toLowerCase()}@x.example`;
      const answers = await Promise.all(
        Array.from({ length: 15 }, () =>
          app.visit(path, {
            method: 'POST',
            body: new URLSearchParams({ emailAddress: address, lastName: 'X' }).toString(),
          }),
        ),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(app.smtp.recipients().filter((one) => one === address)).toEqual([address]);
    });
  });

  it('the exported data of a person has times in UTC and flags that are flags', async () => {
    await app.contact('told@x.example', { emailAddressIsOptedOut: true });
    const { text } = await app.post('/privacy/export', { address: 'told@x.example' });
    expect(text).toMatch(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/);
    expect(text).not.toMatch(/"\d{4}-\d\d-\d\d \d\d:/);
    expect(text).toMatch(/"(optedOut|emailAddressIsOptedOut|opted_out)":true/);
  });
});

it('M7, L2: who is erased is gone from the file too, which is its owner’s alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'facteur-erased-'));
  const app = await TestApp.start('SQLite', { databaseUrl: `sqlite:${join(folder, 'f.sqlite')}` });
  try {
    const contact = await app.contact('zqx.person@x.example', { firstName: 'Zqxfirst', lastName: 'Zqxlast' });
    const list = await app.list('L', [{ targetType: 'Contact', id: contact.id }]);
    const mailing = await app.mailing([list.id], { storeSentEmails: true });
    await app.run();
    expect(await app.statusOf(mailing)).toBe('Complete');
    const text = () =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'latin1'))
        .join('')
        .toLowerCase();
    expect(text()).toContain('zqx');
    const { status } = await app.post('/privacy/erase', {
      address: 'zqx.person@x.example',
      keepOptOut: false,
    });
    expect(status).toBe(200);
    expect(text()).not.toContain('zqx');
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  } finally {
    await app.stop();
    rmSync(folder, { recursive: true });
  }
});

it('M8: with a user name in SMTP_URL the password waits for STARTTLS', async () => {
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

it('L3: passwords with an @ in them do not show in what is said of addresses', () => {
  for (const url of ['mysql://crm:pa@ss-w0rd/x@127.0.0.1:1/db', 'smtp://crm:pa@ss-w0rd@host:587'])
    expect(withoutPassword(url)).not.toMatch(/ss-w0rd|pa@/);
  expect(() => readEnvironment({ SMTP_URL: 'smtp://a:pa@ss-w0rd@host:58 7' })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('ss-w0rd') }),
  );
});

it('L4: a chosen first password may have blanks at its ends', async () => {
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

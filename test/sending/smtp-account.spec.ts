import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SmtpSink } from '../support/smtp-sink.js';
import { TestApp } from '../support/test-app.js';

/** The account in all its ways of being wrong, and right. */
let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start('SQLite');
});
afterAll(() => app.stop());

async function through(sink: SmtpSink, settings: object) {
  const { list } = await app.listOf(2, `s${sink.port}-`);
  await app.patch('/settings/outbound-email', {
    smtpHost: 'localhost',
    smtpPort: sink.port,
    smtpSecurity: 'None',
    smtpUsername: null,
    smtpPassword: null,
    ...settings,
  });
  const mailing = await app.mailing([list.id]);
  const summary = await app.run();
  const { hold, counts } = await app.progress(mailing);
  await app.post(`/mass-emails/${mailing.id}/cancel`);
  return { sent: summary.sent, hold, counts };
}

const demanding = () =>
  new SmtpSink().start({
    authOptional: false,
    onAuth: (auth, _session, done) =>
      auth.username === 'facteur' && auth.password === 'right'
        ? done(null, { user: 'facteur' })
        : done(Object.assign(new Error('Authentication failed'), { responseCode: 535 })),
    allowInsecureAuth: true,
  });

it('signs in with user and password; a wrong password holds the mailing with the words of the server', async () => {
  const sink = await demanding();
  expect(await through(sink, { smtpUsername: 'facteur', smtpPassword: 'right' })).toMatchObject({
    sent: 2,
    hold: null,
  });
  const wrong = await through(sink, { smtpUsername: 'facteur', smtpPassword: 'wrong' });
  expect(wrong).toMatchObject({
    sent: 0,
    hold: { limit: 'account', reason: expect.stringContaining('535') },
    counts: { Pending: 2, Failed: 0 },
  });
  await sink.stop();
});

it('STARTTLS is insisted on: a server that does not offer it gets nothing', async () => {
  const sink = await new SmtpSink().start();
  expect(await through(sink, { smtpSecurity: 'STARTTLS' })).toMatchObject({
    sent: 0,
    hold: { limit: 'account' },
    counts: { Pending: 2 },
  });
  expect(sink.messages).toEqual([]);
  await sink.stop();
});

it.each([
  ['STARTTLS', {}],
  ['TLS', { secure: true }],
])(
  '%s looks at the certificate: a server that nobody vouches for gets nothing',
  async (security, options) => {
    const sink = await new SmtpSink().start({ disabledCommands: [], ...options });
    expect(await through(sink, { smtpSecurity: security })).toMatchObject({
      sent: 0,
      hold: { limit: 'account', reason: expect.stringMatching(/certificate|self.signed/i) },
    });
    expect(sink.messages).toEqual([]);
    await sink.stop();
  },
);

it('never opens more connections than the limit', async () => {
  const sink = await new SmtpSink().start();
  let peak = 0;
  sink.onMessage = () => {
    peak = Math.max(peak, sink.connections());
    return undefined;
  };
  const { list } = await app.listOf(30, 'conn');
  await app.patch('/settings/outbound-email', {
    smtpHost: 'localhost',
    smtpPort: sink.port,
    smtpSecurity: 'None',
    smtpMaxConnections: 3,
    smtpUsername: null,
  });
  await app.mailing([list.id]);
  expect((await app.run()).sent).toBe(30);
  expect(peak).toBeGreaterThan(1);
  expect(peak).toBeLessThanOrEqual(3);
  await sink.stop();
});

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { DAY, HOUR, MINUTE } from '@facteur/platform';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

const OWNER = 'admin@example.com';

onBothDatabases('the owner of a mailing hears', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  const told = async () => {
    const before = app.smtp.messages.length;
    await app.runJob('TellOwners');
    const subjects = [];
    for (const { to, raw } of app.smtp.messages.slice(before)) {
      expect(to).toBe(OWNER);
      subjects.push((await PostalMime.parse(raw)).subject);
    }
    return subjects;
  };

  /** As somebody who is signed in, and not as a program. */
  const scheduled = async (
    count: number,
    more: Record<string, unknown> = {},
  ): Promise<Schemas['SavedMassEmailView']> => {
    const { list } = await app.listOf(count, `n${kind}${Object.keys(more).length}-`);
    const key = app.token;
    app.token = (
      await app.make('/auth/login', { email: OWNER, password: 'correct horse battery' })
    ).accessToken;
    const mailing = await app.mailing([list.id], { name: 'Spring', ...more });
    app.token = key;
    return mailing;
  };

  it('that it has gone out, and how it went a day later, once each', async () => {
    await scheduled(3);
    await app.run();
    expect(await told()).toEqual(['“Spring” has gone out']);
    const notice = await PostalMime.parse(app.smtp.messages.at(-1)!.raw);
    expect(notice.text).toMatch(
      /^3 messages have left; 0 failed\.\s+Look at it:\s+https:\/\/crm\.example\.com\/console\/mass-emails\/\w+\/progress/,
    );
    expect(await told()).toEqual([]);
    app.clock.advance(DAY + MINUTE);
    expect(await told()).toEqual(['How “Spring” went']);
    expect(await told()).toEqual([]);
  });

  it('that it is held, an hour after; and again when it is held once more', async () => {
    const account = await app.make('/smtp-accounts', {
      name: 'Relay',
      host: '127.0.0.1',
      port: 1,
      security: 'None',
    });
    const mailing = await scheduled(1, { smtpAccountId: account.id });
    await app.run();
    expect(await told()).toEqual([]);
    app.clock.advance(HOUR);
    expect(await told()).toEqual(['“Spring” is held']);
    expect(await told()).toEqual([]);
    await app.post(`/mass-emails/${mailing.id}/resume`);
    await told();
    await app.run();
    app.clock.advance(HOUR);
    expect(await told()).toEqual(['“Spring” is held']);
    await app.post(`/mass-emails/${mailing.id}/cancel`);
  });

  it('nothing of what a program sends, and once more when a mail could not be handed over', async () => {
    const { list } = await app.listOf(1, `key${kind}`);
    await app.mailing([list.id], { name: 'By a program' });
    await app.run();
    expect(await told()).toEqual([]);
    await scheduled(2, { trackAllLinks: true, openTracking: false });
    await app.run();
    app.smtp.onRecipient = (address) => (address === OWNER ? { code: 451, message: 'later' } : undefined);
    expect(await told()).toEqual([]);
    app.smtp.onRecipient = () => undefined;
    expect(await told()).toEqual(['“Spring” has gone out']);
  });
});

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('test mails', (kind) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await TestApp.start(kind);
  });
  afterEach(() => app.stop());

  it('send test to a user and a contact: two mails, two test items, two test log rows, statistics and status untouched', async () => {
    const user = await app.make('/users', { lastName: 'U', userName: 'u', emailAddress: 'user@x.example' });
    const contact = await app.contact('tested@x.example');
    const campaign = await app.campaign();
    const mailing = await app.mailing([(await app.list('A')).id], {
      campaignId: campaign.id,
      status: 'Draft',
    });
    const answer = await app.post(`/mass-emails/${mailing.id}/send-test`, {
      targets: [
        { targetType: 'User', targetId: user.id },
        { targetType: 'Contact', targetId: contact.id },
      ],
    });
    expect(answer.body).toMatchObject({
      sent: [{ address: 'tested@x.example' }, { address: 'user@x.example' }],
      leftOut: [],
    });
    expect(app.smtp.recipients()).toEqual(['tested@x.example', 'user@x.example']);
    expect((await app.items(mailing)).map((item) => item.isTest)).toEqual([true, true]);
    expect((await app.log(campaign)).map((row) => row.isTest)).toEqual([true, true]);
    expect((await app.statistics(campaign.id)).sentCount).toBe(0);
    expect(await app.statusOf(mailing)).toBe('Draft');
  });

  it('send test names who was left out and why', async () => {
    const out = await app.contact('testout@x.example', { emailAddressIsOptedOut: true });
    const without = await app.contact(null);
    const mailing = await app.mailing([(await app.list('A')).id], { status: 'Draft' });
    const { body } = await app.post(`/mass-emails/${mailing.id}/send-test`, {
      targets: [out, without].map(({ id }) => ({ targetType: 'Contact', targetId: id })),
    });
    expect(body.sent).toEqual([]);
    expect(body.leftOut).toMatchObject([
      { targetId: without.id, reason: 'no-address' },
      { targetId: out.id, reason: 'opted-out' },
    ]);
  });

  it('send test can be repeated, and says what is wrong with the account', async () => {
    const mailing = await app.mailing([(await app.list('A')).id], { status: 'Draft' });
    for (const _ of [1, 2])
      expect(
        (await app.post(`/mass-emails/${mailing.id}/send-test`, { addresses: ['again@x.example'] })).body
          .sent,
      ).toHaveLength(1);
    app.smtp.onSender = () => ({ code: 530, message: 'sign in first' });
    const answer = await app.post(`/mass-emails/${mailing.id}/send-test`, { addresses: ['again@x.example'] });
    app.smtp.onSender = () => undefined;
    expect([answer.status, answer.problem.detail]).toEqual([409, expect.stringContaining('sign in first')]);
    expect((await app.post(`/mass-emails/${mailing.id}/send-test`, {})).status).toBe(400);
    expect((await app.post(`/mass-emails/${mailing.id}/send-test`, { addresses: ['nonsense'] })).status).toBe(
      400,
    );
  });

  it('test mails are what will go out, and say that they are tests where an admin wants it', async () => {
    const { list } = await app.listOf(1);
    const campaign = await app.campaign();
    const template = await app.template('<a href="https://shop.example/x">x</a>');
    const mailing = await app.mailing([list.id], {
      campaignId: campaign.id,
      templateId: template.id,
      trackAllLinks: true,
    });
    const send = () => app.post(`/mass-emails/${mailing.id}/send-test`, { addresses: ['me@x.example'] });
    await send();
    expect((await app.smtp.parsed('me@x.example')).subject).toBe('[Test] News');
    const link = await app.link('me@x.example', 'click');
    expect((await app.visit(link)).headers['location']).toBe('https://shop.example/x');
    expect(await app.statistics(campaign.id)).toMatchObject({ sentCount: 0, clickedCount: 0 });
    await app.patch('/settings/outbound-email', { testSubjectPrefix: false });
    await send();
    expect((await app.smtp.parsed('me@x.example')).subject).toBe('News');
  });
});

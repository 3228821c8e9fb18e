import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MailingService, QueueBuilder } from '@facteur/dispatch';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

/** Two records with one address are one person, as far as a list is concerned. */
onBothDatabases('an address that two records share', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app.stop());

  const twins = async (address: string) => {
    const first = await app.contact(address);
    const second = await app.make('/leads', { lastName: 'Twin', emailAddress: address });
    const list = await app.list(address, [
      { targetType: 'Contact', id: first.id },
      { targetType: 'Lead', id: second.id },
    ]);
    return { first, second, list };
  };

  it('who opts out of the list by one record after the queue was built gets nothing by the other', async () => {
    const { second, list } = await twins('ada@twins.example');
    const mailing = await app.mailing([list.id]);
    await app.nest
      .get(QueueBuilder, { strict: false })
      .build((await app.nest.get(MailingService, { strict: false }).store.find(mailing.id))!);
    expect(await app.items(mailing)).toMatchObject([{ targetType: 'Contact', status: 'Pending' }]);
    await app.post(`/target-lists/${list.id}/members/Lead/${second.id}/opt-out`);
    await app.run();
    expect(await app.items(mailing)).toMatchObject([{ status: 'Skipped', skipReason: 'opted-out-of-list' }]);
    expect(app.smtp.messages).toHaveLength(0);
  });

  it('the page of the one says that the other opted out, and takes that back as well', async () => {
    const { second, list } = await twins('bea@twins.example');
    const template = await app.template('<p>{{person.firstName}} {optOutUrl}</p>');
    await app.mailing([list.id], { templateId: template.id });
    await app.run();
    const { html } = await app.smtp.parsed('bea@twins.example');
    const [link] = /https:\/\/crm\.example\.com\/u\/[\w.~-]+/.exec(String(html))!;
    await app.post(`/target-lists/${list.id}/members/Lead/${second.id}/opt-out`);
    expect((await app.visit(link!)).text).toContain('opt-in');
    await app.visit(link!, { method: 'POST', body: 'action=opt-in' });
    const again = await app.mailing([list.id]);
    await app.run();
    expect(await app.items(again)).toMatchObject([{ status: 'Sent' }]);
  });

  it('nobody takes back the wish of somebody who has the address beside their own', async () => {
    const { second, list } = await twins('cid@twins.example');
    const template = await app.template('<p>{{person.firstName}} {optOutUrl}</p>');
    await app.mailing([list.id], { templateId: template.id });
    await app.run();
    const [link] = /https:\/\/crm\.example\.com\/u\/[\w.~-]+/.exec(
      String((await app.smtp.parsed('cid@twins.example')).html),
    )!;
    await app.patch(`/leads/${second.id}`, { emailAddress: 'own@twins.example' });
    await app.database.execute(
      `INSERT INTO crm_address (target_type, target_id, channel, address, address_key, is_primary)
       VALUES ('Lead', ?, 'email', 'cid@twins.example', 'cid@twins.example', 0)`,
      [second.id],
    );
    await app.post(`/target-lists/${list.id}/members/Lead/${second.id}/opt-out`);
    await app.visit(link!, { method: 'POST', body: 'action=opt-in' });
    const members = await app.get(`/target-lists/${list.id}/members?filter.targetType=Lead`);
    expect(members.body.data).toMatchObject([{ targetId: second.id, optedOut: true }]);
  });

  it('what somebody else said of a list that the record was never on is not its own wish', async () => {
    const { first, second } = await twins('dan@twins.example');
    const theirs = await app.list('theirs', [{ targetType: 'Lead', id: second.id }]);
    const own = await app.list('own', [{ targetType: 'Contact', id: first.id }]);
    const mailing = await app.mailing([theirs.id, own.id]);
    await app.post(`/target-lists/${theirs.id}/members/Lead/${second.id}/opt-out`);
    const stored = await app.nest.get(MailingService, { strict: false }).store.find(mailing.id);
    await app.nest.get(QueueBuilder, { strict: false }).build(stored!);
    // Who is taken off a list after its queue was built still gets the mail.
    await app.delete(`/target-lists/${own.id}/members`, { targetType: 'Contact', targetIds: [first.id] });
    await app.run();
    expect(await app.items(mailing)).toMatchObject([{ targetType: 'Contact', status: 'Sent' }]);
    // And a test to the bare address is nobody's newsletter.
    const test = await app.post(`/mass-emails/${mailing.id}/send-test`, { addresses: ['dan@twins.example'] });
    expect(test.body).toMatchObject({ sent: [{ address: 'dan@twins.example' }], leftOut: [] });
  });
});

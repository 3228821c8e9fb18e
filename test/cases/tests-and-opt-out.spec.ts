import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { LinkSigner } from '@facteur/campaigns';
import { onBothDatabases } from '../support/databases.js';
import { altered } from '../support/links.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('tests and opting out', (kind) => {
  let app: TestApp;
  let serial = 0;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    app.smtp.messages.length = 0;
  });

  /** One contact in list A, mailed through lists A and B. */
  async function mailed(more: object = {}) {
    const address = `o${++serial}@x.example`;
    const contact = await app.contact(address);
    const a = await app.list('A', [{ targetType: 'Contact', id: contact.id }]);
    const b = await app.list('B');
    const campaign = await app.campaign();
    const mailing = await app.mailing([a.id, b.id], { campaignId: campaign.id, ...more });
    await app.run();
    return { address, contact, a, b, campaign, mailing, link: await app.link(address, 'optOut') };
  }

  const member = async (list: { id: string }) =>
    (await app.get(`/target-lists/${list.id}/members`)).body.data[0];

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

  it('an opt-out from a test says that it is a test and changes nothing', async () => {
    const contact = await app.contact('testlink@x.example');
    const list = await app.list('A', [{ targetType: 'Contact', id: contact.id }]);
    const mailing = await app.mailing([list.id], { status: 'Draft', optOutEntirely: true });
    await app.post(`/mass-emails/${mailing.id}/send-test`, {
      targets: [{ targetType: 'Contact', targetId: contact.id }],
    });
    const answer = await app.visit(await app.link('testlink@x.example', 'optOut'), {
      method: 'POST',
      body: '',
    });
    expect(answer.text).toContain('This was a test message');
    expect(await member(list)).toMatchObject({ optedOut: false });
    expect((await app.get(`/contacts/${contact.id}`)).body.emailAddressIsOptedOut).toBe(false);
  });

  it('looking at the opt-out page changes nothing, whoever looks', async () => {
    const { a, link } = await mailed();
    const page = await app.visit(link);
    expect(page.text).toContain('<button type="submit">Unsubscribe</button>');
    await app.visit(link, { method: 'HEAD' });
    expect(await member(a)).toMatchObject({ optedOut: false });
  });

  it('POST opts out of every list of the mailing the person is in, once; the page then says so', async () => {
    const { a, b, campaign, contact, link } = await mailed();
    const other = await app.list('other', [{ targetType: 'Contact', id: contact.id }]);
    for (const _ of [1, 2])
      expect((await app.visit(link, { method: 'POST', body: 'List-Unsubscribe=One-Click' })).status).toBe(
        200,
      );
    expect(await member(a)).toMatchObject({ optedOut: true });
    expect(await member(b)).toBeUndefined();
    expect(await member(other)).toMatchObject({ optedOut: false });
    expect(await app.log(campaign, '&filter.action=Opted Out')).toHaveLength(1);
    expect((await app.statistics(campaign.id)).optedOutCount).toBe(1);
    expect((await app.visit(link)).text).toContain('You are unsubscribed');
    expect((await app.get(`/target-lists/${a.id}`)).body).toMatchObject({ entryCount: 1, optedOutCount: 1 });
  });

  it('one-click requests come as multipart forms, too', async () => {
    const { a, link } = await mailed();
    const body =
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n';
    const answer = await app.visit(link, {
      method: 'POST',
      body,
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    });
    expect(answer.status).toBe(200);
    expect(await member(a)).toMatchObject({ optedOut: true });
  });

  it('subscribing again undoes it and writes Opted In; the count is of those who are out now', async () => {
    const { a, campaign, link } = await mailed();
    await app.visit(link, { method: 'POST', body: '' });
    const answer = await app.visit(link, { method: 'POST', body: 'action=opt-in' });
    expect(answer.text).toContain('subscribed again');
    expect(await member(a)).toMatchObject({ optedOut: false });
    expect((await app.log(campaign)).map((row) => row.action)).toEqual(
      expect.arrayContaining(['Opted Out', 'Opted In']),
    );
    expect((await app.statistics(campaign.id)).optedOutCount).toBe(0);
    await app.visit(link, { method: 'POST', body: '' });
    expect(await app.log(campaign, '&filter.action=Opted Out')).toHaveLength(2);
  });

  it('optOutEntirely marks the address: another person with it is skipped by the next mailing', async () => {
    const { address, link } = await mailed({ optOutEntirely: true });
    await app.visit(link, { method: 'POST', body: '' });
    const other = await app.make('/leads', { lastName: 'Q', emailAddress: address });
    expect((await app.get(`/leads/${other.id}`)).body.emailAddressIsOptedOut).toBe(true);
    const mailing = await app.mailing([(await app.list('C', [{ targetType: 'Lead', id: other.id }])).id]);
    await app.run();
    expect(await app.items(mailing)).toEqual([]);
  });

  it('a link altered by one character is refused without a look-up', async () => {
    const { link } = await mailed();
    for (const method of ['GET', 'POST'])
      expect(
        (await app.visit(altered(link), { method, ...(method === 'POST' ? { body: '' } : {}) })).status,
      ).toBe(404);
  });

  it('a deleted person and informational campaigns answer 404', async () => {
    const { contact, link } = await mailed();
    await app.delete(`/contacts/${contact.id}`);
    expect((await app.visit(link, { method: 'POST', body: '' })).status).toBe(404);
    const informational = await app.campaign({ type: 'Informational Email' });
    const { list } = await app.listOf(1, 'informed');
    const mailing = await app.mailing([list.id], { campaignId: informational.id });
    await app.run();
    const [item] = await app.database.query<{ id: number }>(
      'SELECT q.id FROM queue_item q JOIN mailing m ON m.id = q.mailing_id WHERE m.public_id = ?',
      [mailing.id],
    );
    const none = app.nest.get(LinkSigner).optOutUrl(item!.id, 'https://crm.example.com');
    expect((await app.visit(none)).status).toBe(404);
  });

  it('a campaign keeps its type once a mailing of it has left Draft', async () => {
    const { campaign, link } = await mailed();
    const answer = await app.patch(`/campaigns/${campaign.id}`, { type: 'Informational Email' });
    expect(answer.status).toBe(409);
    expect((await app.visit(link)).status).toBe(200);
  });

  it('an address link opts the address out, without a log', async () => {
    const contact = await app.contact('hash@x.example');
    const url = app.nest
      .get(LinkSigner)
      .addressOptOutUrl('email', 'hash@x.example', 'https://crm.example.com');
    expect((await app.visit(url, { method: 'POST', body: '' })).status).toBe(200);
    expect((await app.get(`/contacts/${contact.id}`)).body.emailAddressIsOptedOut).toBe(true);
  });

  it('an opted-out member who is removed and added again is still opted out', async () => {
    const { list, contacts } = await app.listOf(2, 'again');
    const target = { targetType: 'Contact', targetIds: [contacts[0]!.id] };
    await app.post(`/target-lists/${list.id}/members/Contact/${contacts[0]!.id}/opt-out`);
    await app.delete(`/target-lists/${list.id}/members`, target);
    expect((await app.get(`/target-lists/${list.id}`)).body).toMatchObject({
      entryCount: 1,
      optedOutCount: 0,
    });
    expect((await app.post(`/target-lists/${list.id}/members`, target)).body).toEqual({
      added: 1,
      alreadyIn: 0,
      notPermitted: 0,
    });
    const { body } = await app.get(`/target-lists/${list.id}/members?filter.optedOut=true`);
    expect(body.data).toMatchObject([{ targetId: contacts[0]!.id }]);
    await app.delete(`/target-lists/${list.id}/members`, { targetType: 'Contact', all: true });
    await app.post(`/target-lists/${list.id}/members`, {
      targetType: 'Contact',
      filter: { search: 'again' },
    });
    expect((await app.get(`/target-lists/${list.id}`)).body).toMatchObject({
      entryCount: 2,
      optedOutCount: 1,
    });
  });

  it('removing all contacts leaves the leads; a duplicate of 3 listed and 1 opted out has 3 members', async () => {
    const { list, contacts } = await app.listOf(4, 'dupl');
    const lead = await app.make('/leads', { lastName: 'L', emailAddress: 'dupl@lead.example' });
    await app.post(`/target-lists/${list.id}/members/Contact/${contacts[0]!.id}/opt-out`);
    const copy = await app.make(`/target-lists/${list.id}/duplicate`, {});
    expect(copy).toMatchObject({ entryCount: 3, optedOutCount: 0 });
    await app.make(`/target-lists/${list.id}/members`, { targetType: 'Lead', targetIds: [lead.id] });
    await app.delete(`/target-lists/${list.id}/members`, { targetType: 'Contact', all: true });
    expect((await app.get(`/target-lists/${list.id}/members`)).body.data).toMatchObject([
      { targetType: 'Lead', targetId: lead.id },
    ]);
  });

  it('records can be filtered by the lists they are in', async () => {
    const { list } = await app.listOf(2, 'inlist');
    expect((await app.get(`/contacts?filter.targetListId=${list.id}`)).body.meta.totalItems).toBe(2);
  });

  it('bulk adding counts added and already in', async () => {
    const leads = [];
    for (let i = 0; i < 5; i++)
      leads.push(await app.make('/leads', { lastName: 'Bulk', emailAddress: `bulk${i}@x.example` }));
    const list = await app.list(
      'bulk',
      leads.slice(0, 2).map(({ id }) => ({ targetType: 'Lead', id })),
    );
    expect(
      (
        await app.post(`/target-lists/${list.id}/members`, {
          targetType: 'Lead',
          filter: { lastName: 'Bulk' },
        })
      ).body,
    ).toEqual({ added: 3, alreadyIn: 2, notPermitted: 0 });
    const refused = await app.post(`/target-lists/${list.id}/members`, {
      targetType: 'Lead',
      targetIds: [leads[0]!.id, 'nobody'],
    });
    expect([refused.status, refused.problem.errors?.[0]?.field]).toEqual([400, 'targetIds']);
  });
});

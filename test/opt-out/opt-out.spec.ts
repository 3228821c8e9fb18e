import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { LinkSigner } from '@facteur/campaigns';
import { onBothDatabases } from '../support/databases.js';
import { altered } from '../support/links.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('opting out', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  beforeEach(() => {
    app.smtp.messages.length = 0;
  });

  let serial = 0;

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

  const member = async (list: { id: string }) => (await app.members(list))[0];

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
});

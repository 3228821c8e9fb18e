import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('who is queued', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  beforeEach(() => {
    app.smtp.messages.length = 0;
  });

  it('three contacts with distinct addresses: three items, all Sent, mailing Complete, three Sent in the log', async () => {
    const { list } = await app.listOf(3, 'three');
    const campaign = await app.campaign();
    const mailing = await app.mailing([list.id], { campaignId: campaign.id });
    expect(await app.run()).toMatchObject({ queuesBuilt: 1, queued: 3, sent: 3 });
    expect(app.smtp.recipients()).toEqual(['three1@x.example', 'three2@x.example', 'three3@x.example']);
    expect((await app.items(mailing)).map((item) => item.status)).toEqual(['Sent', 'Sent', 'Sent']);
    expect(await app.statusOf(mailing)).toBe('Complete');
    expect((await app.log(campaign)).map((row) => row.action)).toEqual(['Sent', 'Sent', 'Sent']);
    expect((await app.statistics(campaign.id)).sentCount).toBe(3);
  });

  it('a start date in one hour keeps the mailing Pending without items; an offset is stored in UTC', async () => {
    const { list } = await app.listOf(1, 'later');
    const mailing = await app.mailing([list.id], { startAt: '2027-03-01T11:00:00+01:00' });
    expect(mailing.startAt).toBe('2027-03-01T10:00:00.000Z');
    await app.run();
    expect(await app.statusOf(mailing)).toBe('Pending');
    expect(await app.items(mailing)).toEqual([]);
    await app.post(`/mass-emails/${mailing.id}/cancel`);
  });

  it('an empty list makes the mailing Complete without items', async () => {
    const mailing = await app.mailing([(await app.list('empty')).id]);
    await app.run();
    expect(await app.statusOf(mailing)).toBe('Complete');
    expect(await app.items(mailing)).toEqual([]);
  });

  it('a contact and a lead with one address get one item, for the contact', async () => {
    const lead = await app.make('/leads', { lastName: 'L', emailAddress: 'both@x.example' });
    const contact = await app.contact('both@x.example');
    const list = await app.list('both', [
      { targetType: 'Lead', id: lead.id },
      { targetType: 'Contact', id: contact.id },
    ]);
    const mailing = await app.mailing([list.id]);
    await app.run();
    expect(await app.items(mailing)).toMatchObject([
      { targetType: 'Contact', targetId: contact.id, address: 'both@x.example' },
    ]);
  });

  it('addresses that differ in letter case and spaces alone are one', async () => {
    const one = await app.contact('Case@X.example');
    const two = await app.contact('  case@x.EXAMPLE ');
    const list = await app.list(
      'case',
      [one, two].map(({ id }) => ({ targetType: 'Contact', id })),
    );
    const mailing = await app.mailing([list.id]);
    await app.run();
    expect(await app.items(mailing)).toHaveLength(1);
  });

  it('a contact without address is passed over, and counted as no-address before and after', async () => {
    const { list } = await app.listOf(2, 'withaddress');
    const without = await app.contact(null);
    await app.make(`/target-lists/${list.id}/members`, { targetType: 'Contact', targetIds: [without.id] });
    const mailing = await app.mailing([list.id]);
    expect(await app.preflight(mailing)).toMatchObject({
      recipients: 2,
      leftOut: { 'no-address': 1 },
    });
    await app.run();
    expect(await app.items(mailing)).toHaveLength(2);
    expect((await app.progress(mailing)).leftOut).toEqual({ 'no-address': 1 });
  });

  it('an excluded record is excluded', async () => {
    const { list, contacts } = await app.listOf(2, 'excl');
    const excluding = await app.list('X', [{ targetType: 'Contact', id: contacts[0]!.id }]);
    const mailing = await app.mailing([list.id], { excludingTargetListIds: [excluding.id] });
    await app.run();
    expect((await app.items(mailing)).map((item) => item.address)).toEqual(['excl2@x.example']);
  });

  it('an address on an excluded record is excluded whichever record carries it', async () => {
    const { list } = await app.listOf(2, 'shared');
    const other = await app.make('/leads', { lastName: 'Q', emailAddress: 'SHARED1@x.example' });
    const excluding = await app.list('X', [{ targetType: 'Lead', id: other.id }]);
    const mailing = await app.mailing([list.id], { excludingTargetListIds: [excluding.id] });
    await app.run();
    expect((await app.items(mailing)).map((item) => item.address)).toEqual(['shared2@x.example']);
    expect((await app.progress(mailing)).leftOut).toEqual({
      'excluded-address': 1,
    });
  });

  it('a record excluded while it had no address stays excluded when it gets one', async () => {
    const contact = await app.contact(null);
    const list = await app.list('A', [{ targetType: 'Contact', id: contact.id }]);
    const excluding = await app.list('X', [{ targetType: 'Contact', id: contact.id }]);
    const mailing = await app.mailing([list.id], { excludingTargetListIds: [excluding.id] });
    await app.patch(`/contacts/${contact.id}`, { emailAddress: 'gotone@x.example' });
    await app.run();
    expect(await app.items(mailing)).toEqual([]);
  });

  it('a member opted out of one list gets nothing through it, and mail through another', async () => {
    const { list, contacts } = await app.listOf(1, 'optlist');
    await app.post(`/target-lists/${list.id}/members/Contact/${contacts[0]!.id}/opt-out`);
    const first = await app.mailing([list.id]);
    await app.run();
    expect(await app.items(first)).toEqual([]);
    const other = await app.list('B', [{ targetType: 'Contact', id: contacts[0]!.id }]);
    const second = await app.mailing([list.id, other.id]);
    await app.run();
    expect(await app.items(second)).toHaveLength(1);
  });

  it('opting one record out of a list holds for a duplicate with the same address in that list', async () => {
    const one = await app.contact('twice@x.example');
    const two = await app.contact('twice@x.example');
    const list = await app.list(
      'dup',
      [one, two].map(({ id }) => ({ targetType: 'Contact', id })),
    );
    await app.post(`/target-lists/${list.id}/members/Contact/${one.id}/opt-out`);
    const mailing = await app.mailing([list.id]);
    await app.run();
    expect(await app.items(mailing)).toEqual([]);
  });

  it('an opted-out address gets no Email and gets Informational Email', async () => {
    const contact = await app.contact('optedout@x.example', { emailAddressIsOptedOut: true });
    const list = await app.list('A', [{ targetType: 'Contact', id: contact.id }]);
    const usual = await app.mailing([list.id]);
    const informational = await app.mailing([list.id], {
      campaignId: (await app.campaign({ type: 'Informational Email' })).id,
    });
    await app.run();
    expect(await app.items(usual)).toEqual([]);
    expect(await app.items(informational)).toHaveLength(1);
  });

  it('an invalid address gets neither', async () => {
    const contact = await app.contact('invalid@x.example', { emailAddressIsInvalid: true });
    const list = await app.list('A', [{ targetType: 'Contact', id: contact.id }]);
    const usual = await app.mailing([list.id]);
    const informational = await app.mailing([list.id], {
      campaignId: (await app.campaign({ type: 'Informational Email' })).id,
    });
    await app.run();
    expect([...(await app.items(usual)), ...(await app.items(informational))]).toEqual([]);
  });

  it('an erased address gets nothing', async () => {
    const { list, contacts } = await app.listOf(1, 'erase');
    await app.database.execute(
      `UPDATE crm_address SET address = 'ERASED:1', address_key = 'erased:1' WHERE target_id = ?`,
      [contacts[0]!.id],
    );
    const mailing = await app.mailing([list.id]);
    await app.run();
    expect(await app.items(mailing)).toEqual([]);
  });

  it('when all are opted out by address, the mailing is Complete in the same run, with no item and no log', async () => {
    const contact = await app.contact('allout@x.example', { emailAddressIsOptedOut: true });
    const list = await app.list('A', [{ targetType: 'Contact', id: contact.id }]);
    const campaign = await app.campaign();
    const mailing = await app.mailing([list.id], { campaignId: campaign.id });
    await app.run();
    expect(await app.statusOf(mailing)).toBe('Complete');
    expect(await app.log(campaign)).toEqual([]);
  });
});

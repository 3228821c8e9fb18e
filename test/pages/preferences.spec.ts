import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { AddressRegistry } from '@facteur/audience';
import { MailingService, QueueBuilder } from '@facteur/dispatch';
import { onBothDatabases } from '../support/databases.js';
import { altered } from '../support/links.js';
import { TestApp } from '../support/test-app.js';

const DAY = 86_400_000;

onBothDatabases('a choice', (kind) => {
  let app: TestApp;
  let garden: { id: string };
  let offers: { id: string };
  let serial = 0;
  let contact: { id: string };
  let address: string;
  beforeAll(async () => {
    app = await TestApp.start(kind);
    garden = await app.make('/target-lists', {
      name: 'internal 1',
      publicName: 'News of the garden',
      publicDescription: 'What to sow <now>',
      lessOftenDays: 30,
    });
    offers = await app.make('/target-lists', { name: 'internal 2', publicName: 'Offers' });
    await app.list('Nobody may choose this');
  });
  afterAll(() => app?.stop());

  const body = '<p>x</p><a href="{preferencesUrl}">Choose</a> {preferencesLink} {viewOnlineLink}';
  /** A letter to a new contact on the garden list. */
  beforeEach(async () => {
    address = `chooser${++serial}@x.example`;
    contact = await app.contact(address);
    await app.make(`/target-lists/${garden.id}/members`, { targetType: 'Contact', targetIds: [contact.id] });
    await send();
  });

  const send = async (more: object = {}) => {
    const template = await app.template(body);
    const mailing = await app.mailing([garden.id], { templateId: template.id, ...more });
    await app.run();
    return mailing;
  };
  const link = (kindOf: 'preferences' | 'optOut' = 'preferences') => app.link(address, kindOf);
  /** As the page sends it: with the lists that it showed. */
  const shown = () => `&shown=${garden.id}&shown=${offers.id}`;
  const post = async (fields: string) =>
    app.visit(await link(), { method: 'POST', body: `${fields}${shown()}` });
  const got = () => app.smtp.messages.filter(({ to }) => to === address).length;
  const checked = (text: string) =>
    [...text.matchAll(/<input type="checkbox" name="list" value="(\w+)"[^>]* checked>/g)].map(([, id]) => id);

  it('the page shows the lists that may be chosen, what is chosen, and nothing else; looking changes nothing', async () => {
    const { text } = await app.visit(await link());
    expect(text).toContain('What would you like to get?');
    expect(text).toContain('What to sow &lt;now&gt;');
    expect(text).not.toMatch(/internal|Nobody may/);
    expect(checked(text)).toEqual([garden.id]);
    expect(text.match(/name="lessOften"/g)).toHaveLength(1);
    expect(
      (await app.members(garden)).some(({ targetId, optedOut }) => targetId === contact.id && !optedOut),
    ).toBe(true);
  });

  it('lists are left and joined, the log says so, and the next letter goes by it', async () => {
    const campaign = await app.campaign();
    await send({ campaignId: campaign.id });
    const url = await link();
    const choose = (fields: string) => app.visit(url, { method: 'POST', body: `${fields}${shown()}` });
    const saved = await choose(`action=save&list=${offers.id}&pause=0`);
    expect(saved.text).toContain('Your choices were saved.');
    expect(checked(saved.text)).toEqual([offers.id]);
    expect(await app.members(offers)).toMatchObject([{ targetId: contact.id, addedBy: 'choice' }]);
    const before = got();
    await send();
    expect(got()).toBe(before);
    await choose(`action=save&list=${offers.id}&list=${garden.id}&pause=0`);
    await choose(`action=save&list=${offers.id}&list=${garden.id}&pause=0`);
    await send();
    expect(got()).toBe(before + 1);
    const actions = (await app.log(campaign)).map(({ action }) => action);
    expect(actions.filter((action) => action.startsWith('Opted')).sort()).toEqual(['Opted In', 'Opted Out']);
  });

  it('everything is off with one button, and choosing something takes that back', async () => {
    const off = await post('action=everything');
    expect(off.text).toContain('You are unsubscribed from everything.');
    expect(checked(off.text)).toEqual([]);
    const before = got();
    await send();
    expect(got()).toBe(before);
    await post(`action=save&list=${garden.id}&pause=0`);
    await send();
    expect(got()).toBe(before + 1);
  });

  it('a break keeps letters away until it ends, and is no opting out', async () => {
    const { text } = await post(`action=save&list=${garden.id}&pause=1`);
    expect(text).toMatch(/You get nothing until \w+ \d+, \d{4}\./);
    const before = got();
    const mailing = await send();
    expect(got()).toBe(before);
    const left = (await app.get(`/mass-emails/${mailing.id}/left-out?limit=100`)).body.data;
    expect(left).toContainEqual(expect.objectContaining({ targetId: contact.id, reason: 'paused' }));
    expect((await app.visit(await link('optOut'))).text).toContain('Unsubscribe?');
    await post(`action=save&list=${garden.id}&pause=keep`);
    app.clock.advance(32 * DAY);
    await send();
    expect(got()).toBe(before + 1);
  });

  it('a break that begins while a letter waits holds for it, and ends when its owner says so', async () => {
    const template = await app.template(body);
    const waiting = await app.mailing([garden.id], { templateId: template.id });
    await app.nest.get(QueueBuilder).build(await app.nest.get(MailingService).store.get(waiting.id));
    await post(`action=save&list=${garden.id}&pause=3`);
    const before = got();
    await app.run();
    expect(got()).toBe(before);
    const items = await app.items(waiting);
    expect(items.find((item) => item.address === address)).toMatchObject({ skipReason: 'paused' });
    await post(`action=save&list=${garden.id}&pause=0`);
    await send();
    expect(got()).toBe(before + 1);
  });

  it('whoever wants a list less often gets it once in its days', async () => {
    await post(`action=save&list=${garden.id}&lessOften=${garden.id}&pause=0`);
    const before = got();
    const mailing = await send();
    expect(got()).toBe(before);
    const left = (await app.get(`/mass-emails/${mailing.id}/left-out?limit=100`)).body.data;
    expect(left).toContainEqual(expect.objectContaining({ targetId: contact.id, reason: 'less-often' }));
    app.clock.advance(31 * DAY);
    await send();
    await send();
    expect(got()).toBe(before + 1);
  });

  it.each([
    'action=save&list[]=x&lessOften=__proto__&pause=99',
    'action=save&pause=-1&list=%00',
    'action=nonsense',
    '',
  ])('%j does no harm', async (fields) => {
    expect((await post(fields)).status).toBe(200);
  });

  it('somebody else’s, an altered and an erased person’s link lead nowhere', async () => {
    const url = await link();
    expect((await app.visit(altered(url))).status).toBe(404);
    const token = url.slice(url.lastIndexOf('/') + 1);
    expect((await app.visit(`/u/${token}`)).status).toBe(404);
    expect((await app.visit(`/v/${token}`)).status).toBe(404);
    await app.post('/privacy/erase', { address });
    expect((await app.visit(url)).status).toBe(404);
    expect((await app.visit(url, { method: 'POST', body: 'action=everything' })).status).toBe(404);
  });

  it('whoever leaves may say why, once, and it is counted', async () => {
    const campaign = await app.campaign();
    await send({ campaignId: campaign.id });
    const url = await link('optOut');
    const optOut = (fields: string) => app.visit(url, { method: 'POST', body: fields });
    const left = await optOut('action=opt-out');
    expect(left.text).toContain('Would you tell us why? You need not.');
    expect((await optOut('action=reason&reason=too-many')).text).toContain('Thank you for telling us.');
    await optOut('action=reason&reason=never-asked');
    await optOut('action=reason&reason=<script>');
    const reasons = await app.get(`/campaigns/${campaign.id}/opt-out-reasons`);
    expect(reasons.body.data).toEqual([{ reason: 'never-asked', count: 1 }]);
    expect(left.text).toContain('What would you like to get?');
    await app.patch('/settings/pages', { asksForReasons: false });
    expect((await optOut('action=opt-out')).text).not.toContain('Would you tell us why');
    await app.patch('/settings/pages', { asksForReasons: null });
  });

  it('one-click stays one click', async () => {
    const answer = await app.visit(await link('optOut'), {
      method: 'POST',
      body: 'List-Unsubscribe=One-Click',
    });
    expect(answer.status).toBe(200);
    const before = got();
    await send();
    expect(got()).toBe(before);
  });

  it('another address is asked at that address, and taken when its owner says so', async () => {
    const other = `moved${serial}@x.example`;
    const asked = await post(`action=address&address=${other}`);
    expect(asked.text).toContain(`We have written to ${other}.`);
    const mail = await app.smtp.parsed(other);
    expect(mail.subject).toBe('Please confirm your new address');
    expect(mail.from?.address).toBe('news@sender.example');
    const [url] = mail.text!.match(/https:\/\/crm\.example\.com\/p\/address\/\w+/) ?? [];
    const shown = await app.visit(url!);
    expect(shown.text).toContain('Use this address?');
    expect((await app.get(`/contacts/${contact.id}`)).body.emailAddress).toBe(address);
    expect((await app.visit(altered(url!))).status).toBe(404);
    await post(`action=save&list=${garden.id}&pause=1`);
    const confirm = () => app.visit(url!, { method: 'POST', body: '' });
    expect((await confirm()).text).toContain(`Messages go to ${other}`);
    expect((await app.get(`/contacts/${contact.id}`)).body.emailAddress).toBe(other);
    // Whoever lost it is told, and the break moves along.
    expect((await app.smtp.parsed(address)).text).toContain(`Messages go to ${other} from now on.`);
    await send();
    expect(app.smtp.messages.filter(({ to }) => to === other)).toHaveLength(1);
    app.clock.advance(32 * DAY);
    await send();
    expect(app.smtp.messages.filter(({ to }) => to === other)).toHaveLength(2);
    // Once: afterwards it neither moves anybody nor takes back a wish.
    await app.patch(`/contacts/${contact.id}`, { emailAddressIsOptedOut: true });
    expect((await confirm()).status).toBe(404);
    expect((await app.get(`/contacts/${contact.id}`)).body).toMatchObject({
      emailAddress: other,
      emailAddressIsOptedOut: true,
    });
  });

  it('whoever has an old letter decides nothing for somebody who has another address by now', async () => {
    const [choose, online] = [await link(), await app.link(address, 'online')];
    await app.patch(`/contacts/${contact.id}`, { emailAddress: `right${serial}@x.example` });
    for (const body of ['action=everything', 'action=address&address=evil@x.example', 'action=save&pause=6'])
      expect((await app.visit(choose, { method: 'POST', body })).status).toBe(410);
    for (const url of [choose, online]) {
      const gone = await app.visit(url);
      expect([gone.status, gone.text]).toEqual([
        410,
        expect.stringContaining('belongs to an earlier address'),
      ]);
    }
    expect((await app.visit(await link('optOut'))).text).not.toContain('/p/');
    await send();
    expect(app.smtp.recipients()).toContain(`right${serial}@x.example`);
  });

  it('after everything off, what is ticked comes back and nothing else, of lists that nobody may choose neither', async () => {
    const internal = await app.list(`internal ${serial}`, [{ targetType: 'Contact', id: contact.id }]);
    await app.make(`/target-lists/${offers.id}/members`, { targetType: 'Contact', targetIds: [contact.id] });
    await post('action=everything');
    const saved = await post(`action=save&list=${garden.id}&pause=0`);
    expect(checked(saved.text)).toEqual([garden.id]);
    const before = got();
    const template = await app.template(body);
    for (const list of [offers, internal]) await app.mailing([list.id], { templateId: template.id });
    await app.run();
    expect(got()).toBe(before);
    await send();
    expect(got()).toBe(before + 1);
  });

  it('what was reported as unwanted is not taken back by a tick, and the page says so', async () => {
    const key = { channel: 'email', address: { address, key: address } };
    await app.nest
      .get(AddressRegistry)
      .mark(key.channel, key.address, { optedOut: true }, 'complaint', { by: 'report' });
    const { text } = await post(`action=save&list=${garden.id}&pause=keep`);
    expect(text).toContain(`role="alert">Messages to ${address} were reported as unwanted`);
    const before = got();
    await send();
    expect(got()).toBe(before);
  });

  it('a list that somebody else left with the same address shows as left, and a tick takes it back for both', async () => {
    const mate = await app.contact(address, { firstName: 'Mate' });
    await app.make(`/target-lists/${garden.id}/members`, { targetType: 'Contact', targetIds: [mate.id] });
    await app.post(`/target-lists/${garden.id}/members/Contact/${mate.id}/opt-out`);
    expect(checked((await app.visit(await link())).text)).toEqual([]);
    expect(checked((await post(`action=save&list=${garden.id}&pause=0`)).text)).toEqual([garden.id]);
    const before = got();
    await send();
    expect(got()).toBe(before + 1);
  });

  it('lists that the page did not show stay as they are', async () => {
    await app.visit(await link(), { method: 'POST', body: `action=save&shown=${offers.id}&pause=0` });
    await app.visit(await link(), { method: 'POST', body: 'action=save' });
    expect(checked((await app.visit(await link())).text)).toEqual([garden.id]);
  });

  it('a weekly letter comes every fortnight to whoever chose so, and once where three are due', async () => {
    const weekly = await app.make('/target-lists', { name: 'W', publicName: 'Weekly', lessOftenDays: 14 });
    await app.make(`/target-lists/${weekly.id}/members`, { targetType: 'Contact', targetIds: [contact.id] });
    const url = await link();
    await app.visit(url, {
      method: 'POST',
      body: `action=save&shown=${weekly.id}&list=${weekly.id}&lessOften=${weekly.id}&pause=0`,
    });
    const template = await app.template(body);
    const weeks: number[] = [];
    for (let week = 1; week <= 5; week++) {
      app.clock.advance(7 * DAY - 60_000);
      const before = got();
      await app.mailing([weekly.id], { templateId: template.id });
      // The letter goes out a moment after its queue was built.
      app.clock.advance(60_000);
      await app.run();
      if (got() > before) weeks.push(week);
    }
    expect(weeks).toEqual([1, 3, 5]);
    app.clock.advance(60 * DAY);
    const before = got();
    for (let i = 0; i < 3; i++) await app.mailing([weekly.id], { templateId: template.id });
    await app.run();
    expect(got()).toBe(before + 1);
    await app.patch(`/target-lists/${weekly.id}`, { publicName: null });
  });

  it('the export of a person tells what they chose', async () => {
    await post(`action=save&list=${garden.id}&lessOften=${garden.id}&pause=6`);
    const { body: exported } = await app.post('/privacy/export', { address });
    expect(exported.addressStatuses).toMatchObject([{ optedOut: false, pausedUntil: expect.anything() }]);
    expect(exported.memberships).toMatchObject([{ lessOften: true }]);
  });

  it.each([
    ['nobody', 'no e-mail address'],
    ['', 'no e-mail address'],
    ['a@x.example%0d%0aBcc:%20b@x.example', 'no e-mail address'],
  ])('a new address %j is refused on the page', async (typed, words) => {
    const { text } = await post(`action=address&address=${typed}`);
    expect(text).toMatch(new RegExp(`class="fault" role="alert">[^<]*${words}`));
  });

  it('a mailbox is asked once an hour, whoever types it', async () => {
    const other = `victim${serial}@x.example`;
    await post(`action=address&address=${other}`);
    const again = await post(`action=address&address=${other}`);
    expect(again.text).toContain('Too much has come in');
    expect(app.smtp.messages.filter(({ to }) => to === other)).toHaveLength(1);
  });
});

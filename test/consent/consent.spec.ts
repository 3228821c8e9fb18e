import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AddressRegistry } from '@facteur/audience';
import { MailingService, QueueBuilder } from '@facteur/dispatch';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('consent with proof', (kind) => {
  let app: TestApp;
  let serial = 0;
  const fresh = () => `c${++serial}@consent.example`;

  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  const list = (more: object = {}) => app.make('/target-lists', { name: `L${++serial}`, ...more });
  const add = (to: { id: string }, ids: string[], consent?: object) =>
    app.post(`/target-lists/${to.id}/members`, {
      targetType: 'Contact',
      targetIds: ids,
      ...(consent ? { consent } : {}),
    });
  const consentsOf = async (id: string, type = 'contacts') =>
    (await app.get(`/${type}/${id}/consents` as '/contacts/{id}/consents')).body.data;
  const historyOf = async (id: string, on: { id: string } | null, type = 'contacts') =>
    ((await consentsOf(id, type)).find((one) => one.targetListId === (on?.id ?? null))?.history ?? [])
      .map(({ action, method }) => `${action} by ${method}`)
      .reverse();
  const standing = async (id: string, on: { id: string }) =>
    (await consentsOf(id)).find((one) => one.targetListId === on.id)?.standing;
  const later = () => app.clock.advance(60_000);
  const gets = async (to: { id: string }, more: Record<string, unknown> = {}): Promise<string[]> => {
    const mailing = await app.mailing([to.id], more);
    await app.run();
    return (await app.items(mailing))
      .filter(({ status }) => status === 'Sent')
      .map(({ address }) => address!);
  };
  const leftOut = async (to: { id: string }): Promise<Schemas['PreflightView']['leftOut']> =>
    (await app.preflight(await app.mailing([to.id], { status: 'Draft' }))).leftOut;

  describe('how somebody came to a list, and every change since', () => {
    it('by hand or by a program: who did it, when, and what was said of their consent', async () => {
      const to = await list();
      const one = await app.contact(fresh());
      const two = await app.contact(fresh());
      await add(to, [one.id]);
      await add(to, [two.id], {
        source: 'Paper form 17 at the fair in Lyon',
        at: '2026-10-01T10:00:00Z',
        page: 'https://www.example.com/fair',
        words: 'I want the letter.',
      });
      expect(await historyOf(one.id, to)).toEqual(['Added by api']);
      expect(await standing(one.id, to)).toBeNull();
      expect(await standing(two.id, to)).toBe('Given');
      const [given] = (await consentsOf(two.id))[0]!.history.filter(({ action }) => action === 'Given');
      expect(given).toMatchObject({
        occurredAt: '2026-10-01T10:00:00.000Z',
        recordedAt: app.clock.now().toISOString(),
        address: two.emailAddress,
        method: 'api',
        name: 'Paper form 17 at the fair in Lyon',
        actor: 'API key "tests"',
        page: 'https://www.example.com/fair',
        words: 'I want the letter.',
      });
      const person = (await app.make('/auth/login', { email: 'admin@example.com', password: PASSWORD }))
        .accessToken;
      const three = await app.contact(fresh());
      const key = app.token;
      app.token = person;
      await add(to, [three.id]);
      app.token = key;
      const [added] = (await consentsOf(three.id))[0]!.history;
      expect(added).toMatchObject({ action: 'Added', method: 'manual', actor: 'admin@example.com' });
    });

    it('taken off, opted out and in by hand: by whom', async () => {
      const to = await list();
      const { id } = await app.contact(fresh());
      await add(to, [id]);
      later();
      await app.post(`/target-lists/${to.id}/members/Contact/${id}/opt-out`);
      later();
      await app.post(`/target-lists/${to.id}/members/Contact/${id}/opt-in`);
      later();
      await app.delete(`/target-lists/${to.id}/members`, { targetType: 'Contact', targetIds: [id] });
      expect(await historyOf(id, to)).toEqual([
        'Added by api',
        'Withdrawn by api',
        'Taken back by api',
        'Removed by api',
      ]);
    });

    it('by link, with one click, and by choice: as whoever has the address wished', async () => {
      const to = await list({ publicName: 'Garden', publicDescription: 'Once a month.' });
      const contact = await app.contact(fresh());
      await add(to, [contact.id]);
      const { id } = await app.template(
        '<p><a href="{optOutUrl}">o</a> <a href="{preferencesUrl}">p</a></p>',
      );
      await gets(to, { templateId: id });
      const optOut = await app.link(contact.emailAddress!, 'optOut');
      const preferences = await app.link(contact.emailAddress!, 'preferences');
      later();
      await app.visit(optOut, { method: 'POST', body: 'List-Unsubscribe=One-Click' });
      later();
      await app.visit(optOut, { method: 'POST', body: 'action=opt-in' });
      later();
      await app.visit(optOut, { method: 'POST', body: 'action=opt-out' });
      later();
      await app.visit(preferences, { method: 'POST', body: `action=save&shown=${to.id}&list=${to.id}` });
      expect(await historyOf(contact.id, to)).toEqual([
        'Added by api',
        'Withdrawn by one-click',
        'Confirmed by link',
        'Withdrawn by link',
        'Confirmed by choice',
      ]);
      const [chosen] = (await consentsOf(contact.id)).find((one) => one.targetListId === to.id)!.history;
      expect(chosen).toMatchObject({ words: 'Garden\nOnce a month.', actor: null });
    });

    it('an address that is marked, by whoever does it', async () => {
      const contact = await app.contact(fresh());
      await app.patch(`/contacts/${contact.id}`, { emailAddressIsOptedOut: true });
      later();
      await app.patch(`/contacts/${contact.id}`, { emailAddressIsOptedOut: false });
      expect(await historyOf(contact.id, null)).toEqual(['Withdrawn by record', 'Taken back by record']);
    });

    it('of a list, page by page and as a file', async () => {
      const to = await list();
      const people = [await app.contact(fresh()), await app.contact(fresh())];
      await add(to, [people[0]!.id], { source: 'Fair' });
      await add(to, [people[1]!.id]);
      const page = (await app.get(`/consents/of-list/${to.id}?filter.action=Given`)).body;
      expect(page.data.map(({ targetId }) => targetId)).toEqual([people[0]!.id]);
      const { text } = await app.call('GET', `/api/v1/consents/of-list/${to.id}/export`);
      expect(text.split('\n')[0]).toContain('occurredAt');
      expect(text).toContain(people[0]!.emailAddress!);
    });

    it('segments note it in their own history', async () => {
      const to = await list();
      const contact = await app.contact(fresh(), { addressCity: `City${serial}` });
      const segment = await app.make('/segments', {
        ...{ name: 'S', targetType: 'Contact', targetListIds: [to.id] },
        filter: { field: 'addressCity', operator: 'is', value: `City${serial}` },
      });
      await app.post(`/segments/${segment.id}/sync`);
      expect(await app.members(to)).toHaveLength(1);
      expect(await historyOf(contact.id, to)).toEqual([]);
    });
  });

  describe('a list that asks for proof', () => {
    it('sends nothing to whoever has not agreed, and says so', async () => {
      const to = await list({ consentNeeded: 'Given' });
      const [agreed, silent] = [await app.contact(fresh()), await app.contact(fresh())];
      await add(to, [agreed.id], { source: 'Paper' });
      await add(to, [silent.id]);
      expect(await leftOut(to)).toMatchObject({ 'no-consent': 1 });
      expect(await gets(to)).toEqual([agreed.emailAddress]);
    });

    it('which wants a confirmation takes nothing less', async () => {
      const to = await list({ consentNeeded: 'Confirmed' });
      const [given, confirmed] = [await app.contact(fresh()), await app.contact(fresh())];
      await add(to, [given.id], { source: 'Paper' });
      await add(to, [confirmed.id], { source: 'Old system', level: 'Confirmed' });
      expect(await gets(to)).toEqual([confirmed.emailAddress]);
    });

    it('informs nobody without it either; through another list it may', async () => {
      const strict = await list({ consentNeeded: 'Given' });
      const open = await list();
      const contact = await app.contact(fresh());
      await add(strict, [contact.id]);
      await add(open, [contact.id]);
      const campaign = await app.campaign({ type: 'Informational Email' });
      expect(await gets(strict, { campaignId: campaign.id })).toEqual([]);
      const mailing = await app.mailing([strict.id, open.id]);
      await app.run();
      expect((await app.items(mailing)).map(({ status }) => status)).toEqual(['Sent']);
    });

    it('forgets what was agreed to before somebody withdrew, until their address agrees again', async () => {
      const to = await list({ consentNeeded: 'Given', publicName: 'Letter' });
      const contact = await app.contact(fresh());
      await add(to, [contact.id], { source: 'Paper' });
      await gets(to);
      const optOut = await app.link(contact.emailAddress!, 'optOut');
      later();
      await app.post(`/target-lists/${to.id}/members/Contact/${contact.id}/opt-out`);
      later();
      // By hand somebody else says so: that is no consent.
      await app.post(`/target-lists/${to.id}/members/Contact/${contact.id}/opt-in`);
      expect(await standing(contact.id, to)).toBeNull();
      expect(await gets(to)).toEqual([]);
      await app.post(`/target-lists/${to.id}/members/Contact/${contact.id}/opt-out`);
      later();
      await app.visit(optOut, { method: 'POST', body: 'action=opt-in' });
      expect(await standing(contact.id, to)).toBe('Confirmed');
      expect(await gets(to)).toEqual([contact.emailAddress]);
    });

    it('a wish for nothing at all holds for the list, until the owner takes it back', async () => {
      const to = await list({ consentNeeded: 'Given' });
      const contact = await app.contact(fresh());
      await add(to, [contact.id], { source: 'Paper' });
      await gets(to, { optOutEntirely: true });
      const optOut = await app.link(contact.emailAddress!, 'optOut');
      later();
      await app.patch(`/contacts/${contact.id}`, { emailAddressIsOptedOut: true });
      later();
      await app.patch(`/contacts/${contact.id}`, { emailAddressIsOptedOut: false });
      expect(await standing(contact.id, to)).toBeNull();
      later();
      await app.patch(`/contacts/${contact.id}`, { emailAddressIsOptedOut: true });
      later();
      await app.visit(optOut, { method: 'POST', body: 'action=opt-in' });
      expect(await standing(contact.id, to)).toBe('Confirmed');
    });

    it('is asked once more before the message goes: an address that came since has agreed to nothing', async () => {
      const to = await list({ consentNeeded: 'Given' });
      const contact = await app.contact(fresh());
      await add(to, [contact.id], { source: 'Paper' });
      const spare = await app.contact(fresh());
      await add(to, [spare.id], { source: 'Paper' });
      await app.patch('/settings/outbound-email', { maxPerBatch: 1 });
      const mailing = await app.mailing([to.id]);
      await app.run();
      await app.patch('/settings/outbound-email', { maxPerBatch: null });
      const [waiting] = (await app.items(mailing)).filter(({ status }) => status === 'Pending');
      await app.patch(`/contacts/${waiting!.targetId}`, { emailAddress: fresh() });
      await app.run();
      expect((await app.items(mailing)).map(({ status, skipReason }) => skipReason ?? status).sort()).toEqual(
        ['Sent', 'no-consent'],
      );
    });

    it('whoever leaves the other list by which they were to get it, gets nothing by this one', async () => {
      const strict = await list({ consentNeeded: 'Given' });
      const open = await list();
      const address = fresh();
      const contact = await app.contact(address);
      const mate = await app.make('/leads', { lastName: 'Mate', emailAddress: address });
      await add(strict, [contact.id]);
      await add(open, [contact.id]);
      await app.make(`/target-lists/${open.id}/members`, { targetType: 'Lead', targetIds: [mate.id] });
      const mailing = await app.mailing([open.id, strict.id], {
        startAt: app.clock.now().toISOString(),
      });
      const stored = await app.nest.get(MailingService, { strict: false }).store.find(mailing.id);
      await app.nest.get(QueueBuilder, { strict: false }).build(stored!);
      expect((await app.items(mailing)).map(({ status }) => status)).toEqual(['Pending']);
      await app.post(`/target-lists/${open.id}/members/Lead/${mate.id}/opt-out`);
      await app.run();
      expect((await app.items(mailing)).map(({ skipReason }) => skipReason)).toEqual(['no-consent']);
    });

    it('its copy asks for the same, and holds what was agreed to', async () => {
      const to = await list({ consentNeeded: 'Given' });
      const [agreed, silent] = [await app.contact(fresh()), await app.contact(fresh())];
      await add(to, [agreed.id], { source: 'Paper', words: 'Yes.' });
      await add(to, [silent.id]);
      const copy = await app.make(`/target-lists/${to.id}/duplicate`, {});
      expect(copy).toMatchObject({ consentNeeded: 'Given', entryCount: 2 });
      expect(await gets(copy)).toEqual([agreed.emailAddress]);
      const there = (await consentsOf(agreed.id)).find((one) => one.targetListId === copy.id);
      expect(there!.history.map(({ action }) => action).sort()).toEqual(['Added', 'Given']);
    });

    it('says why somebody did not get it', async () => {
      const to = await list({ consentNeeded: 'Given' });
      const contact = await app.contact(fresh());
      await add(to, [contact.id]);
      const { id } = await app.mailing([to.id]);
      await app.run();
      const why = (await app.get(`/mass-emails/${id}/why?address=${contact.emailAddress}`)).body;
      expect(JSON.stringify(why)).toContain('no-consent');
    });

    it('refuses a consent that lies in the future, or says nothing of where it came from', async () => {
      const to = await list();
      const contact = await app.contact(fresh());
      const future = await add(to, [contact.id], { source: 'x', at: '2030-01-01T00:00:00Z' });
      expect([future.status, future.problem.errors]).toEqual([
        400,
        [expect.objectContaining({ field: 'consent.at' })],
      ]);
      const bare = await add(to, [contact.id], {});
      expect(bare.problem.errors).toEqual([expect.objectContaining({ field: 'consent.source' })]);
      const odd = await add(to, [contact.id], { source: 'x', who: 'me' });
      expect(odd.problem.errors).toEqual([expect.objectContaining({ field: 'consent.who' })]);
      expect(await app.members(to)).toEqual([]);
    });
  });

  describe('a form', () => {
    const form = async (more: object = {}, ofList: object = {}) => {
      const to = await list(ofList);
      const campaign = await app.campaign();
      const made = await app.make('/lead-forms', {
        ...{ name: 'Newsletter box', campaignId: campaign.id, targetListId: to.id },
        ...more,
      });
      return { to, id: made.id, path: new URL(made.url).pathname };
    };
    const send = (path: string, values: Record<string, string>) =>
      app.visit(path, {
        method: 'POST',
        body: new URLSearchParams(values).toString(),
        headers: { referer: 'https://shop.example/garden?who=ada#x' },
      });
    const leadOf = async (address: string) =>
      (await app.get(`/leads?filter.emailAddress=${address}`)).body.data[0]!;
    const boxOf = async (path: string) =>
      /name="consent" value="(\w+)"/.exec((await app.visit(path)).text)?.[1] ?? '';

    it('keeps its words and its page with the consent', async () => {
      const { to, path } = await form({ consentText: 'I want the letter & nothing else.' });
      const address = fresh();
      const page = await app.visit(path);
      expect(page.text).toContain('I want the letter &#38; nothing else.');
      await send(path, { emailAddress: address, consent: await boxOf(path) });
      const lead = await leadOf(address);
      expect(await historyOf(lead.id, to, 'leads')).toEqual(['Added by form', 'Given by form']);
      const [given] = (await consentsOf(lead.id, 'leads'))[0]!.history;
      expect(given).toMatchObject({
        name: 'Newsletter box',
        page: 'https://shop.example/garden',
        words: 'I want the letter & nothing else.',
      });
    });

    it('without the tick takes nothing in, and says what is missing', async () => {
      const { to, path } = await form({ consentText: 'I agree.' });
      const answer = await send(path, { emailAddress: fresh() });
      expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('tick the box')]);
      expect(await app.members(to)).toEqual([]);
    });

    it('that was pasted into a page before its words changed keeps the words that were read', async () => {
      const { to, id, path } = await form({ consentText: 'The old words.' });
      const old = await boxOf(path);
      await app.patch(`/lead-forms/${id}`, { consentText: 'The new words.' });
      const address = fresh();
      await send(path, { emailAddress: address, consent: old });
      const lead = await leadOf(address);
      expect(
        (await consentsOf(lead.id, 'leads')).find((one) => one.targetListId === to.id)!.history[0],
      ).toMatchObject({
        action: 'Given',
        words: 'The old words.',
      });
    });

    it('with double opt-in: when it was asked for, and when it was answered', async () => {
      const { to, path } = await form({ doubleOptIn: true });
      const address = fresh();
      await send(path, { emailAddress: address });
      const asked = app.clock.now().toISOString();
      later();
      await app.visit(await app.link(address, 'confirm'), { method: 'POST', body: '' });
      const lead = await leadOf(address);
      expect(await historyOf(lead.id, to, 'leads')).toEqual([
        'Asked by form',
        'Added by form',
        'Confirmed by form',
      ]);
      const { history, standing: stands } = (await consentsOf(lead.id, 'leads'))[0]!;
      expect([history.at(-1)!.occurredAt, stands]).toEqual([asked, 'Confirmed']);
    });

    it('asks for a confirmation where its list wants one, whatever it says itself', async () => {
      const { to, path } = await form({}, { consentNeeded: 'Confirmed' });
      const address = fresh();
      await send(path, { emailAddress: address });
      expect(await app.members(to)).toEqual([]);
      await app.visit(await app.link(address, 'confirm'), { method: 'POST', body: '' });
      expect(await gets(to)).toEqual([address]);
    });
  });

  describe('a file', () => {
    it('says of each person how and when they agreed', async () => {
      const to = await list({ consentNeeded: 'Given' });
      const [a, b, c] = [fresh(), fresh(), fresh()];
      const file = [
        'Email Address,OPTIN_TIME,CONFIRM_TIME,Signup source,Consent text',
        `${a},2021-05-01 10:00:00,2021-05-01 10:05:00,Shop,I agree.`,
        `${b},2022-01-02,,Fair,`,
        `${c},,,,`,
      ].join('\n');
      const run = (await app.import('Contact', file, { targetListId: to.id })).body;
      expect(run).toMatchObject({ status: 'Complete', createdCount: 3, ignoredColumns: [] });
      const idOf = async (address: string) =>
        (await app.get(`/contacts?filter.emailAddress=${address}`)).body.data[0]!.id;
      expect(await historyOf(await idOf(a), to)).toEqual([
        'Given by import',
        'Confirmed by import',
        'Added by import',
      ]);
      const [, , given] = (await consentsOf(await idOf(a)))[0]!.history;
      expect(given).toMatchObject({
        occurredAt: '2021-05-01T10:00:00.000Z',
        name: 'Shop (people.csv)',
        actor: 'API key "tests"',
        words: 'I agree.',
      });
      expect((await gets(to)).sort()).toEqual([a, b].sort());
    });

    it('brings the same twice, and it is kept once', async () => {
      const to = await list();
      const a = fresh();
      const file = `Email,consentGivenAt\n${a},2021-05-01`;
      for (let times = 0; times < 2; times++) await app.import('Contact', file, { targetListId: to.id });
      const { id } = (await app.get(`/contacts?filter.emailAddress=${a}`)).body.data[0]!;
      expect(await historyOf(id, to)).toEqual(['Given by import', 'Added by import']);
    });

    it('whoever brings it says where its people agreed; who had left has not', async () => {
      const to = await list({ consentNeeded: 'Given' });
      const [a, b] = [fresh(), fresh()];
      await app.import('Contact', `Email,Status\n${a},subscribed\n${b},unsubscribed`, {
        targetListId: to.id,
        consentSource: 'Paper forms of 2025',
      });
      const idOf = async (address: string) =>
        (await app.get(`/contacts?filter.emailAddress=${address}`)).body.data[0]!.id;
      expect([await standing(await idOf(a), to), await standing(await idOf(b), to)]).toEqual(['Given', null]);
      const left = (await consentsOf(await idOf(b))).find((one) => one.targetListId === null)!;
      expect(left.history).toMatchObject([{ action: 'Withdrawn', method: 'import', name: 'people.csv' }]);
    });

    it('names dates that are none, or lie ahead', async () => {
      const file = `Email,consentGivenAt\n${fresh()},soon\n${fresh()},2031-01-01`;
      const run = (await app.import('Contact', file)).body;
      expect(run.errors.map(({ line, field }) => [line, field])).toEqual([
        [2, 'consentGivenAt'],
        [3, 'consentGivenAt'],
      ]);
    });
  });

  describe('what a sceptic tried', () => {
    const person = async (type: 'contacts' | 'leads', address: string) =>
      type === 'contacts'
        ? app.contact(address)
        : app.make('/leads', { lastName: 'L', emailAddress: address });
    const put = (to: { id: string }, targetType: string, id: string, consent?: object) =>
      app.make(`/target-lists/${to.id}/members`, {
        ...{ targetType, targetIds: [id] },
        ...(consent ? { consent } : {}),
      });
    const letter = async (to: { id: string }, address: string, more: Record<string, unknown> = {}) => {
      const { id } = await app.template(
        '<p><a href="{optOutUrl}">o</a> <a href="{preferencesUrl}">p</a></p>',
      );
      await gets(to, { templateId: id, ...more });
      return {
        optOut: await app.link(address, 'optOut'),
        preferences: await app.link(address, 'preferences'),
      };
    };
    const press = (link: string, action: string, more = '') =>
      app.visit(link, { method: 'POST', body: `action=${action}${more}` });
    const form = (to: { id: string }, more: object = {}) =>
      app
        .campaign()
        .then((campaign) =>
          app.make('/lead-forms', { name: 'F', campaignId: campaign.id, targetListId: to.id, ...more }),
        );
    const fill = (made: { url: string }, values: Record<string, string>, headers = {}) =>
      app.visit(new URL(made.url).pathname, {
        ...{ method: 'POST', body: new URLSearchParams(values).toString(), headers },
      });
    const source = { source: 'Paper' };

    it('a form that got another list meanwhile: agreed is to the list that was asked about', async () => {
      const [one, other] = [await list(), await list({ consentNeeded: 'Confirmed' })];
      const made = await form(one, { doubleOptIn: true });
      const address = fresh();
      await fill(made, { emailAddress: address });
      await app.patch(`/lead-forms/${made.id}`, { targetListId: other.id });
      await app.visit(await app.link(address, 'confirm'), { method: 'POST', body: '' });
      expect([(await app.members(one)).length, (await app.members(other)).length]).toEqual([1, 0]);
    });

    it('a stranger who types the address of somebody who left: its owner is asked, also after an admin took it back', async () => {
      const to = await list({ consentNeeded: 'Given' });
      const contact = await app.contact(fresh());
      const address = contact.emailAddress!;
      await put(to, 'Contact', contact.id, source);
      const { optOut } = await letter(to, address);
      later();
      await press(optOut, 'opt-out');
      later();
      await app.post(`/target-lists/${to.id}/members/Contact/${contact.id}/opt-in`);
      later();
      const made = await form(to);
      await fill(made, { emailAddress: address });
      expect(await standing(contact.id, to)).toBeNull();
      await app.delete(`/contacts/${contact.id}`);
      await fill(made, { emailAddress: address });
      expect(await gets(to)).toEqual([]);
    });

    it('the link of an older letter: the address that withdrew has withdrawn', async () => {
      const to = await list({ consentNeeded: 'Given' });
      const [a, b] = [fresh(), fresh()];
      const contact = await app.contact(a);
      await put(to, 'Contact', contact.id, source);
      const { optOut } = await letter(to, a);
      await app.patch(`/contacts/${contact.id}`, { emailAddress: b });
      later();
      await press(optOut, 'opt-out');
      const second = await app.contact(a);
      await put(to, 'Contact', second.id);
      expect(await standing(second.id, to)).toBeNull();
      expect(await gets(to)).toEqual([]);
    });

    it('erasing one of two who share an address keeps what the address wished', async () => {
      const to = await list({ consentNeeded: 'Given' });
      const address = fresh();
      const [contact, lead] = [await person('contacts', address), await person('leads', address)];
      await put(to, 'Contact', contact.id);
      await put(to, 'Lead', lead.id, source);
      const { optOut } = await letter(to, address);
      later();
      await press(optOut, 'opt-out');
      await app.post('/privacy/erase', { targetType: 'Contact', targetId: contact.id });
      expect(await gets(to)).toEqual([]);
      await app.patch(`/target-lists/${to.id}`, { consentNeeded: null });
      expect(await gets(to)).toEqual([]);
    });

    it('a file that speaks of another address than the record has: nobody agreed', async () => {
      const to = await list({ consentNeeded: 'Given' });
      const contact = await app.contact(fresh());
      await app.import('Contact', `Id,Email,consentGivenAt\n${contact.id},${fresh()},2021-05-01`, {
        ...{ duplicates: 'Skip', targetListId: to.id },
      });
      expect(await standing(contact.id, to)).toBeNull();
    });

    it('a file that says of all its people that they agreed: who left the list has not', async () => {
      const to = await list({ consentNeeded: 'Given' });
      const contact = await app.contact(fresh());
      const address = contact.emailAddress!;
      await put(to, 'Contact', contact.id, source);
      const { optOut } = await letter(to, address);
      later();
      await press(optOut, 'opt-out');
      later();
      await app.import('Contact', `Email\n${address}`, { targetListId: to.id, consentSource: 'Old forms' });
      expect(await standing(contact.id, to)).toBeNull();
      // Said of them by hand it stands, until they leave once more.
      await put(to, 'Contact', contact.id, { source: 'A call' });
      later();
      await press(optOut, 'opt-out');
      later();
      await app.post(`/target-lists/${to.id}/members/Contact/${contact.id}/opt-in`);
      expect(await standing(contact.id, to)).toBeNull();
    });

    it('words are those of this form, and a tick is a tick', async () => {
      const to = await list();
      const other = await form(to, { consentText: 'I agree to nothing at all.' });
      const made = await form(to, { consentText: 'I agree to the letter.' });
      const tick = async (of: { url: string }) =>
        /name="consent" value="(\w+)"/.exec((await app.visit(new URL(of.url).pathname)).text)![1]!;
      const sent = async (consent: string) => (await fill(made, { emailAddress: fresh(), consent })).status;
      for (const no of [await tick(other), 'no', 'off', '0', 'null', ' ', 'undefined', 'f'.repeat(60)])
        expect([no, await sent(no)]).toEqual([no, 400]);
      for (const yes of [await tick(made), 'yes', 'on', '1'])
        expect([yes, await sent(yes)]).toEqual([yes, 200]);
      expect((await form(to, { consentText: '  ' })).consentText).toBeNull();
    });

    it('an undone complaint gives back what it took, and no more', async () => {
      const contact = await app.contact(fresh());
      const to = await list({ consentNeeded: 'Given' });
      await put(to, 'Contact', contact.id, source);
      const mark = async (optedOut: boolean) => {
        later();
        await app.patch(`/contacts/${contact.id}`, { emailAddressIsOptedOut: optedOut });
      };
      await mark(true);
      await mark(false);
      const registry = app.nest.get(AddressRegistry, { strict: false });
      const own = { address: contact.emailAddress!, key: contact.emailAddress! };
      const origin = { method: 'report' } as const;
      later();
      await registry.mark('email', own, { optedOut: true }, 'complaint', { by: 'report', origin });
      later();
      await registry.mark('email', own, { optedOut: false }, 'verdict undone', { origin });
      expect(await standing(contact.id, to)).toBeNull();
      const second = await app.contact(fresh());
      await put(to, 'Contact', second.id, source);
      const theirs = { address: second.emailAddress!, key: second.emailAddress! };
      later();
      await registry.mark('email', theirs, { optedOut: true }, 'complaint', { by: 'report', origin });
      later();
      await registry.mark('email', theirs, { optedOut: false }, 'verdict undone', { origin });
      expect(await standing(second.id, to)).toBe('Given');
    });

    it('one list after everything off: other records of the address stay out of theirs', async () => {
      const strict = await list({ consentNeeded: 'Given' });
      const plain = await list();
      const open = await list({ publicName: `Open ${serial}` });
      const address = fresh();
      const [contact, lead] = [await person('contacts', address), await person('leads', address)];
      await put(strict, 'Lead', lead.id, source);
      await put(plain, 'Lead', lead.id);
      await put(open, 'Contact', contact.id);
      const { preferences } = await letter(open, address);
      later();
      await press(preferences, 'everything');
      later();
      await press(preferences, 'save', `&shown=${open.id}&list=${open.id}`);
      expect([await gets(strict), await gets(plain), await gets(open)]).toEqual([[], [], [address]]);
    });

    it('taken off the list after the queue was built: a new address has agreed to nothing all the same', async () => {
      const to = await list({ consentNeeded: 'Given' });
      const contact = await app.contact(fresh());
      await put(to, 'Contact', contact.id, source);
      const mailing = await app.mailing([to.id]);
      const stored = await app.nest.get(MailingService, { strict: false }).store.find(mailing.id);
      await app.nest.get(QueueBuilder, { strict: false }).build(stored!);
      await app.delete(`/target-lists/${to.id}/members`, {
        ...{ targetType: 'Contact', targetIds: [contact.id] },
      });
      await app.patch(`/contacts/${contact.id}`, { emailAddress: fresh() });
      await app.run();
      expect((await app.items(mailing)).map(({ skipReason }) => skipReason)).toEqual(['no-consent']);
    });

    it('unsubscribed on the day of the consent: unsubscribed; and nobody unsubscribes in the future', async () => {
      const to = await list({ consentNeeded: 'Given' });
      const [a, b] = [fresh(), fresh()];
      await app.import(
        'Contact',
        `Email,consentGivenAt,Status,Unsub time\n${a},2021-05-01,unsubscribed,2021-05-01`,
        { targetListId: to.id },
      );
      const idOf = async (address: string) =>
        (await app.get(`/contacts?filter.emailAddress=${address}`)).body.data[0]!.id;
      later();
      await app.patch(`/contacts/${await idOf(a)}`, { emailAddressIsOptedOut: false });
      expect(await standing(await idOf(a), to)).toBeNull();
      await app.import('AddressStatus', `Email,Status,Date\n${b},unsubscribed,2040-01-01`);
      const contact = await app.contact(b);
      const { id } = await app.template('<p><a href="{optOutUrl}">o</a></p>');
      await put(to, 'Contact', contact.id);
      later();
      await app.patch(`/contacts/${contact.id}`, { emailAddressIsOptedOut: false });
      await app.patch(`/target-lists/${to.id}`, { consentNeeded: null });
      await gets(to, { templateId: id });
      const optOut = await app.link(b, 'optOut');
      later();
      await press(optOut, 'opt-out');
      later();
      await press(optOut, 'opt-in');
      expect(await standing(contact.id, to)).toBe('Confirmed');
    });

    it('lists put together ask for the most that one of them asks for', async () => {
      const strict = await list({ consentNeeded: 'Confirmed' });
      const given = await list({ consentNeeded: 'Given' });
      const [proven, silent] = [await app.contact(fresh()), await app.contact(fresh())];
      await put(strict, 'Contact', proven.id, { source: 'Old system', level: 'Confirmed' });
      await put(given, 'Contact', silent.id, source);
      const both = await app.make('/target-lists/combine', {
        ...{ name: 'Both', operation: 'Merge', targetListIds: [given.id, strict.id] },
      });
      expect(both.consentNeeded).toBe('Confirmed');
      expect(await gets(both)).toEqual([proven.emailAddress]);
    });

    it('odd things where a consent belongs are refused by name', async () => {
      const to = await list();
      const contact = await app.contact(fresh());
      const fields = async (consent: unknown) => {
        const answer = await app.post(`/target-lists/${to.id}/members`, {
          ...{ targetType: 'Contact', targetIds: [contact.id], consent },
        });
        return [answer.status, answer.problem?.errors?.map(({ field }) => field)];
      };
      expect(await fields([])).toEqual([400, ['consent']]);
      expect(await fields([{ source: 'x' }])).toEqual([400, ['consent']]);
      expect(await fields({ source: 'x', page: 'javascript:alert(1)' })).toEqual([400, ['consent.page']]);
      expect(await fields({ source: 'x', at: '0001-01-01T00:00:00Z' })).toEqual([400, ['consent.at']]);
      expect((await fields({ source: 'x', level: null }))[0]).toBe(200);
    });

    it('a page that was read before its list was called otherwise: it is shown once more', async () => {
      const to = await list({ publicName: `Garden ${serial}` });
      const elsewhere = await list();
      const contact = await app.contact(fresh());
      await put(elsewhere, 'Contact', contact.id);
      const { preferences } = await letter(elsewhere, contact.emailAddress!);
      const shown = new RegExp(`name="shown" value="(${to.id}\\.\\w+)"`).exec(
        (await app.visit(preferences)).text,
      )![1]!;
      await app.patch(`/target-lists/${to.id}`, { publicName: `Partner offers ${serial}` });
      await press(preferences, 'save', `&shown=${shown}&list=${to.id}`);
      expect(await app.members(to)).toEqual([]);
    });

    it('dates as they are written elsewhere are left out when they are guessed, and refused when they are said to be', async () => {
      const file = `Email,Anmeldedatum\n${fresh()},01.05.2021`;
      expect((await app.import('Contact', file)).body).toMatchObject({
        ...{ status: 'Complete', ignoredColumns: ['Anmeldedatum'] },
      });
      const said = await app.import('Contact', file, {
        mapping: JSON.stringify({ Email: 'emailAddress', Anmeldedatum: 'consentGivenAt' }),
      });
      expect(said.body.errors).toMatchObject([{ field: 'consentGivenAt' }]);
    });

    it('whatever makes a consent stand is in its history', async () => {
      const to = await list();
      const address = fresh();
      const [contact, lead] = [await person('contacts', address), await person('leads', address)];
      await put(to, 'Lead', lead.id, source);
      await put(to, 'Contact', contact.id);
      expect(await standing(contact.id, to)).toBe('Given');
      expect(await historyOf(contact.id, to)).toContain('Given by api');
    });

    it('who never agreed may agree by the link of their letter', async () => {
      const to = await list();
      const contact = await app.contact(fresh());
      await put(to, 'Contact', contact.id);
      const { optOut } = await letter(to, contact.emailAddress!);
      await press(optOut, 'opt-in');
      expect(await standing(contact.id, to)).toBe('Confirmed');
    });

    it('the page of a form of ours is known by its address', async () => {
      const to = await list();
      const made = await form(to);
      const { headers } = await app.visit(new URL(made.url).pathname);
      expect(headers['referrer-policy']).toBe('same-origin');
    });

    it('erasure takes what was said of one person along, also where it stood beside', async () => {
      const to = await list();
      const address = fresh();
      await app.import(
        'Contact',
        `Email,consentSource,consentText\n${address},A call with Ada ${serial},I Ada ${serial} agree`,
        { targetListId: to.id },
      );
      await app.post('/privacy/erase', { address, keepOptOut: false });
      const left = await app.database.query(
        `SELECT o.id FROM consent_origin o WHERE o.name LIKE ? UNION ALL SELECT 1 FROM consent_words w WHERE w.words LIKE ?`,
        [`%Ada ${serial}%`, `%Ada ${serial}%`],
      );
      expect(left).toEqual([]);
    });
  });

  describe('a person', () => {
    it('is told all of it, and after erasure nothing of it is left', async () => {
      const to = await list();
      const address = fresh();
      const contact = await app.contact(address);
      await add(to, [contact.id], { source: 'Paper', words: 'Yes, please.' });
      const told = (await app.post('/privacy/export', { address })).body as unknown as {
        consents: { action: string; words: string | null }[];
      };
      expect(told.consents).toEqual([
        expect.objectContaining({ action: 'Added' }),
        expect.objectContaining({ action: 'Given', words: 'Yes, please.', targetList: to.name }),
      ]);
      await app.post('/privacy/erase', { address, keepOptOut: false });
      const rows = await app.database.query(`SELECT id FROM consent_record WHERE address_key = ?`, [address]);
      expect(rows).toEqual([]);
    });
  });
});

const PASSWORD = 'correct horse battery';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
      expect(await standing(contact.id, to)).toBe('Given');
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
      await app.post('/privacy/erase', { address });
      const rows = await app.database.query(`SELECT id FROM consent_record WHERE address_key = ?`, [address]);
      expect(rows).toEqual([]);
    });
  });
});

const PASSWORD = 'correct horse battery';

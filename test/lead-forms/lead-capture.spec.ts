import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StatisticsCheck } from '@facteur/campaigns';
import { onBothDatabases } from '../support/databases.js';
import { altered } from '../support/links.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('lead capture', (kind) => {
  let app: TestApp;
  let number = 0;
  const fresh = () => `f${(number += 1)}@form.example`;

  beforeAll(async () => {
    app = await TestApp.start(kind);
  });

  afterAll(() => app?.stop());

  async function form(more: object = {}) {
    const campaign = await app.campaign();
    const list = await app.list('From the site');
    const made = await app.make('/lead-forms', {
      name: 'Newsletter box',
      campaignId: campaign.id,
      targetListId: list.id,
      fields: [{ name: 'firstName' }, { name: 'lastName', required: true }],
      ...more,
    });
    return { campaign, list, made, path: new URL(made.url).pathname };
  }

  const send = (path: string, values: Record<string, string>, headers: Record<string, string> = {}) =>
    app.visit(path, { method: 'POST', body: new URLSearchParams(values).toString(), headers });
  const actions = async (campaign: { id: string }) =>
    (await app.log(campaign)).map((one) => one.action).sort();

  it('makes a lead, puts it on the list, and writes Lead Created and Opted In', async () => {
    const { campaign, list, path } = await form();
    const address = fresh();
    const answer = await send(path, { emailAddress: address, firstName: 'Ada', lastName: 'Lovelace' });
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('You are on our list')]);
    const { data } = (await app.get(`/leads?filter.emailAddress=${address}`)).body;
    expect(data).toMatchObject([
      { firstName: 'Ada', lastName: 'Lovelace', source: 'Web form', campaignId: campaign.id },
    ]);
    expect(await app.members(list)).toMatchObject([
      { targetType: 'Lead', targetId: data[0]!.id, optedOut: false },
    ]);
    expect(await actions(campaign)).toEqual(['Lead Created', 'Opted In']);
    expect(await app.statistics(campaign.id)).toMatchObject({ leadCreatedCount: 1, optedOutCount: 0 });
    expect(await app.nest.get(StatisticsCheck).differences()).toEqual([]);
  });

  it('finds a lead that is there, and changes nothing of it', async () => {
    const { campaign, list, path } = await form();
    const address = fresh();
    const lead = await app.make('/leads', { lastName: 'Real', emailAddress: address });
    await send(path, { emailAddress: address.toUpperCase(), lastName: 'Forged' });
    expect((await app.get(`/leads/${lead.id}`)).body.lastName).toBe('Real');
    expect(await app.members(list)).toMatchObject([{ targetId: lead.id }]);
    expect(await actions(campaign)).toEqual(['Opted In']);
  });

  it('subscribes a contact with the address instead of making a lead, unless told otherwise', async () => {
    const address = fresh();
    const contact = await app.contact(address);
    const one = await form();
    await send(one.path, { emailAddress: address, lastName: 'X' });
    expect(await app.members(one.list)).toMatchObject([{ targetType: 'Contact', targetId: contact.id }]);
    const two = await form({ subscribeKnown: false });
    await send(two.path, { emailAddress: address, lastName: 'X' });
    expect(await app.members(two.list)).toMatchObject([{ targetType: 'Lead' }]);
  });

  it('an opted-out member who is added by lead capture is listed again, Opted In, once the owner of the address said so', async () => {
    const { campaign, list, path } = await form();
    const address = fresh();
    await send(path, { emailAddress: address, lastName: 'X' });
    const [member] = await app.members(list);
    await app.post(`/target-lists/${list.id}/members/Lead/${member!.targetId}/opt-out`);
    await app.delete(`/target-lists/${list.id}/members`, {
      targetType: 'Lead',
      targetIds: [member!.targetId],
    });
    app.clock.advance(1_000);
    const answer = await send(path, { emailAddress: address, lastName: 'X' });
    expect(await app.members(list)).toEqual([]);
    expect(answer.text).toContain('You are on our list');
    await app.visit(await app.link(address, 'confirm'), { method: 'POST', body: '' });
    expect(await app.members(list)).toMatchObject([{ targetId: member!.targetId, optedOut: false }]);
    expect(await actions(campaign)).toEqual(['Lead Created', 'Opted In', 'Opted In']);
  });

  describe('double opt-in', () => {
    it('nobody is on the list before they confirmed; looking at the page confirms nothing', async () => {
      const { campaign, list, path } = await form({ doubleOptIn: true });
      const address = fresh();
      const answer = await send(path, { emailAddress: address, lastName: 'X' });
      expect(answer.text).toContain('follow the link');
      expect(await app.members(list)).toEqual([]);
      const mail = await app.smtp.parsed(address);
      expect(mail.header('auto-submitted')).toBe('auto-generated');
      const link = await app.link(address, 'confirm');
      const page = await app.visit(link);
      expect(page.text).toContain('Subscribe?');
      expect(await app.members(list)).toEqual([]);
      expect((await app.visit(link, { method: 'POST', body: '' })).text).toContain('on our list');
      await app.visit(link, { method: 'POST', body: '' });
      expect(await app.members(list)).toHaveLength(1);
      expect(await actions(campaign)).toEqual(['Lead Created', 'Opted In']);
    });

    it('takes back an opt-out from everything, which a form without it does not', async () => {
      const address = fresh();
      await app.make('/address-statuses', { channel: 'email', address, optedOut: true });
      const isOut = async () =>
        (await app.get(`/address-statuses?filter.address=${address}`)).body.data[0]!.optedOut;
      await send((await form()).path, { emailAddress: address, lastName: 'X' });
      expect(await isOut()).toBe(true);
      await send((await form({ doubleOptIn: true })).path, { emailAddress: address, lastName: 'X' });
      const link = await app.link(address, 'confirm');
      await app.visit(link, { method: 'POST', body: '' });
      expect(await isOut()).toBe(false);
    });

    it('with a template of one’s own; the link is appended when it has none', async () => {
      for (const [body, part] of [
        ['<p>Hello {{person.firstName}}, {optInLink}</p>', 'Confirm</a></p>'],
        ['<p>Hello {{person.firstName}}</p>', '<p><a href='],
      ] as const) {
        const template = await app.template(body);
        const { path } = await form({ doubleOptIn: true, templateId: template.id });
        const address = fresh();
        await send(path, { emailAddress: address, firstName: '<b>Eve', lastName: 'X' });
        const { html } = await app.smtp.parsed(address);
        expect(html).toContain('Hello &lt;b&gt;Eve');
        expect(html).toContain(part);
        expect(html!.match(/\/f\/confirm\//g)).toHaveLength(1);
      }
    });

    it('a link that was altered, or has run out, is none', async () => {
      const { path } = await form({ doubleOptIn: true });
      const address = fresh();
      await send(path, { emailAddress: address, lastName: 'X' });
      const link = await app.link(address, 'confirm');
      expect((await app.visit(altered(link))).status).toBe(404);
      app.clock.advance(8 * 86_400_000);
      expect((await app.visit(link, { method: 'POST', body: '' })).status).toBe(404);
    });

    it('nobody’s mailbox is filled, and a message that cannot be sent leaves nothing behind', async () => {
      const { path } = await form({ doubleOptIn: true });
      const address = fresh();
      for (let i = 0; i < 3; i++) await send(path, { emailAddress: address, lastName: 'X' });
      expect(app.smtp.recipients().filter((one) => one === address)).toHaveLength(1);
      app.smtp.onRecipient = () => ({ code: 550, message: 'no' });
      const other = fresh();
      const answer = await send(path, { emailAddress: other, lastName: 'X' });
      app.smtp.onRecipient = () => undefined;
      expect(answer.status).toBe(503);
      expect(await app.database.query('SELECT 1 FROM lead_submission WHERE address = ?', [other])).toEqual(
        [],
      );
    });

    it('such a template cannot be sent as a mass e-mail', async () => {
      const template = await app.template('<p>{optInUrl}</p>');
      const { list } = await app.listOf(1, 'optin');
      const mailing = await app.mailing([list.id], { templateId: template.id });
      await app.run();
      expect((await app.get(`/mass-emails/${mailing.id}`)).body).toMatchObject({
        status: 'Failed',
        statusReason: expect.stringContaining('confirm'),
      });
    });
  });

  it('a program that fills in the hidden field is thanked, and forgotten', async () => {
    const { list, path } = await form();
    const answer = await send(path, {
      emailAddress: fresh(),
      lastName: 'X',
      contact_website: 'https://spam.example',
    });
    expect(answer.status).toBe(200);
    expect(await app.members(list)).toEqual([]);
  });

  it('one sender can send so much in an hour, and all together', async () => {
    app.clock.advance(3_600_001);
    const { path } = await form();
    const statuses: number[] = [];
    for (let i = 0; i < 21; i++)
      statuses.push((await send(path, { emailAddress: fresh(), lastName: 'X' })).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.at(-1)).toBe(429);
    app.clock.advance(3_600_001);
    const limited = await form({ maxPerHour: 1 });
    expect((await send(limited.path, { emailAddress: fresh(), lastName: 'X' })).status).toBe(200);
    expect((await send(limited.path, { emailAddress: fresh(), lastName: 'X' })).status).toBe(429);
    app.clock.advance(3_600_001);
  });

  describe('bad input', () => {
    it.each([
      ['no address', { lastName: 'X' }, 'E-mail is needed.'],
      ['what is no address', { emailAddress: 'nobody', lastName: 'X' }, 'This is no e-mail address'],
      ['a field that is needed', { emailAddress: 'a@x.example' }, 'Last name is needed.'],
      [
        'too long',
        { emailAddress: 'a@x.example', lastName: 'x'.repeat(101) },
        'Last name has more than 100 characters.',
      ],
      [
        'a line break',
        { emailAddress: 'a@x.example', lastName: 'x\r\nBcc: y' },
        'Last name must be one line.',
      ],
    ])('%s: the form again, with what is wrong', async (_what, values, words) => {
      const { list, path } = await form();
      const answer = await send(path, values as never);
      expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(words)]);
      expect(answer.text).toContain('<form');
      expect(await app.members(list)).toEqual([]);
    });

    it('scripts get JSON, and only those of allowed pages may read it', async () => {
      const { path } = await form({ allowedOrigins: ['https://www.example.com'] });
      const post = (origin: string, values: Record<string, string>) =>
        send(path, values, { accept: 'application/json', origin });
      const good = await post('https://www.example.com', { emailAddress: fresh(), lastName: 'X' });
      expect(good.body).toMatchObject({ status: 'done' });
      expect(good.headers['access-control-allow-origin']).toBe('https://www.example.com');
      const bad = await post('https://evil.example', { lastName: 'X' });
      expect(bad.problem.errors).toMatchObject([{ field: 'emailAddress' }]);
      expect(bad.headers['access-control-allow-origin']).toBeUndefined();
    });

    it('a form that is Inactive, or was never there', async () => {
      const { made, path } = await form();
      await app.patch(`/lead-forms/${made.id}`, { status: 'Inactive' });
      expect((await send(path, { emailAddress: fresh(), lastName: 'X' })).status).toBe(404);
      expect((await app.visit('/f/0123456789abcdef0123456789')).status).toBe(404);
    });

    it.each([
      ['a field that leads do not have', { fields: [{ name: 'colour' }] }, 'fields[0].name'],
      ['an origin with a path', { allowedOrigins: ['https://x.example/y'] }, 'allowedOrigins[0]'],
      ['a campaign that there is none of', { campaignId: 'nothere' }, 'campaignId'],
      ['a type that no form makes', { targetType: 'User' }, 'targetType'],
      ['a success page that is a script', { successUrl: 'javascript:alert(1)' }, 'successUrl'],
    ])('setting it up: %s', async (_what, more, field) => {
      const { made } = await form();
      const { status, problem } = await app.patch(`/lead-forms/${made.id}`, more);
      expect([status, problem.errors?.[0]?.field]).toEqual([400, field]);
    });
  });

  it('the snippet needs no script, and its page is safe', async () => {
    const { made, path } = await form({ name: '<script>alert(1)</script>' });
    const { body } = await app.get(`/lead-forms/${made.id}/snippet`);
    expect(body.html).toContain(`action="${made.url}"`);
    expect(body.html).not.toMatch(/<script/);
    const page = await app.visit(path);
    expect(page.text).not.toMatch(/<script/);
    expect(page.text).toContain('name="lastName" required');
    expect(String(page.headers['content-security-policy'])).toContain("default-src 'none'");
  });

  it('a page to go to afterwards is gone to, and the browser is told that it may', async () => {
    const { path } = await form({ successUrl: 'https://www.example.com/thanks?a=1' });
    const page = await app.visit(path);
    expect(String(page.headers['content-security-policy'])).toContain(
      "form-action 'self' https://www.example.com;",
    );
    const answer = await send(path, { emailAddress: fresh(), lastName: 'X' });
    expect([answer.status, answer.headers['location']]).toEqual([303, 'https://www.example.com/thanks?a=1']);
  });

  it('somebody who asks to be forgotten is forgotten here as well', async () => {
    const { path } = await form();
    const address = fresh();
    await send(path, { emailAddress: address, lastName: 'Gone' });
    const { body } = await app.post('/privacy/export', { address });
    expect(body.formSubmissions).toHaveLength(1);
    await app.post('/privacy/erase', { address });
    expect(await app.database.query('SELECT 1 FROM lead_submission WHERE address = ?', [address])).toEqual(
      [],
    );
  });
});

import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { linksIn } from '../support/links.js';
import { TestApp } from '../support/test-app.js';

const COUNT = (text: string, part: string) => text.split(part).length - 1;

onBothDatabases('the message', (kind) => {
  let app: TestApp;
  let serial = 0;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    app.smtp.messages.length = 0;
  });

  /** Sends a template to one new contact and answers the received message, parsed again. */
  async function sendTo(
    record: object,
    template: { body: string; [more: string]: unknown },
    mailing: object = {},
  ) {
    const address = `m${++serial}@x.example`;
    const contact = await app.contact(address, record);
    const list = await app.list('A', [{ targetType: 'Contact', id: contact.id }]);
    const { id } = await app.template(template.body, template);
    const made = await app.mailing([list.id], { templateId: id, ...mailing });
    await app.run();
    return {
      ...(await app.smtp.parsed(address)),
      mailing: made,
      contact,
      sunk: app.smtp.messages.find((one) => one.to === address)!,
    };
  }

  it('HTML without opt-out gets a link once; with {optOutUrl} or {optOutLink} none is added', async () => {
    const without = await sendTo({}, { body: '<html><body><p>Hi</p></body></html>' });
    expect(COUNT(without.html!, '/u/')).toBe(1);
    expect(without.html).toMatch(
      /<a href="https:\/\/crm\.example\.com\/u\/\w+">Unsubscribe<\/a><\/p><\/body>/,
    );
    const withUrl = await sendTo({}, { body: '<p>Hi <a href="{optOutUrl}">leave</a></p>' });
    expect(COUNT(withUrl.html!, '/u/')).toBe(1);
    const withLink = await sendTo({}, { body: '<p>Hi {optOutLink}</p>' });
    expect(withLink.html).toMatch(/<p>Hi <a href="https:[^"]+">Unsubscribe<\/a><\/p>/);
    expect(COUNT(withLink.html!, '/u/')).toBe(1);
  });

  it('plain text gets the bare URL after an empty line', async () => {
    const mail = await sendTo({}, { body: 'Hi there', isHtml: false });
    expect(mail.html).toBeUndefined();
    expect(mail.text).toMatch(/^Hi there\n\nhttps:\/\/crm\.example\.com\/u\/[0-9a-f]+\n$/);
  });

  it('the link is not added when an admin switched that off', async () => {
    await app.patch('/settings/outbound-email', { mandatoryOptOutLink: false });
    const mail = await sendTo({}, { body: '<p>Hi</p>' });
    await app.patch('/settings/outbound-email', { mandatoryOptOutLink: null });
    expect(mail.html).not.toContain('/u/');
    expect(mail.header('List-Unsubscribe')).toBeDefined();
  });

  it('informational mail has no link, no list headers, no pixel; a template with {optOutUrl} is refused for it', async () => {
    await app.patch('/settings/outbound-email', { openTracking: true });
    const campaign = await app.campaign({ type: 'Informational Email' });
    const mail = await sendTo({}, { body: '<p>Hi</p>' }, { campaignId: campaign.id });
    await app.patch('/settings/outbound-email', { openTracking: null });
    expect(mail.html!.trim()).toBe('<p>Hi</p>');
    expect(mail.header('List-Unsubscribe')).toBeUndefined();
    expect(mail.header('List-Id')).toBeUndefined();
    expect(mail.header('Auto-Submitted')).toBe('auto-generated');
    const template = await app.template('<p>{optOutUrl}</p>');
    const list = await app.list('A');
    const answer = await app.post('/mass-emails', {
      name: 'M',
      templateId: template.id,
      campaignId: campaign.id,
      targetListIds: [list.id],
    });
    expect(answer.status).toBe(400);
    expect(answer.problem.errors?.[0]).toMatchObject({
      field: 'templateId',
      reason: expect.stringContaining('informational'),
    });
  });

  it('Auto-Submitted for Newsletter and not for Email; Precedence and X-Queue-Item-Id for all', async () => {
    const newsletter = await sendTo(
      {},
      { body: 'x' },
      { campaignId: (await app.campaign({ type: 'Newsletter' })).id },
    );
    expect(newsletter.header('Auto-Submitted')).toBe('auto-generated');
    const email = await sendTo({}, { body: 'x' });
    expect(email.header('Auto-Submitted')).toBeUndefined();
    const [item] = await app.items(email.mailing);
    expect(email.header('Precedence')).toBe('bulk');
    expect(email.header('X-Queue-Item-Id')).toBe(item!.id);
    expect(email.messageId).toBe(`<${item!.id}@sender.example>`);
    expect(email.header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    expect(email.header('List-Unsubscribe')).toMatch(/^<https:\/\/crm\.example\.com\/u\/[0-9a-f]+>$/);
    expect(email.header('List-Id')).toMatch(/^<\w+\.sender\.example>$/);
    expect(email.header('Feedback-ID')!.split(':')).toHaveLength(4);
  });

  it('values are escaped in HTML, and neither in text nor subject', async () => {
    const mail = await sendTo(
      { firstName: `Tom & "Jerry" <b>` },
      { body: '<p>{Person.firstName}</p>', subject: 'For {{person.firstName}}' },
    );
    expect(mail.html).toContain('<p>Tom &amp; &quot;Jerry&quot; &lt;b&gt;</p>');
    expect(mail.text).toContain('Tom & "Jerry" <b>');
    expect(mail.subject).toBe('For Tom & "Jerry" <b>');
  });

  it('the mailing sets Reply-To before the account does; the account fills in what is left empty', async () => {
    const account = await app.make('/smtp-accounts', {
      name: 'relay',
      host: '127.0.0.1',
      port: app.smtp.port,
      security: 'None',
      fromAddress: 'relay@sender.example',
      replyToAddress: 'r2@x.example',
      replyToName: 'Account',
    });
    const own = await sendTo(
      {},
      { body: 'x' },
      { smtpAccountId: account.id, replyToAddress: 'r1@x.example', replyToName: 'Help' },
    );
    expect(own.replyTo).toMatchObject([{ address: 'r1@x.example', name: 'Help' }]);
    expect(own.from).toMatchObject({ address: 'relay@sender.example' });
    const filled = await sendTo({}, { body: 'x' }, { smtpAccountId: account.id });
    expect(filled.replyTo).toMatchObject([{ address: 'r2@x.example', name: 'Account' }]);
  });

  it('a mailing that names no sender comes from the admin until one is set', async () => {
    await app.patch('/settings/outbound-email', { fromAddress: null, fromName: null });
    const mail = await sendTo({}, { body: 'x' });
    await app.patch('/settings/outbound-email', {
      fromAddress: 'news@sender.example',
      fromName: 'Facteur News',
    });
    expect(mail.from).toMatchObject({ address: 'admin@example.com' });
  });

  it('the pixel is there with campaign, setting and HTML, and absent without any of them', async () => {
    const pixel = /<img src="https:\/\/crm\.example\.com\/t\/o\/[0-9a-f]+"/;
    expect((await sendTo({}, { body: '<p>x</p>' })).html).not.toMatch(pixel);
    await app.patch('/settings/outbound-email', { openTracking: true });
    expect((await sendTo({}, { body: '<p>x</p>' })).html).toMatch(pixel);
    expect((await sendTo({}, { body: '<p>x</p>' }, { campaignId: null })).html).not.toMatch(pixel);
    expect((await sendTo({}, { body: 'x', isHtml: false })).text).not.toContain('/t/o/');
    expect((await sendTo({}, { body: '<p>x</p>' }, { openTracking: false })).html).not.toMatch(pixel);
    await app.patch('/settings/outbound-email', { openTracking: null });
  });

  it('tracking links in every spelling lead to the tracking URL', async () => {
    const campaign = await app.campaign();
    const url = await app.make('/tracking-urls', {
      campaignId: campaign.id,
      name: 'Prices',
      url: 'https://www.example.com/prices?a=1&b=2',
    });
    expect(url.urlToUse).toBe(`{trackingUrl:${url.id}}`);
    const body = [
      `<a href="${url.urlToUse}">1</a>`,
      `<a href="<trackingUrl:${url.id}>">2</a>`,
      `<a href="{{trackingUrl "${url.id}"}}">3</a>`,
      `<a href="&lt;trackingUrl:${url.id}&gt;">4</a>`,
      `<a href="%7BtrackingUrl:${url.id}%7D">5</a>`,
    ].join('\n');
    const mail = await sendTo({}, { body }, { campaignId: campaign.id });
    const links = linksIn(mail.html!, 'click');
    expect(links).toHaveLength(5);
    expect(new Set(links).size).toBe(1);
    const answer = await app.visit(links[0]!);
    expect([answer.status, answer.headers['location']]).toEqual([
      302,
      'https://www.example.com/prices?a=1&b=2',
    ]);
    expect(mail.text).toContain('/t/c/');
  });

  it('"track all links" gives every http(s) link its tracking URL', async () => {
    const campaign = await app.campaign();
    const mail = await sendTo(
      {},
      {
        body: '<a href="https://a.example/?x=1&amp;y=2">a</a> <a href="http://b.example/">b</a> <a href="mailto:c@x.example">c</a>',
      },
      { campaignId: campaign.id, trackAllLinks: true },
    );
    expect(COUNT(mail.html!, '/t/c/')).toBe(2);
    expect(mail.html).toContain('mailto:c@x.example');
    const { body } = await app.get(`/tracking-urls?filter.campaignId=${campaign.id}&sortBy=url:ASC`);
    expect(body.data.map((url) => [url.url, url.automatic])).toEqual([
      ['http://b.example/', true],
      ['https://a.example/?x=1&y=2', true],
    ]);
  });

  it('VERP gives each message an envelope sender of its own', async () => {
    await app.patch('/settings/outbound-email', { verp: true, bounceAddress: 'bounces@sender.example' });
    const mail = await sendTo({}, { body: 'x' });
    await app.patch('/settings/outbound-email', { verp: null, bounceAddress: null });
    const [item] = await app.items(mail.mailing);
    expect(mail.sunk.from).toBe(`bounces+bounce-qid-${item!.id}@sender.example`);
  });

  it('accents, emoji, right-to-left names and a line of 998 characters arrive as they were written', async () => {
    const long = 'x'.repeat(998);
    const mail = await sendTo(
      { firstName: 'Éloïse 😀', lastName: 'שלום' },
      {
        body: `<p>Chère {{person.firstName}}, ça va ? 😀 مرحبا</p>\n${long}\n<p>fin</p>`,
        subject: 'Été : {{person.name}} — des nouvelles qui ne tiennent pas sur une seule ligne 🎉',
      },
      { fromName: 'Café "Zoé"' },
    );
    expect(mail.subject).toBe(
      'Été : Éloïse 😀 שלום — des nouvelles qui ne tiennent pas sur une seule ligne 🎉',
    );
    expect(mail.html).toContain('<p>Chère Éloïse 😀, ça va ? 😀 مرحبا</p>');
    expect(mail.html).toContain(`\n${long}\n`);
    expect(mail.text).toContain('Chère Éloïse 😀, ça va ? 😀 مرحبا');
    expect(mail.from).toMatchObject({ name: 'Café "Zoé"', address: 'news@sender.example' });
    expect(mail.to![0]).toMatchObject({ name: 'Éloïse 😀 שלום' });
    const lines = mail.sunk.raw.toString('latin1').split('\r\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
    expect(mail.sunk.raw.every((byte) => byte < 128)).toBe(true);
  });

  it('attachments arrive whole', async () => {
    const content = Buffer.from([...Array(5000).keys()].map((i) => i % 256));
    const mail = await sendTo(
      {},
      {
        body: '<p>x</p>',
        attachments: [
          { name: 'préix "1".pdf', contentType: 'application/pdf', content: content.toString('base64') },
        ],
      },
    );
    expect(mail.attachments).toHaveLength(1);
    expect(mail.attachments[0]).toMatchObject({ filename: 'préix "1".pdf', mimeType: 'application/pdf' });
    expect(Buffer.from(mail.attachments[0]!.content as ArrayBuffer).equals(content)).toBe(true);
  });

  it('no name or subject can begin a header of its own', async () => {
    const evil = 'x\r\nBcc: victim@x.example\r\n\r\nbody';
    for (const [path, body] of [
      ['/contacts', { lastName: evil }],
      ['/email-templates', { name: 'T', subject: evil, body: 'x' }],
      ['/mass-emails', { name: 'M', fromName: evil }],
    ] as const) {
      const answer = await app.post(path, body);
      expect([path, answer.status]).toEqual([path, 400]);
    }
    // Past the API, too: what is in the database from elsewhere is made harmless.
    const contact = await app.contact('evil@x.example');
    await app.database.execute('UPDATE crm_contact SET first_name = ? WHERE public_id = ?', [
      evil,
      contact.id,
    ]);
    const list = await app.list('A', [{ targetType: 'Contact', id: contact.id }]);
    await app.mailing([list.id], {
      templateId: (await app.template('x', { subject: 'For {{person.firstName}}' })).id,
    });
    await app.run();
    const mail = await app.smtp.parsed('evil@x.example');
    expect(mail.header('Bcc')).toBeUndefined();
    expect(mail.subject).toContain('For x Bcc: victim@x.example');
  });

  it('messages are signed (DKIM) when a key is set', async () => {
    const { generateKeyPairSync } = await import('node:crypto');
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    await app.patch('/settings/outbound-email', {
      dkimDomain: 'sender.example',
      dkimSelector: 'f1',
      dkimPrivateKey: privateKey,
    });
    const mail = await sendTo({}, { body: 'x' });
    const settings = await app.get('/settings/outbound-email');
    await app.patch('/settings/outbound-email', {
      dkimDomain: null,
      dkimSelector: null,
      dkimPrivateKey: null,
    });
    expect(mail.header('DKIM-Signature')).toMatch(/d=sender\.example; .*s=f1;/s);
    expect(settings.body).toMatchObject({ hasDkimPrivateKey: true });
    expect(settings.text).not.toContain('PRIVATE KEY');
  });

  it('copies of sent messages are kept when asked for', async () => {
    const mail = await sendTo({}, { body: '<p>kept</p>' }, { storeSentEmails: true });
    const [row] = await app.database.query<{ content: Buffer }>('SELECT content FROM sent_message');
    expect(Buffer.from(row!.content).toString()).toContain('<p>kept</p>');
    expect(mail.html).toContain('<p>kept</p>');
  });

  it('an unknown placeholder is refused when the template is saved, with its line', async () => {
    const answer = await app.post('/email-templates', {
      name: 'T',
      subject: 'Hi {{persn.firstName}}',
      body: '<p>\n{Person.frstName}\n{trackingUrl:nothing}</p>',
    });
    expect(answer.status).toBe(400);
    expect(answer.problem.errors).toMatchObject([
      { field: 'subject', line: 1, placeholder: '{{persn.firstName}}' },
      { field: 'body', line: 2, placeholder: '{{person.frstName}}' },
      { field: 'body', line: 3, placeholder: '{trackingUrl:nothing}' },
    ]);
  });

  it('the preflight counts whom a placeholder leaves empty', async () => {
    const account = await app.make('/accounts', { name: 'Acme', emailAddress: 'acme@x.example' });
    const nameless = await app.contact('nameless@x.example', { firstName: null });
    const list = await app.list('A', [
      { targetType: 'Account', id: account.id },
      { targetType: 'Contact', id: nameless.id },
    ]);
    const template = await app.template('<p>{Person.firstName} {{default person.lastName "there"}}</p>');
    const mailing = await app.mailing([list.id], { templateId: template.id, status: 'Draft' });
    const { body } = await app.get(`/mass-emails/${mailing.id}/preflight`);
    expect(body.recipients).toBe(2);
    expect(body.emptyPlaceholders).toEqual([
      { placeholder: 'person.firstName', targetType: 'Account', count: 1 },
      { placeholder: 'person.firstName', targetType: 'Contact', count: 1 },
    ]);
  });

  it('a preview shows the message of any record', async () => {
    const contact = await app.contact('preview@x.example', { firstName: 'Grace' });
    const list = await app.list('A', [{ targetType: 'Contact', id: contact.id }]);
    const mailing = await app.mailing([list.id], { status: 'Draft' });
    const { body } = await app.get(
      `/mass-emails/${mailing.id}/preview?targetType=Contact&targetId=${contact.id}`,
    );
    expect(body).toMatchObject({
      subject: 'News',
      html: expect.stringContaining('Hello Grace'),
      text: expect.stringContaining('Hello Grace'),
    });
    expect(
      (await app.get(`/mass-emails/${mailing.id}/preview?targetType=Contact&targetId=nobody`)).status,
    ).toBe(404);
  });
});

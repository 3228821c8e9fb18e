import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('the message', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  it('values are escaped in HTML, and neither in text nor subject', async () => {
    const mail = await app.sendTo(
      { firstName: `Tom & "Jerry" <b>` },
      { body: '<p>{Person.firstName}</p>', subject: 'For {{person.firstName}}' },
    );
    expect(mail.html).toContain('<p>Tom &amp; &quot;Jerry&quot; &lt;b&gt;</p>');
    expect(mail.text).toContain('Tom & "Jerry" <b>');
    expect(mail.subject).toBe('For Tom & "Jerry" <b>');
  });

  it('accents, emoji, right-to-left names and a line of 998 characters arrive as they were written', async () => {
    const long = 'x'.repeat(998);
    const mail = await app.sendTo(
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
    const mail = await app.sendTo(
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
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('pages in the words of whoever reads them', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  /** Sends a letter to one new contact. @returns where its opt-out link leads */
  const sent = async (record: object = {}, template: object = {}, more: object = {}) => {
    const mail = await app.sendTo(record, { body: '<p>x</p>', ...template }, more);
    return { mail, url: await app.link(mail.to![0]!.address!, 'optOut') };
  };
  const page = (url: string, language?: string) =>
    app.visit(url, language ? { headers: { 'accept-language': language } } : {});

  describe('the language', () => {
    it('is that of the letter, else that of the record, else the browser’s, else that of the settings', async () => {
      const letter = await sent({ language: 'de' }, { language: 'fr' });
      expect((await page(letter.url, 'es')).text).toContain('<h1>Se désabonner ?</h1>');
      const record = await sent({ language: 'de-CH' });
      expect((await page(record.url, 'es')).text).toMatch(
        /<html lang='de-CH' dir='ltr'>[^]*<h1>Abmelden\?<\/h1>/,
      );
      const browser = await sent();
      expect((await page(browser.url, 'xx, pt-BR;q=0.9, es;q=0.8')).text).toContain('Cancelar a inscrição?');
      await app.patch('/settings/pages', { language: 'nl' });
      expect((await page(browser.url)).text).toContain('<h1>Uitschrijven?</h1>');
      await app.patch('/settings/pages', { language: null });
      expect((await page(browser.url)).text).toContain('<h1>Unsubscribe?</h1>');
    });

    it('the way out that is added to a letter is called so too, for each recipient', async () => {
      const french = await sent({}, { language: 'fr' });
      expect(french.mail.html).toContain('>Se désabonner</a>');
      expect(french.mail.text).toContain('Se désabonner: http');
      const german = await sent({ language: 'de' });
      expect(german.mail.html).toContain('>Abmelden</a>');
    });

    it('an admin changes any text and adds a language, right to left as well', async () => {
      const { url } = await sent({ language: 'he' });
      expect((await page(url)).text).toContain('Unsubscribe?');
      const written = await app.patch('/settings/words/he', {
        texts: [{ key: 'optOut.title', text: 'להסיר? <b>' }],
      });
      expect(written.body).toMatchObject({ language: 'he', direction: 'rtl', builtIn: false, own: 1 });
      const { text } = await page(url);
      expect(text).toMatch(/<html lang='he' dir='rtl'>[^]*<h1>להסיר\? &lt;b&gt;<\/h1>/);
      const listed = await app.get('/settings/words');
      expect(listed.body.data.map(({ language }) => language)).toEqual([
        'de',
        'en',
        'es',
        'fr',
        'he',
        'it',
        'nl',
        'pt',
      ]);
      await app.patch('/settings/words/he', { texts: [{ key: 'optOut.title', text: null }] });
      expect((await app.get('/settings/words')).body.data).toHaveLength(7);
    });

    it.each(['fr', 'de', 'es', 'it', 'nl', 'pt'])(
      '%s lacks no text, and fills in what English does',
      async (language) => {
        const { body } = await app.get(`/settings/words/${language}`);
        expect(body.missing).toBe(0);
        const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
        for (const { key, text, english } of body.texts)
          expect([key, places(text)]).toEqual([key, places(english)]);
      },
    );

    it('words that are written at once are all kept, and blank ones are none', async () => {
      const keys = ['optOut.title', 'optOut.button', 'thanks.title'] as const;
      await Promise.all(
        keys.map((key) => app.patch('/settings/words/eo', { texts: [{ key, text: `E ${key}` }] })),
      );
      expect((await app.get('/settings/words/eo')).body.own).toBe(3);
      const texts = keys.map((key) => ({ key, text: '  ' }));
      expect((await app.patch('/settings/words/eo', { texts })).body.own).toBe(0);
    });

    it('a tag says which words are meant, and no calendar', async () => {
      const { url } = await sent();
      expect((await page(url, 'fr-u-ca-buddhist')).text).toContain("<html lang='fr' dir='ltr'>");
      expect((await page(url, 'en-Arab')).text).toContain("dir='ltr'>");
    });

    it('a text that speaks of what there is none of is refused by its place, and a language that is none', async () => {
      const wrong = await app.patch('/settings/words/fr', {
        texts: [{ key: 'optOut.body', text: 'Adieu {nom}' }],
      });
      expect(wrong.problem.errors).toEqual([
        { field: 'texts.0.text', reason: '{nom} is filled in by nothing here; there is {address}, {sender}' },
      ]);
      expect((await app.get('/settings/words/no-such-language-at-all')).status).toBe(400);
    });
  });

  describe('whose pages they are', () => {
    it('name, logo, colours, address and links of the sender’s brand, of its domain before that of all', async () => {
      const bytes = await sharp({ create: { width: 80, height: 40, channels: 3, background: '#0a5' } })
        .png()
        .toBuffer();
      const form = new FormData();
      form.set('file', new Blob([new Uint8Array(bytes)]), 'logo.png');
      const logo = (await app.post('/media-files', form)).body;
      const common = await app.make('/brands', {
        name: 'The Garden Shop',
        postalAddress: '4 rue des Lilas\n69001 Lyon <b>',
        privacyUrl: 'https://shop.example/privacy',
        supportAddress: 'help@shop.example',
      });
      await app.make('/brands', {
        name: 'Seeds',
        senderDomain: 'Seeds.example',
        accentColor: '#ffee00',
        logoId: logo.id,
      });
      const { url } = await sent();
      const plain = await page(url);
      expect(plain.text).toContain('The Garden Shop');
      expect(plain.text).toContain('4 rue des Lilas<br />69001 Lyon &lt;b&gt;');
      expect(plain.text).toMatch(
        /<title>Unsubscribe\? · The Garden Shop<\/title>[^]*rel='icon' href='data:image\/svg/,
      );
      const own = await sent({}, {}, { fromAddress: 'news@letters.seeds.example' });
      const { text } = await page(own.url);
      expect(text).toContain('will get no more of these messages from Seeds.');
      expect(text).toContain(`<img src='${logo.url}' width='80' height='40' alt='Seeds' />`);
      expect(text).toContain('--accent: #ffee00');
      expect(text).toContain('https://shop.example/privacy');
      const used = await app.delete(`/media-files/${logo.id}`);
      expect([used.status, used.problem.usedBy?.[0]?.type]).toEqual([409, 'Brand']);
      const second = await app.post('/brands', { name: 'Other' });
      expect(second.problem.errors?.[0]?.field).toBe('senderDomain');
      const both = await Promise.all(
        ['A', 'B'].map((name) => app.post('/brands', { name, senderDomain: 'twice.example' })),
      );
      expect(both.map(({ status }) => status).sort()).toEqual([201, 400]);
      await app.patch(`/brands/${common.id}`, { supportAddress: 'x?bcc=a@shop.example' });
      expect((await page(url)).text).toContain("href='mailto:x%3Fbcc%3Da@shop.example'");
      const bad = await app.patch(`/brands/${common.id}`, { accentColor: 'red;} body{display:none' });
      expect(bad.problem.errors?.[0]?.field).toBe('accentColor');
    });

    it('letters say who speaks', async () => {
      const { mail } = await sent(
        {},
        { body: '<p>{{brand.name}}, {{brand.postalAddress}}</p>', subject: '{{brand.name}}' },
      );
      expect(mail.subject).toBe('The Garden Shop');
      expect(mail.html).toContain('<p>The Garden Shop, 4 rue des Lilas, 69001 Lyon &lt;b&gt;</p>');
      const { errors, warnings } = await app
        .preflight(mail.mailing)
        .catch(() => ({ errors: [], warnings: [] }));
      expect([...errors, ...warnings].filter(({ message }) => message.includes('brand'))).toEqual([]);
    });

    it('the lists are named by their public names', async () => {
      const contact = await app.contact('named@x.example');
      const list = await app.list('internal: lyon 3', [{ targetType: 'Contact', id: contact.id }]);
      await app.patch(`/target-lists/${list.id}`, { publicName: 'News of the garden' });
      await app.mailing([list.id]);
      await app.run();
      const { text } = await page(await app.link('named@x.example', 'optOut'));
      expect(text).toContain('This is about: News of the garden');
      expect(text).not.toContain('internal');
    });
  });

  it('a page loads nothing from elsewhere, is not kept, and has title, language and icon', async () => {
    const { url } = await sent();
    const { headers, text } = await page(url);
    expect(String(headers['content-security-policy'])).toMatch(
      /^default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: https:\/\/crm\.example\.com; form-action 'self'; frame-ancestors 'none'/,
    );
    expect(headers['cache-control']).toBe('no-store, private');
    expect(text).toMatch(/^<!DOCTYPE html>\n<html lang='en' dir='ltr'>/);
    expect(text).not.toContain('<script');
    expect(text).toContain("name='viewport'");
  });

  it('a form speaks the visitor’s language, its faults and its confirmation too', async () => {
    const list = await app.list('L');
    const campaign = await app.campaign();
    const form = await app.make('/lead-forms', {
      name: 'Lettre',
      campaignId: campaign.id,
      targetListId: list.id,
      doubleOptIn: true,
      fields: [{ name: 'lastName', required: true }],
    });
    const french = { 'accept-language': 'fr' };
    const shown = await app.visit(form.url, { headers: french });
    expect(shown.text).toContain('<label>Adresse électronique<br>');
    expect(shown.text).toContain('>S’abonner</button>');
    const post = (body: string) => app.visit(form.url, { method: 'POST', body, headers: french });
    expect((await post('emailAddress=a@x.example')).text).toContain('Il manque : Nom.');
    expect((await post('emailAddress=nobody&lastName=N')).text).toContain(
      'Ce n’est pas une adresse électronique',
    );
    const asked = await post('emailAddress=fr@x.example&lastName=N');
    expect(asked.text).toContain('Nous vous avons envoyé un message.');
    const mail = await app.smtp.parsed('fr@x.example');
    expect(mail.subject).toBe('Merci de confirmer votre inscription');
    expect(mail.text).toContain('merci de confirmer :');
  });

  it('a message of a link is Markdown with links and pictures of the library, and nothing of elsewhere', async () => {
    const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#123' } })
      .png()
      .toBuffer();
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(bytes)]), 'thanks.png');
    const picture = (await app.post('/media-files', form)).body;
    const campaign = await app.campaign();
    const link = await app.make('/tracking-urls', {
      name: 'Thanks',
      campaignId: campaign.id,
      action: 'Show Message',
      message: `*Thank* you: [more](https://a.example/) [x](javascript:alert(1)) ![Flower](${picture.url}) ![spy](https://spy.example/x.png) <script>`,
    });
    const mail = await app.sendTo(
      {},
      { body: `<a href="{trackingUrl:${link.id}}">x</a>`, language: 'it' },
      { campaignId: campaign.id },
    );
    const { text } = await page(await app.link(mail.to![0]!.address!, 'click'));
    expect(text).toContain(
      '<em>Thank</em> you: <a href="https://a.example/" rel="noopener noreferrer nofollow">more</a>',
    );
    expect(text).toContain(`<img src="${picture.url}" alt="Flower">`);
    expect(text).not.toContain('spy.example');
    expect(text).not.toMatch(/href="javascript|<script/);
    expect(text).toContain("<html lang='it'");
  });
});

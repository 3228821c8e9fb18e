import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { altered } from '../support/links.js';
import { TestApp } from '../support/test-app.js';

const DAY = 86_400_000;

onBothDatabases('a letter in the browser', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  const letter = async (template: object = {}, more: object = {}) => {
    const mail = await app.sendTo(
      { firstName: 'Ada <b>' },
      { body: '<p>Hello {{person.firstName}}</p> {viewOnlineLink}', subject: 'Spring & more', ...template },
      more,
    );
    return { mail, url: await app.link(mail.to![0]!.address!, 'online') };
  };

  it('is shown as it was sent, with its own names and links, also after the template was changed', async () => {
    const campaign = await app.campaign();
    const link = await app.make('/tracking-urls', {
      name: 'L',
      campaignId: campaign.id,
      url: 'https://a.example/',
    });
    const made = await app.template(
      `<p>Hello {{person.firstName}}</p><a href="{trackingUrl:${link.id}}">x</a>{viewOnlineLink}`,
    );
    const contact = await app.contact('online@x.example', { firstName: 'Ada <b>' });
    const list = await app.list('A', [{ targetType: 'Contact', id: contact.id }]);
    await app.mailing([list.id], { templateId: made.id, campaignId: campaign.id, openTracking: true });
    await app.run();
    await app.patch(`/email-templates/${made.id}`, { body: '<p>Changed</p>' });
    const shown = await app.visit(await app.link('online@x.example', 'online'));
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('<p>Hello Ada &lt;b&gt;</p>');
    expect(shown.text).not.toMatch(/\/t\/o\//);
    const [click] = shown.text.match(/https:\/\/crm\.example\.com\/t\/c\/\w+/) ?? [];
    expect((await app.visit(click!)).headers['location']).toBe('https://a.example/');
    expect(shown.headers['content-security-policy']).toMatch(/^sandbox [^;]*; default-src 'none'/);
    expect(String(shown.headers['content-security-policy'])).not.toMatch(/allow-scripts|allow-same-origin/);
    expect(shown.headers['cache-control']).toBe('no-store, private');
    await app.delete(`/email-templates/${made.id}`);
    expect((await app.visit(await app.link('online@x.example', 'online'))).status).toBe(200);
  });

  it('has its language, title and direction; plain text stays as it stands', async () => {
    const { url } = await letter({ language: 'ar' });
    expect((await app.visit(url)).text).toMatch(
      /<html lang="ar" dir="rtl"><head>[^]*<title>Spring &#38; more<\/title>/,
    );
    const plain = await letter({ isHtml: false, body: 'Hi <script> {{person.firstName}} {viewOnlineUrl}' });
    expect((await app.visit(plain.url)).text).toContain('Hi &#60;script&#62; Ada &#60;b&#62; https://');
  });

  it('is gone after the days that an admin set, and says so in words', async () => {
    const { url } = await letter({ language: 'fr' });
    await app.patch('/settings/pages', { viewOnlineDays: 10 });
    app.clock.advance(11 * DAY);
    const gone = await app.visit(url);
    expect([gone.status, gone.text]).toEqual([
      410,
      expect.stringContaining('Cette lettre n’est plus affichée'),
    ]);
    await app.patch('/settings/pages', { viewOnlineDays: null });
  });

  it('an altered link, and one of somebody erased, lead nowhere', async () => {
    const { mail, url } = await letter();
    expect((await app.visit(altered(url))).status).toBe(404);
    await app.post('/privacy/erase', { address: mail.to![0]!.address! });
    expect((await app.visit(url)).status).toBe(404);
  });
});

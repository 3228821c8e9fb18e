import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { barriersOn, Chromium } from '../support/chromium.js';
import { TestApp } from '../support/test-app.js';
import { ROOT } from '../support/root.js';

const IMAGES = join(ROOT, 'docs', 'images');
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 1 };

let app: TestApp;
let chromium: Chromium;
let serial = 0;
beforeAll(async () => {
  app = await TestApp.start('SQLite');
  chromium = await Chromium.start();
  const petals = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="80"><rect width="80" height="80" rx="16" fill="#2f6b3c"/><circle cx="40" cy="40" r="18" fill="#f5d76e"/><text x="100" y="54" font-size="40" font-family="serif" fill="#2f6b3c">Le Jardin</text></svg>`;
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(await sharp(Buffer.from(petals)).png().toBuffer())]), 'logo.png');
  const logo = (await app.post('/media-files', form)).body;
  await app.make('/brands', {
    name: 'Le Jardin',
    logoId: logo.id,
    accentColor: '#2f6b3c',
    backgroundColor: '#eef2e6',
    postalAddress: 'Le Jardin\n4 rue des Lilas\n69001 Lyon',
    imprintUrl: 'https://jardin.example/mentions',
    privacyUrl: 'https://jardin.example/vie-privee',
    supportAddress: 'aide@jardin.example',
  });
});
afterAll(async () => {
  await chromium?.stop();
  await app?.stop();
});

/** A French letter to somebody new who is on a list that may be chosen. */
async function letter() {
  const address = `rose${++serial}@x.example`;
  const contact = await app.contact(address, { firstName: 'Rose', language: 'fr' });
  const lists = (await app.get('/target-lists?limit=50')).body.data;
  const named = async (publicName: string, more: object = {}) =>
    lists.find((list) => list.publicName === publicName) ??
    (await app.make('/target-lists', { name: publicName, publicName, ...more }));
  const news = await named('Nouvelles du jardin', {
    publicDescription: 'Une fois par semaine : quoi semer, quoi tailler.',
    lessOftenDays: 30,
  });
  await named('Offres de saison', { publicDescription: 'Graines, bulbes et outils.' });
  await app.make(`/target-lists/${news.id}/members`, { targetType: 'Contact', targetIds: [contact.id] });
  const campaign = await app.campaign({ type: 'Newsletter' });
  const template = await app.template(
    '<style>p{color:#2f6b3c}</style><h1>Le printemps est là</h1><p>Bonjour {{person.firstName}}</p><p>{viewOnlineLink} · {preferencesLink} · {optOutLink}</p>',
    { language: 'fr', subject: 'Le printemps est là' },
  );
  await app.mailing([news.id], { templateId: template.id, campaignId: campaign.id });
  await app.run();
  return { address, campaign };
}

const fits = (page: Page) =>
  page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth');
const picture = (page: Page, name: string) =>
  process.env['SCREENSHOTS']
    ? page.screenshot({ path: join(IMAGES, `${name}.png`), fullPage: true })
    : undefined;

it.each([
  ['with scripts', true],
  ['without', false],
])(
  'on a phone, in French, %s: read in the browser, choose, pause, come back, leave with a reason',
  async (_, javaScriptEnabled) => {
    const { address, campaign } = await letter();
    const page = await chromium.page(app, { ...PHONE, locale: 'fr-FR', javaScriptEnabled });

    await page.goto(await app.link(address, 'online'));
    expect(await page.textContent('h1')).toBe('Le printemps est là');
    await page.click('text=Choisir ce que vous recevez');
    expect(await page.textContent('h1')).toBe('Que souhaitez-vous recevoir ?');
    expect(await fits(page)).toBe(true);

    await page.check('text=Offres de saison');
    await page.check('text=Moins souvent');
    await page.check('text=Pendant un mois');
    await page.click('text=Enregistrer');
    expect(await page.textContent('[role=status]')).toBe('Vos choix sont enregistrés.');
    expect(await page.isChecked('text=Offres de saison')).toBe(true);
    expect(await page.isChecked('text=Moins souvent')).toBe(true);
    expect(await page.textContent('form')).toMatch(/Vous ne recevez rien jusqu’au \d+ \S+ \d{4}\./);
    await picture(page, 'preferences-fr-phone');

    await page.check('text=Pas de pause');
    await page.click('text=Enregistrer');
    expect(await page.textContent('form')).not.toContain('jusqu’au');

    await page.goto(await app.link(address, 'optOut'));
    expect(await page.textContent('main')).toContain('Il s’agit de : Nouvelles du jardin');
    await page.click('text=Me désabonner');
    expect(await page.textContent('h1')).toBe('Vous êtes désabonné');
    expect(await fits(page)).toBe(true);
    await picture(page, 'opted-out-fr-phone');
    await page.check('text=Trop de messages');
    await page.click('text=Envoyer');
    expect(await page.textContent('main')).toContain('Merci de nous l’avoir dit.');
    const { data } = (await app.get(`/campaigns/${campaign.id}/opt-out-reasons`)).body;
    expect(data).toEqual([{ reason: 'too-many', count: 1 }]);
    await page.context().close();
  },
);

it.each([
  ['light', 1000],
  ['dark', 390],
  ['light', 320],
] as const)('nothing keeps anybody from using the pages: %s, %d pixels wide', async (colorScheme, width) => {
  const { address } = await letter();
  const page = await chromium.page(app, {
    viewport: { width, height: 800 },
    colorScheme,
    bypassCSP: true,
    locale: 'fr-FR',
  });
  for (const link of ['preferences', 'optOut'] as const) {
    await page.goto(await app.link(address, link));
    expect(await barriersOn(page)).toEqual([]);
    expect(await fits(page)).toBe(true);
    if (link === 'preferences' && colorScheme === 'dark') await picture(page, 'preferences-fr-dark');
  }
  await page.click('button');
  expect(await barriersOn(page)).toEqual([]);
  await page.context().close();
});

it('by keyboard alone, and the focus is seen', async () => {
  const { address } = await letter();
  const page = await chromium.page(app, { locale: 'en' });
  await page.goto(await app.link(address, 'optOut'));
  for (let i = 0; i < 10 && (await page.evaluate('document.activeElement.tagName')) !== 'BUTTON'; i++)
    await page.keyboard.press('Tab');
  expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
  await page.keyboard.press('Enter');
  await page.waitForSelector('text=Vous êtes désabonné');
  await page.context().close();
});

it('right to left: the page runs the other way, and fits', async () => {
  await app.patch('/settings/words/ar', { texts: [{ key: 'optOut.title', text: 'إلغاء الاشتراك؟' }] });
  const mail = await app.sendTo({ language: 'ar' }, { body: '<p>x</p>' });
  const page = await chromium.page(app, { ...PHONE, bypassCSP: true });
  await page.goto(await app.link(mail.to![0]!.address!, 'optOut'));
  expect(await page.evaluate('getComputedStyle(document.body).direction')).toBe('rtl');
  expect(await fits(page)).toBe(true);
  expect(await barriersOn(page)).toEqual([]);
  await page.context().close();
});

it('a letter with a script, a form and a frame in it runs, sends and frames nothing', async () => {
  const mail = await app.sendTo(
    {},
    {
      body: '<p id="a">x</p><script>document.getElementById("a").textContent="ran"</script><img src="https://crm.example.com/x.png" alt="" onerror="document.title=\'ran\'"><iframe src="https://crm.example.com/health"></iframe>{viewOnlineLink}',
    },
  );
  const page = await chromium.page(app);
  await page.goto(await app.link(mail.to![0]!.address!, 'online'));
  expect(await page.textContent('#a')).toBe('x');
  expect(await page.title()).not.toBe('ran');
  await page.context().close();
});

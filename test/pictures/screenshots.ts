import type { Page } from 'playwright-core';
import { fillWithDemoData } from '@facteur/server';
import { ConsoleBrowser, type PageOptions } from '../support/console-browser.js';
import { TestApp } from '../support/test-app.js';
import { keepPicture } from './pictures.js';

/** `npm run screenshots`: the pictures of the docs and of the starters, from the demo data and the built console. */
const app = await TestApp.start('SQLite');
app.clock.set(new Date());
await fillWithDemoData(app.nest);
await app.patch('/settings/sending', { timezone: 'Europe/Paris', typeNumberOver: 200 });
// Pictures of letters are fetched from there, also within previews.
await app.patch('/settings/outbound-email', { siteUrl: app.origin });
await app.make('/brands', { name: 'The Greenhouse', postalAddress: '12 Garden Street, Leeds' });
const browser = await ConsoleBrowser.start(app);

const idOf = async (path: string): Promise<string> =>
  (await app.call<{ data: { id: string }[] }>('GET', `/api/v1${path}`)).body.data[0]!.id;

/** One page as it looks, with what is done to it before. */
async function show(
  name: string,
  path: string,
  before: (page: Page) => Promise<unknown> = async () => undefined,
  options: PageOptions = {},
): Promise<void> {
  const { page } = await browser.open(path, options);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await before(page);
  await page.locator('[aria-busy=true], .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
  // Pictures of letters come last.
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await keepPicture(page, 'docs/images', `console-${name}`);
  await browser.closeAll();
}

const subscribers = await idOf('/target-lists?filter.name=Newsletter subscribers');
const quiet = await idOf('/target-lists?filter.name=Do not disturb');

// Starters, as they come.
for (const { id } of (await app.get('/starters')).body.data) {
  const letter = await app.make('/mass-emails/begin', { starter: id, name: id });
  const { page } = await browser.open(`/mass-emails/${letter.id}/content`);
  const frame = page.locator('iframe').first();
  await frame.waitFor();
  const html = (await app.post('/email-templates/render', { templateId: letter.templateId })).body.html!;
  await page.setViewportSize({ width: 640, height: 480 });
  await page.setContent(html.replaceAll('https://crm.example.com', app.origin));
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await keepPicture(page, 'templates/starters', id, { width: 480 });
  await browser.closeAll();
  await app.delete(`/mass-emails/${letter.id}`);
}

const letter = await app.make('/mass-emails/begin', {
  starter: 'newsletter',
  name: 'Summer letter',
  language: 'en',
});
await app.patch(`/mass-emails/${letter.id}`, {
  ...{ targetListIds: [subscribers], excludingTargetListIds: [quiet] },
});
await show('content', `/mass-emails/${letter.id}/content`, async (page) => {
  await page.getByLabel('Subject').fill('News for {{person.fristName}}');
  await page
    .getByRole('region', { name: 'Checks' })
    .getByText(/firstName/)
    .waitFor();
});
await app.call('DELETE', `/api/v1/email-templates/${letter.templateId}/draft`);
await show('audience', `/mass-emails/${letter.id}/audience`, (page) =>
  page.getByText(/get this letter/).waitFor(),
);
const review = (page: Page) => page.locator('[data-sentence]').waitFor();
await show('review', `/mass-emails/${letter.id}/review`, review);
await show('review-phone', `/mass-emails/${letter.id}/review`, review, { isPhone: true });

await app.patch('/settings/outbound-email', { maxPerBatch: 140 });
await app.patch(`/mass-emails/${letter.id}`, { status: 'Pending', startAt: app.clock.now().toISOString() });
await app.run();
await app.make('/mass-emails/begin', { starter: 'event', name: 'Invitation to the open day' });
const later = await app.make('/mass-emails/begin', { starter: 'offer', name: 'May offers' });
await app.patch(`/mass-emails/${later.id}`, {
  ...{ targetListIds: [subscribers], status: 'Pending' },
  startAt: new Date(app.clock.now().getTime() + 3 * 86_400_000).toISOString(),
});
await show('home', '/');
await show('home-dark', '/', undefined, { colorScheme: 'dark' });
await show('home-phone', '/', undefined, { isPhone: true });
await show('letters', '/mass-emails');
await show('begin', '/mass-emails/new');
const going = (page: Page) => page.locator('[data-hold=batch]').waitFor();
await show('progress', `/mass-emails/${letter.id}/progress`, going);
await show('progress-dark', `/mass-emails/${letter.id}/progress`, going, { colorScheme: 'dark' });
await show('progress-phone', `/mass-emails/${letter.id}/progress`, going, { isPhone: true });

const campaign = await idOf('/campaigns?search=Letter of&sortBy=createdAt:DESC');
await show('campaign', `/campaigns/${campaign}/overview`, (page) =>
  page.getByRole('figure', { name: 'Which link?' }).waitFor(),
);
await show('log', `/log?action=Clicked&campaignId=${campaign}`, async (page) => {
  await page.getByRole('button', { name: 'Make a list …' }).click();
  await page.locator('[data-count]').waitFor();
});
const segment = await app.make('/segments', {
  ...{ name: 'Clickers of Lyon', targetType: 'Contact', targetListIds: [] },
  filter: {
    all: [
      { activity: { action: 'Clicked', lastDays: 90 } },
      { field: 'addressCity', operator: 'is', value: 'Lyon' },
      { not: { memberOf: { targetListIds: [quiet] } } },
    ],
  },
});
await show('segment', `/segments/${segment.id}`, (page) => page.locator('[data-count]').waitFor());
await show('import', '/imports/new', async (page) => {
  const rows = [
    'Prénom;Courriel;Client depuis',
    'Zoé;zoe@firm.example;2019',
    'Ali;ali@firm.example;2021',
    'Ines;ines@;2022',
  ];
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'fair.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
  await page.getByText('2. Columns').waitFor();
});
await app.make('/smtp-accounts', { name: 'Relay', host: '127.0.0.1', port: 1, security: 'None' });
const stuck = await app.make('/mass-emails/begin', { starter: 'personal', name: 'Held' });
await app.patch(`/mass-emails/${stuck.id}`, {
  ...{ targetListIds: [subscribers], smtpAccountId: await idOf('/smtp-accounts'), status: 'Pending' },
  startAt: app.clock.now().toISOString(),
});
await app.run();
await show('health', '/admin/health', (page) => page.locator('[data-check=account]').waitFor());
await show('sending', '/admin/sending');
await browser.stop();
await app.stop();

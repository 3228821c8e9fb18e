import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { barriersOn } from '../support/chromium.js';
import { ConsoleBrowser } from '../support/console-browser.js';
import { TestApp } from '../support/test-app.js';
import { bareKeys, FIXED, goTo, settled } from './screens.js';
import { ROOT } from '../support/root.js';

const LOCALES = join(ROOT, 'apps', 'console', 'src', 'locales');
const AREAS = ['frame', 'letters', 'audience', 'results', 'admin'];
const textsOf = (language: string) =>
  new Set(
    AREAS.flatMap((area) =>
      Object.values(
        JSON.parse(readFileSync(join(LOCALES, language, `${area}.json`), 'utf8')) as Record<string, string>,
      ),
    ),
  );

describe('every screen', () => {
  let app: TestApp;
  let browser: ConsoleBrowser;
  const full: string[] = [];

  /** One of everything. */
  beforeAll(async () => {
    app = await TestApp.start('SQLite');
    browser = await ConsoleBrowser.start(app);
    const { list, contacts } = await app.listOf(40, 'every');
    const campaign = await app.campaign({ name: 'Spring' });
    const sent = await app.mailing([list.id], {
      ...{ name: 'Spring letter', campaignId: campaign.id, openTracking: true, trackAllLinks: true },
      templateId: (await app.template('<p>Hello <a href="https://shop.example/">Prices</a></p>')).id,
    });
    await app.run();
    app.clock.advance(3_600_000);
    browser.forget();
    await app.visit(await app.link(contacts[0]!.emailAddress!, 'click'));
    const draft = await app.make('/mass-emails/begin', { starter: 'newsletter', name: 'Summer' });
    await app.patch(`/mass-emails/${draft.id}`, { targetListIds: [list.id] });
    const segment = await app.make('/segments', {
      ...{ name: 'Clickers', targetType: 'Contact', targetListIds: [list.id] },
      filter: {
        all: [
          { activity: { action: 'Clicked', lastDays: 30 } },
          { field: 'addressCity', operator: 'is', value: 'Lyon' },
        ],
      },
    });
    const form = await app.make('/lead-forms', {
      name: 'Sign up',
      campaignId: campaign.id,
      targetListId: list.id,
    });
    const { body: done } = await app.import('Contact', 'email\nbad\ngood@x.example\n', {
      skipBadRows: 'true',
    });
    await app.make('/smtp-accounts', { name: 'Relay', host: 'localhost' });
    await app.make('/group-mailboxes', {
      name: 'Returns',
      host: 'localhost',
      username: 'b',
      password: 'p',
      status: 'Inactive',
    });
    await app.make('/brands', { name: 'Us' });
    await app.patch(
      `/address-statuses/${(await app.make('/address-statuses', { channel: 'email', address: 'gone@x.example', optedOut: true })).id}`,
      {},
    );
    full.push(
      ...FIXED,
      ...['content', 'audience', 'review'].map((step) => `mass-emails/${draft.id}/${step}`),
      ...['progress', 'recipients', 'left-out'].map((step) => `mass-emails/${sent.id}/${step}`),
      ...['overview', 'mass-emails', 'links', 'log', 'settings'].map(
        (tab) => `campaigns/${campaign.id}/${tab}`,
      ),
      ...['members', 'used-by', 'consents', 'settings'].map((tab) => `lists/${list.id}/${tab}`),
      ...[
        `segments/${segment.id}`,
        `people/Contact/${contacts[0]!.id}`,
        `forms/${form.id}`,
        `imports/${done.id}`,
      ],
      `templates/${draft.templateId}`,
    );
  });
  afterEach(() => browser.closeAll());
  afterAll(async () => {
    await browser?.stop();
    await app?.stop();
  });

  /** Some frames after its width was changed. */
  const sideways = (page: Page) =>
    page.evaluate<boolean>(`(async () => {
      const root = document.documentElement;
      const isWide = () => root.scrollWidth > root.clientWidth + 1;
      for (let frame = 0; frame < 30 && isWide(); frame += 1) await new Promise(requestAnimationFrame);
      return isWide();
    })()`);

  it('check 38: axe finds nothing, in light and in dark, and at 320 px nothing is scrolled sideways', async () => {
    const { page, faults } = await browser.open('/');
    const found: Record<string, unknown> = {};
    for (const path of full) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.emulateMedia({ colorScheme: 'light' });
      await goTo(page, `/console/${path}`);
      await settled(page);
      const barriers = await barriersOn(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      barriers.push(
        ...(await barriersOn(page, ['color-contrast', 'link-in-text-block'])).map((one) => `dark: ${one}`),
      );
      await page.setViewportSize({ width: 320, height: 640 });
      if (await sideways(page)) barriers.push('sideways at 320 px');
      if (barriers.length) found[path] = barriers;
    }
    expect(found).toEqual({});
    expect(faults).toEqual([]);
  }, 300_000);

  it('check 38 (F): in French no text is left in English', async () => {
    const { page } = await browser.open('/', { language: 'fr' });
    const french = textsOf('fr');
    const english = [...textsOf('en')].filter(
      (text) => text.length > 3 && !/\{\{/.test(text) && !french.has(text),
    );
    const found: Record<string, unknown> = {};
    for (const path of full) {
      await goTo(page, `/console/${path}`);
      await settled(page);
      // The words of public pages are shown beside the English that they stand for.
      if (path === 'admin/pages') continue;
      const lines = new Set((await page.locator('body').innerText()).split('\n').map((line) => line.trim()));
      const left = [...(await bareKeys(page)), ...english.filter((text) => lines.has(text))];
      if (left.length) found[path] = left;
    }
    expect(found).toEqual({});
  }, 200_000);

  it('check 38: a screen whose data does not come says so, with a way to try again, and axe finds nothing', async () => {
    const { page, context } = await browser.open('/');
    await settled(page);
    const found: Record<string, unknown> = {};
    for (const path of [
      'mass-emails',
      'lists',
      'log',
      'segments',
      'bounces',
      'admin/jobs',
      'admin/sending',
      full.at(-1)!,
    ]) {
      await context.route('**/api/v1/**', (route) =>
        /auth|instance|diagnostics|events/.test(route.request().url())
          ? route.continue()
          : route.fulfill({
              status: 500,
              contentType: 'application/problem+json',
              body: JSON.stringify({ title: 'x', status: 500, code: 'internal-error', detail: 'x' }),
            }),
      );
      await page.goto(`${browser.site}/${path}`);
      await page.getByText('Something went wrong on the server.').first().waitFor();
      // A page whose title is that of what did not come has none.
      const barriers = (await barriersOn(page)).filter((one) => !one.startsWith('page-has-heading-one'));
      if (barriers.length) found[path] = barriers;
      await context.unroute('**/api/v1/**');
      const again = page.getByRole('button', { name: 'Try again' });
      for (let left = await again.count(); left > 0; left -= 1) await again.nth(left - 1).click();
      await page.getByText('Something went wrong on the server.').first().waitFor({ state: 'detached' });
    }
    expect(found).toEqual({});
  }, 120_000);
});

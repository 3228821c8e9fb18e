import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Schemas } from '../support/api-types.js';
import { ConsoleBrowser } from '../support/console-browser.js';
import { MailboxBench } from '../support/mailbox-bench.js';
import { bounceOf } from '../support/reports.js';
import type { TestApp } from '../support/test-app.js';

describe('what came back', () => {
  let bench: MailboxBench;
  let app: TestApp;
  let browser: ConsoleBrowser;
  let campaign: Schemas['CampaignView'];

  /** Five people follow a link, of whom two are programs; one test is followed too. */
  beforeAll(async () => {
    bench = await MailboxBench.start('SQLite');
    app = bench.app;
    browser = await ConsoleBrowser.start(app);
    campaign = await app.campaign({ name: 'Spring' });
    const { list, contacts } = await app.listOf(40, 'c');
    const letter = await app.mailing([list.id], {
      ...{ name: 'Spring letter', campaignId: campaign.id, openTracking: true, trackAllLinks: true },
      templateId: (await app.template('<p>Hello <a href="https://shop.example/">Prices</a></p>')).id,
    });
    await app.run();
    app.clock.advance(3_600_000);
    for (const index of [0, 1, 2]) await app.visit(await app.link(contacts[index]!.emailAddress!, 'click'));
    for (const index of [3, 4])
      await app.visit(await app.link(contacts[index]!.emailAddress!, 'click'), {
        userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
      });
    await app.post(`/mass-emails/${letter.id}/send-test`, { addresses: ['test@x.example'] });
    await app.visit(await app.link('test@x.example', 'click'));
  });
  afterEach(() => browser.closeAll());
  afterAll(async () => {
    await browser?.stop();
    await bench?.stop();
  });

  const tile = async (page: Page, name: string) =>
    page.locator(`[data-tile="${name}"] [data-value]`).getAttribute('data-value');

  it('check 31: tiles, chart, table, log and export say three, and five with the programs', async () => {
    for (const [withBots, people] of [
      [false, 3],
      [true, 5],
    ] as const) {
      const query = withBots ? '?bots=1' : '';
      const { page, context, faults } = await browser.open(`/campaigns/${campaign.id}/overview${query}`);
      await page.locator(`[data-tile="Clicked"] [data-value="${people}"]`).waitFor();
      expect(await tile(page, 'Sent')).toBe('40');
      const chart = page.getByRole('figure', { name: 'Which link?' });
      await chart.getByText(new RegExp(`most: ${people} people`)).waitFor();
      await page.goto(
        `${browser.site}/log?action=Clicked&campaignId=${campaign.id}${withBots ? '&bots=1' : ''}`,
      );
      await page.getByText(`1–${people} of ${people}`).waitFor();
      await page.getByRole('button', { name: 'Export' }).click();
      const href = await page.getByRole('menuitem', { name: 'Export as CSV' }).getAttribute('href');
      const csv = await (await context.request.get(href!)).text();
      expect(csv.trim().split('\n')).toHaveLength(people + 1);
      expect(faults).toEqual([]);
      await browser.closeAll();
    }
  });

  it('check 32: where opens are not counted the page says so, and shows no share of nothing', async () => {
    const { list } = await app.listOf(40, 'untracked');
    const blind = await app.campaign({ name: 'Blind' });
    await app.mailing([list.id], { campaignId: blind.id, openTracking: false });
    await app.run();
    const { page } = await browser.open(`/campaigns/${blind.id}/overview`);
    const opened = page.locator('[data-tile="Opened"]');
    await opened.getByText('not counted').waitFor();
    expect(await opened.innerText()).not.toContain('%');
  });

  it('check 33: the announced number is that of the members of the new list', async () => {
    const { page } = await browser.open(`/log?action=Clicked&campaignId=${campaign.id}`);
    await page.getByRole('button', { name: 'Make a list …' }).click();
    await page.locator('[data-count="3"]').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Clicked in spring');
    await page.getByRole('button', { name: 'Make the list of 3 people' }).click();
    await page.locator('[data-made="3"]').getByRole('link', { name: 'Clicked in spring' }).click();
    await page.waitForURL(/\/lists\//);
    const id = /lists\/([a-z0-9]+)/.exec(page.url())![1]!;
    expect(await app.members({ id })).toHaveLength(3);
  });

  it('check 30: whoever opens the address sees the same rows, and Back undoes a step at a time', async () => {
    const { page } = await browser.open('/log');
    await page.getByRole('button', { name: 'What', exact: true }).first().click();
    await page.getByRole('menuitem', { name: 'Clicked' }).click();
    await page.waitForURL(/action=Clicked/);
    await page.getByLabel('with suspected bots').check();
    await page.waitForURL(/bots=1/);
    await page.getByTitle('Sort by When').click();
    await page.waitForURL(/sort=/);
    const rows = async (one: Page) => {
      await one.getByText(/^1–\d+ of \d+/).waitFor();
      return one.locator('tbody tr').allInnerTexts();
    };
    const seen = await rows(page);
    const { page: other } = await browser.open(page.url().replace(browser.site, ''));
    expect(await rows(other)).toEqual(seen);
    await page.goBack();
    await page.waitForURL((url) => !url.search.includes('sort='));
    expect(page.url()).toContain('bots=1');
    await page.goBack();
    await page.waitForURL((url) => !url.search.includes('bots='));
    expect(page.url()).toContain('action=Clicked');
  });

  it('check 36: a wrong hard bounce is taken back: address, log and tiles, and the verdict says by whom', async () => {
    const { item, campaign: bounced } = await bench.send('wrong@x.example');
    await bench.receive(bounceOf(item));
    expect(await bench.addressStatus('wrong@x.example')).toMatchObject({ invalid: true });
    const { page } = await browser.open(`/campaigns/${bounced.id}/overview`);
    await page.locator('[data-tile="Bounced"] [data-value="1"]').waitFor();
    await page.goto(`${browser.site}/bounces`);
    await page.getByRole('button', { name: 'wrong@x.example', exact: true }).click();
    const drawer = page.getByRole('dialog');
    await drawer
      .getByText(/550 5\.1\.1/)
      .first()
      .waitFor();
    await drawer.getByRole('button', { name: 'This is wrong …' }).click();
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText(/Taken back by admin@example\.com/).waitFor();
    expect(await bench.addressStatus('wrong@x.example')).toMatchObject({ invalid: false });
    await page.goto(`${browser.site}/campaigns/${bounced.id}/overview`);
    await page.locator('[data-tile="Bounced"] [data-value="0"]').waitFor();
  });
});

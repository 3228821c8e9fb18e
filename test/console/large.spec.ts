import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { StatisticsCheck } from '@facteur/campaigns';
import { makeHistory } from '@facteur/server';
import { ConsoleBrowser } from '../support/console-browser.js';
import { seedContacts } from '../support/seed.js';
import { TestApp } from '../support/test-app.js';

const MEMBERS = 20_000;

/** `npm run bench:console` has the times, with ten times as many. */
describe('check 39: lists that are longer than a screen', () => {
  let app: TestApp;
  let browser: ConsoleBrowser;
  let listId: string;

  beforeAll(async () => {
    app = await TestApp.start('SQLite');
    browser = await ConsoleBrowser.start(app);
    await seedContacts(app.database, 'big', MEMBERS);
    await makeHistory(app.database, app.nest.get(StatisticsCheck), {
      ...{ campaigns: 4, now: app.clock.now(), share: 70 },
    });
    listId = (await app.list('Everybody')).id;
    await app.make(`/target-lists/${listId}/members`, {
      targetType: 'Contact',
      filter: { lastName: 'Load big' },
    });
  });
  afterEach(() => browser.closeAll());
  afterAll(async () => {
    await browser?.stop();
    await app?.stop();
  });

  const nodes = (page: Page) => page.evaluate<number>('document.querySelectorAll("*").length');

  it.each([
    ['members', () => `/lists/${listId}/members`],
    ['log', () => '/log'],
  ])(
    '%s are asked for by the page, and fifty pages leave no more behind than one',
    async (_, path) => {
      const { page, faults } = await browser.open(path());
      const asked: URL[] = [];
      page.on('request', (request) => asked.push(new URL(request.url())));
      await page.locator('tbody tr').nth(10).waitFor();
      const first = await nodes(page);
      for (let number = 2; number <= 50; number += 1) {
        await page.getByRole('button', { name: 'Next page' }).click();
        await page
          .getByText(new RegExp(`^${(number - 1) * 20 + 1}–`.replace(/(\d)(\d{3})/, '$1,$2')))
          .waitFor();
      }
      expect(await page.locator('tbody tr').count()).toBe(20);
      expect(await nodes(page)).toBeLessThan(first * 1.2);
      const limits = asked.map(({ searchParams }) => Number(searchParams.get('limit') ?? 0));
      expect(Math.max(...limits)).toBeLessThanOrEqual(100);
      expect(faults).toEqual([]);
    },
    120_000,
  );
});

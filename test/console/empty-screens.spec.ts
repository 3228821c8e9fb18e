import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { barriersOn } from '../support/chromium.js';
import { ConsoleBrowser } from '../support/console-browser.js';
import { TestApp } from '../support/test-app.js';
import { bareKeys, FIXED, settled } from './screens.js';

describe('every screen of an empty installation', () => {
  let empty: TestApp;
  let other: ConsoleBrowser;
  beforeAll(async () => {
    empty = await TestApp.start('SQLite');
    other = await ConsoleBrowser.start(empty);
  });
  afterAll(async () => {
    await other?.stop();
    await empty?.stop();
  });

  it('check 38: says what it is for and how to begin, and axe finds nothing', async () => {
    const { page, faults } = await other.open('/');
    const found: Record<string, unknown> = {};
    for (const path of FIXED.filter((one) => !/admin\/(sending|jobs|health|webhooks|privacy)/.test(one))) {
      await page.goto(`${other.site}/${path}`);
      await settled(page);
      const barriers = [...(await barriersOn(page)), ...(await bareKeys(page))];
      if (barriers.length && path !== 'admin/pages') found[path] = barriers;
    }
    expect(found).toEqual({});
    expect(faults).toEqual([]);
  }, 120_000);
});

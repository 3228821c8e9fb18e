import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { barriersOn } from '../support/chromium.js';
import { chromiumBinary } from '../support/chromium-binary.js';
import { TestApp } from '../support/test-app.js';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  app = await TestApp.start('SQLite');
  browser = await chromium.launch({ executablePath: chromiumBinary(), args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

it.each(['personal', 'newsletter', 'announcement', 'event', 'offer', 'digest'])(
  'a letter from the starter "%s" can be read where the mail program is dark, as in the light',
  async (starter) => {
    const contact = await app.contact(`${starter}@x.example`);
    const list = await app.list(starter);
    await app.make(`/target-lists/${list.id}/members`, { targetType: 'Contact', targetIds: [contact.id] });
    const letter = await app.make('/mass-emails/begin', { starter, name: starter });
    await app.patch(`/mass-emails/${letter.id}`, { targetListIds: [list.id] });
    const { body } = await app.get(`/mass-emails/${letter.id}/preview`);
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ colorScheme });
      await page.setContent(String(body.html));
      expect(await barriersOn(page, ['color-contrast'])).toEqual([]);
      await page.close();
    }
  },
);

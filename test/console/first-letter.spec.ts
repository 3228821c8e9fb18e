import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsoleBrowser } from '../support/console-browser.js';
import { TestApp } from '../support/test-app.js';

describe('from signing in to a delivered letter', () => {
  let app: TestApp;
  let browser: ConsoleBrowser;

  beforeAll(async () => {
    app = await TestApp.start('SQLite');
    browser = await ConsoleBrowser.start(app);
  });
  afterEach(() => browser.closeAll());
  afterAll(async () => {
    await browser?.stop();
    await app?.stop();
  });

  it('check 1: a new person begins with a starter, chooses a list, looks, sends, and the letter is there', async () => {
    await app.listOf(3, 'first', 'Readers');
    const { page, faults } = await browser.open('/mass-emails/new', { isSignedIn: false });
    await browser.signInAt(page);
    await page.getByRole('button', { name: 'Begin with Newsletter' }).click();
    await page.getByLabel('Subject').fill('News for {{person.firstName}}');
    await page.getByText(/^Saved at/).waitFor();
    await page.getByRole('tab', { name: 'Audience' }).click();
    await page.getByRole('combobox', { name: 'To', exact: true }).click();
    await page.getByRole('option', { name: /Readers/ }).click();
    await page.keyboard.press('Escape');
    await page.getByText('3 people get this letter').waitFor();
    await page.getByRole('link', { name: 'Review & send' }).first().click();
    await page.locator('[data-preview=subject]', { hasText: /News for first\d/ }).waitFor();
    for (const warning of await page.getByRole('checkbox').all()) await warning.check();
    await page.getByRole('button', { name: 'Send to 3 people' }).click();
    await page.waitForURL(/progress$/);
    app.clock.advance(61_000);
    await app.runJob('BeginOnTime');
    await page.getByText('3 of 3 sent').waitFor();
    expect(app.smtp.recipients()).toEqual(['first1@x.example', 'first2@x.example', 'first3@x.example']);
    expect((await app.smtp.parsed('first2@x.example')).subject).toBe('News for first2');
    expect(faults).toEqual([]);
  });
});

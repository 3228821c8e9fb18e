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

  it('check 1 (K): the same by keys alone', async () => {
    await app.listOf(2, 'keys', 'Keyboard people');
    const { page, faults } = await browser.open('/mass-emails/new');
    await page.getByRole('button', { name: 'Begin with Personal letter' }).waitFor();
    const NAME = `(() => {
      const one = document.activeElement;
      const label = one.getAttribute('aria-label') ?? [...(one.labels ?? [])].map((two) => two.textContent).join(' ');
      return label || one.textContent || '';
    })()`;
    /** Tab, until what has the focus is called so. */
    const reach = async (name: RegExp) => {
      const met: string[] = [];
      for (let presses = 0; presses < 120; presses += 1) {
        await page.keyboard.press('Tab');
        const found = (await page.evaluate<string>(NAME)).trim();
        if (name.test(found)) return;
        met.push(found.slice(0, 30));
      }
      throw new Error(`No way to ${String(name)} by keys; there is ${met.join(' | ')}`);
    };
    await reach(/^Begin with Personal letter$/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/content$/);
    await page.getByLabel('Subject').waitFor();
    await reach(/^Subject/);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('By keys');
    await page.locator('[data-save=saved]').waitFor();
    await page.goto(page.url().replace('content', 'audience'));
    await page.getByRole('combobox', { name: 'To', exact: true }).waitFor();
    await reach(/^To$/);
    await page.keyboard.type('Keyboard');
    await page.getByRole('option', { name: /Keyboard people/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.getByText('2 people get this letter').waitFor();
    await reach(/^Review & send$/);
    await page.keyboard.press('Enter');
    await page.locator('[data-sentence]').waitFor();
    const warnings = await page.getByRole('checkbox').count();
    for (let ticked = 0; ticked < warnings; ticked += 1) {
      const box = page.getByRole('checkbox').nth(ticked);
      if (!(await box.isVisible()) || (await box.isChecked())) continue;
      await box.focus();
      await page.keyboard.press('Space');
    }
    await reach(/^Send to 2 people$/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/progress$/);
    app.clock.advance(61_000);
    await app.runJob('BeginOnTime');
    await page.getByText('2 of 2 sent').waitFor();
    expect((await app.smtp.parsed('keys2@x.example')).subject).toBe('By keys');
    expect(faults).toEqual([]);
  });
});

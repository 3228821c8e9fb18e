import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Schemas } from '../support/api-types.js';
import { ConsoleBrowser } from '../support/console-browser.js';
import { TestApp } from '../support/test-app.js';

describe('looking a letter over, and letting it go', () => {
  let app: TestApp;
  let browser: ConsoleBrowser;
  let round = 0;

  beforeAll(async () => {
    app = await TestApp.start('SQLite');
    browser = await ConsoleBrowser.start(app);
  });
  afterEach(async () => {
    await app.patch('/settings/sending', { timezone: 'UTC', typeNumberOver: 1_000 });
    await browser.closeAll();
  });
  afterAll(async () => {
    await browser?.stop();
    await app?.stop();
  });

  /** A letter to so many people, ready to be looked at. */
  async function letterTo(count: number): Promise<Schemas['SavedMassEmailView'] & { listId: string }> {
    const prefix = `r${(round += 1)}-`;
    const list = await app.list(prefix);
    const rows = Array.from({ length: count }, (_, index) => `${prefix}${index}@x.example`);
    await app.import('Contact', `email\n${rows.join('\n')}\n`, { targetListId: list.id });
    const letter = await app.make('/mass-emails/begin', { starter: 'personal', name: `Letter ${round}` });
    await app.patch(`/mass-emails/${letter.id}`, { targetListIds: [list.id] });
    return { ...letter, listId: list.id } as never;
  }

  const review = ({ id }: { id: string }) => `/mass-emails/${id}/review`;
  const statusOf = async ({ id }: { id: string }) => (await app.get(`/mass-emails/${id}`)).body;

  async function tick(page: Page): Promise<void> {
    await page.locator('[data-sentence]').waitFor();
    for (const box of await page.getByRole('checkbox', { name: /./ }).all())
      if (await box.isVisible()) await box.check().catch(() => undefined);
  }

  const go = (page: Page) => page.getByRole('button', { name: /^(Send to|Schedule for)/ });

  it('check 18: on a phone the number is typed whatever the letter, and no row of the list can send', async () => {
    const letter = await letterTo(2);
    const { page } = await browser.open(review(letter), { isPhone: true });
    await tick(page);
    expect(await go(page).isDisabled()).toBe(true);
    await page.getByLabel(/You are on a phone: type 2/).fill('2');
    expect(await go(page).isEnabled()).toBe(true);
    await page.goto(`${browser.site}/mass-emails`);
    await page.getByRole('button', { name: new RegExp(`Actions for ${letter.name}`) }).click();
    const acts = await page.getByRole('menuitem').allInnerTexts();
    expect(acts.filter((one) => /send|schedule/i.test(one))).toEqual([]);
  });

  it('on a phone a letter of a fixed width is shown whole, smaller, and one that gives way as it is', async () => {
    const html = (width: string) =>
      `<table width="600" style="${width}"><tr><td>A letter</td></tr></table><a href="<optOutUrl>">out</a>`;
    for (const [width, isSmaller] of [
      ['width: 600px', true],
      ['width: 100%; max-width: 600px', false],
    ] as const) {
      const letter = await letterTo(1);
      const template = await app.make('/email-templates', {
        ...{ name: `Fixed ${width}`, subject: 'Fixed', body: html(width) },
      });
      await app.patch(`/mass-emails/${letter.id}`, { templateId: template.id });
      const { page } = await browser.open(review(letter), { isPhone: true });
      const frame = page.locator('iframe');
      await frame.waitFor();
      const box = (await frame.boundingBox())!;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(390);
      const inside = await frame.evaluate(({ clientWidth }) => clientWidth);
      expect(inside >= 600).toBe(isSmaller);
      await page.context().close();
    }
    // A starter gives way to any width: at its own size its words are as large as they are meant.
    const { page } = await browser.open(review(await letterTo(1)), { isPhone: true });
    await page.locator('iframe').waitFor();
    expect(await page.locator('iframe').evaluate(({ clientWidth }) => clientWidth)).toBeLessThan(390);
  });

  it('a letter that takes a second yes says so before, counts down to nothing, and shows itself to whoever answers', async () => {
    await app.patch('/settings/sending', { approvalOver: 1 });
    const letter = await letterTo(2);
    const { page } = await browser.open(review(letter));
    await tick(page);
    await page
      .getByText(/It goes to more than 1 people, so it begins once a second person has said yes/)
      .waitFor();
    expect(await page.getByText('It begins as soon as you confirm.').count()).toBe(0);
    await page.getByRole('button', { name: 'Ask for a yes, then send to 2 people' }).click();
    await page.getByRole('heading', { name: 'Waits for a second person’s yes' }).waitFor();
    await page.getByText('You asked for approval').waitFor();
    expect(await page.getByText(/begins in/).count()).toBe(0);
    const token = await app.join('marketer', 'yes@team.example');
    const other = await browser.open(`/mass-emails/${letter.id}/progress`, { token });
    await other.page
      .getByText(`To: ${(await app.get(`/target-lists/${letter.listId}`)).body.name}`)
      .waitFor();
    await other.page.locator('[data-approval] iframe').waitFor();
    await other.page.getByRole('button', { name: 'Approve' }).click();
    await other.page.getByText('Approved by yes@team.example.').waitFor();
    await app.patch('/settings/sending', { approvalOver: 0 });
  });

  it('check 19: over a thousand the number is typed; a wrong one says why, and separators of any language are right', async () => {
    const letter = await letterTo(1_001);
    const { page } = await browser.open(review(letter));
    await tick(page);
    const typed = page.getByLabel(/^Type 1,001/);
    for (const [words, isRight] of [
      ['1000', false],
      ['1 001', true],
      ['1,001', true],
      ['10.01', false],
      ['1001', true],
    ] as const) {
      await typed.fill(words);
      expect([words, await go(page).isEnabled()]).toEqual([words, isRight]);
      if (!isRight) await page.getByText('Type 1,001 to go on.').waitFor();
    }
  });

  it('check 20: five hundred who come after the look are shown, and the letter waits for another look', async () => {
    const letter = await letterTo(3);
    const { page } = await browser.open(review(letter));
    await tick(page);
    await page.getByRole('button', { name: 'Send to 3 people' }).waitFor();
    const rows = Array.from({ length: 500 }, (_, index) => `late${index}@x.example`);
    await app.import('Contact', `email\n${rows.join('\n')}\n`, { targetListId: letter.listId });
    await go(page).click();
    await page.getByText('You looked at 3; now it would be 503').waitFor();
    expect((await statusOf(letter)).status).toBe('Draft');
  });

  it('check 21: "Stop" in the window, from another tab, lets nothing leave', async () => {
    const letter = await letterTo(2);
    const { page, context } = await browser.open(review(letter));
    await tick(page);
    await go(page).click();
    await page.waitForURL(/progress$/);
    const other = await context.newPage();
    await other.goto(`${browser.site}/lists`);
    await other.getByRole('button', { name: `Stop “${letter.name}”` }).click();
    await other.getByText('It is a draft again').waitFor();
    app.clock.advance(120_000);
    await app.runJob('BeginOnTime');
    await app.run();
    expect((await statusOf(letter)).status).toBe('Draft');
    expect(app.smtp.recipients().filter((one) => one.startsWith(`r${round}-`))).toEqual([]);
  });

  it('check 22: it begins on time though the browser is closed', async () => {
    const letter = await letterTo(2);
    const { page, context } = await browser.open(review(letter));
    await tick(page);
    await go(page).click();
    await page.waitForURL(/progress$/);
    await context.close();
    app.clock.advance(61_000);
    await app.runJob('BeginOnTime');
    expect((await statusOf(letter)).status).toBe('Complete');
  });

  it.each(['en', 'fr'] as const)(
    'check 23 (%s): nine in Paris is named on both clocks, and kept as eight of UTC',
    async (language) => {
      await app.patch('/settings/sending', { timezone: 'Europe/Paris' });
      const letter = await letterTo(2);
      const { page } = await browser.open(review(letter), { language, timezoneId: 'America/New_York' });
      await page.locator('[data-sentence]').waitFor();
      await page.getByRole('radio', { name: language === 'en' ? 'At a time' : 'À un moment précis' }).check();
      await page.locator('input[type=datetime-local]').fill('2028-01-12T09:00');
      await page.getByText(/Paris, .*(03:00|3:00).*(where you are|chez vous)/).waitFor();
      for (const box of await page.getByRole('checkbox').all())
        if (await box.isVisible()) await box.check().catch(() => 0);
      await page
        .getByRole('button', { name: language === 'en' ? /^Schedule for/ : /^Programmer pour/ })
        .click();
      await page.waitForURL(/progress$/);
      expect(await statusOf(letter)).toMatchObject({
        startAt: '2028-01-12T08:00:00.000Z',
        timezone: 'Europe/Paris',
      });
    },
  );

  it('check 24: half past two in the nights when clocks change is explained, and not moved in silence', async () => {
    await app.patch('/settings/sending', { timezone: 'Europe/Paris' });
    const letter = await letterTo(2);
    const { page } = await browser.open(review(letter));
    await tick(page);
    await page.getByRole('radio', { name: 'At a time' }).check();
    const time = page.locator('input[type=datetime-local]');
    await time.fill('2027-03-28T02:30');
    await page.getByText(/02:30 does not exist in Paris/).waitFor();
    expect(await go(page).isDisabled()).toBe(true);
    await time.fill('2027-10-31T02:30');
    await page.getByText(/02:30 comes twice in Paris/).waitFor();
    await page.getByLabel(/02:30 comes twice/).selectOption({ label: 'The second (01:30 UTC)' });
    await go(page).click();
    await page.waitForURL(/progress$/);
    expect((await statusOf(letter)).startAt).toBe('2027-10-31T01:30:00.000Z');
  });

  it('check 25: scheduled for five past nine, the page says when the first batch leaves, and it does', async () => {
    const letter = await letterTo(2);
    const { page } = await browser.open(review(letter));
    await tick(page);
    await page.getByRole('radio', { name: 'At a time' }).check();
    await page.locator('input[type=datetime-local]').fill('2027-06-01T09:05');
    await go(page).click();
    await page.waitForURL(/progress$/);
    await page.getByText(/It begins .*9:05/).waitFor();
    app.clock.set(new Date('2027-06-01T09:05:30.000Z'));
    await app.runJob('BeginOnTime');
    expect((await statusOf(letter)).status).toBe('Complete');
  });
});

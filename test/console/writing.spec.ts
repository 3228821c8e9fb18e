import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { Schemas } from '../support/api-types.js';
import { ConsoleBrowser } from '../support/console-browser.js';
import { TestApp } from '../support/test-app.js';

describe('writing a letter', () => {
  let app: TestApp;
  let browser: ConsoleBrowser;
  let letter: Schemas['MassEmailView'];
  let round = 0;

  beforeAll(async () => {
    app = await TestApp.start('SQLite');
    browser = await ConsoleBrowser.start(app);
  });
  beforeEach(async () => {
    letter = await app.make('/mass-emails/begin', { starter: 'newsletter', name: `Letter ${(round += 1)}` });
  });
  afterEach(() => browser.closeAll());
  afterAll(async () => {
    await browser?.stop();
    await app?.stop();
  });

  const content = () => `/mass-emails/${letter.id}/content`;
  const subject = (page: Page) => page.getByLabel('Subject');
  const saved = (page: Page) => page.locator('[data-save=saved]').waitFor();
  const draft = async () => (await app.get(`/email-templates/${letter.templateId}/draft`)).body.content;
  const pasted = async (content: string, subject = 'Pasted') => {
    const made = await app.make('/mass-emails/begin', { format: 'html', content, name: `P${(round += 1)}` });
    await app.patch(`/email-templates/${made.templateId}`, { subject });
    return made;
  };

  /** Puts words where the code stands, in place of what is there. */
  const writeCode = async (page: Page, words: string) => {
    const editor = page.locator('.cm-content');
    await editor.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(words);
  };

  it('check 2: what was typed is there after the tab was killed before anything was saved', async () => {
    const { page, context } = await browser.open(content());
    await subject(page).waitFor();
    await context.route('**/draft', (route) =>
      route.request().method() === 'PUT' ? route.abort() : route.continue(),
    );
    await subject(page).fill('');
    await subject(page).pressSequentially('Every sign of this');
    await page.close({ runBeforeUnload: false });
    await context.unroute('**/draft');
    const again = await context.newPage();
    await again.goto(`${browser.site}${content()}`);
    await expect(subject(again).inputValue()).resolves.toBe('Every sign of this');
    await saved(again);
    expect((await draft()).subject).toBe('Every sign of this');
  });

  it('check 3: two hundred signs without a network are saved when it is back, and no dialog appeared', async () => {
    const { page, context } = await browser.open(content());
    await subject(page).waitFor();
    await context.setOffline(true);
    const words = 'abcdefghi '.repeat(20).trim();
    await subject(page).fill(words);
    await page.getByText('Kept on this machine').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await context.setOffline(false);
    await saved(page);
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect((await draft()).subject).toBe(words);
  });

  it('check 4: a session that ended asks for the password in place, and the text is saved afterwards', async () => {
    const { page } = await browser.open(content());
    await subject(page).waitFor();
    await app.database.execute('DELETE FROM session', []);
    await subject(page).fill('Written while signed out');
    await page.getByRole('dialog').getByText('Nothing on this page is lost').waitFor();
    await browser.signInAt(page);
    await saved(page);
    expect(page.url()).toContain(content());
    expect((await draft()).subject).toBe('Written while signed out');
    browser.forget();
  });

  it('check 6: two people who change the same are shown both, and neither is lost', async () => {
    const { page } = await browser.open(content());
    await subject(page).fill('Mine');
    await saved(page);
    const now = (await app.get(`/email-templates/${letter.templateId}/draft`)).body;
    await app.call('PUT', `/api/v1/email-templates/${letter.templateId}/draft`, {
      ...{ content: { ...now.content, subject: 'Theirs' }, basedOn: now.modifiedAt },
    });
    await subject(page).fill('Mine again');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Theirs', { exact: true }).first().waitFor();
    await dialog.getByText('Mine again', { exact: true }).first().waitFor();
    await dialog.getByRole('button', { name: 'Keep mine' }).click();
    await saved(page);
    expect((await draft()).subject).toBe('Mine again');
  });

  it('check 7: while a letter goes out nothing changes until "Apply", and then the rest gets the new text', async () => {
    const { list } = await app.listOf(3, `apply${round}`);
    await app.patch('/settings/outbound-email', { maxPerBatch: 1 });
    const one = await pasted('<p>Old words</p>');
    await app.patch(`/mass-emails/${one.id}`, {
      ...{ targetListIds: [list.id], status: 'Pending', startAt: app.clock.now().toISOString() },
    });
    await app.run();
    letter = one;
    const { page } = await browser.open(content());
    await page.locator('.cm-content').waitFor();
    await writeCode(page, '<p>New words</p>');
    await saved(page);
    await app.run();
    await page
      .getByRole('button', { name: /^Apply/ })
      .first()
      .click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply to the remaining 1' }).click();
    await page.getByText('nothing of it is sent until you apply it').waitFor({ state: 'detached' });
    await app.run();
    await app.patch('/settings/outbound-email', { maxPerBatch: null });
    const words = await Promise.all(
      (await app.items(one)).map(async ({ address, sentAt }) => [
        sentAt,
        (await app.smtp.parsed(address)).html,
      ]),
    );
    const texts = words.map(([, html]) => /(Old|New) words/.exec(html as string)![1]).sort();
    expect(texts).toEqual(['New', 'Old', 'Old']);
  });

  it('check 11: a misspelt placeholder is kept, marked at its line with a suggestion, and refused where it is scheduled', async () => {
    letter = await pasted('<p>one</p>\n<p>two</p>');
    const { page } = await browser.open(content());
    await page.locator('.cm-content').waitFor();
    await writeCode(page, '<p>one</p>\n<p>Dear {{person.fristName}}</p>');
    await saved(page);
    expect((await draft()).body).toContain('fristName');
    const checks = page.getByRole('region', { name: 'Checks' });
    await checks.getByText(/firstName/).waitFor();
    await page.locator('.cm-lintRange-error').waitFor();
    const { list } = await app.listOf(1, `typo${round}`);
    await app.patch(`/mass-emails/${letter.id}`, { targetListIds: [list.id] });
    await page.goto(`${browser.site}/mass-emails/${letter.id}/review`);
    await page
      .getByText(/fristName/)
      .first()
      .waitFor();
    expect(
      await page
        .getByRole('button', { name: /^Send to/ })
        .isEnabled()
        .catch(() => false),
    ).toBe(false);
  });

  it('check 12: subject, words and links of the preview are what that person gets', async () => {
    letter = await pasted(
      '<p>Dear {{person.firstName}}, <a href="https://shop.example/{{person.lastName}}">look</a></p>',
      'For {{person.firstName}}',
    );
    const { list, contacts } = await app.listOf(2, `seen${round}-`);
    const [, second] = contacts;
    await app.patch(`/mass-emails/${letter.id}`, { targetListIds: [list.id] });
    const { page } = await browser.open(content());
    await page.getByRole('combobox', { name: 'As it reaches' }).click();
    await page.getByRole('option', { name: new RegExp(second!.firstName!) }).click();
    await page.locator('[data-preview=subject]', { hasText: `For ${second!.firstName}` }).waitFor();
    const shown = await page.frameLocator('iframe').locator('body').innerText();
    await app.patch(`/mass-emails/${letter.id}`, {
      status: 'Pending',
      startAt: app.clock.now().toISOString(),
    });
    await app.run();
    const got = await app.smtp.parsed(second!.emailAddress!);
    expect(got.subject).toBe(`For ${second!.firstName}`);
    expect(shown).toContain(`Dear ${second!.firstName}, look`);
    expect(got.text).toContain(`Dear ${second!.firstName}, look`);
  });

  it('check 13: nothing of a hostile letter runs, leads away or sends', async () => {
    letter = await pasted(`<meta http-equiv="refresh" content="0;url=https://evil.example/">
      <script>parent.document.title = 'taken'; fetch('https://evil.example/')</script>
      <img src="x" onerror="parent.document.title = 'taken'"><svg onload="alert(1)"></svg>
      <form action="https://evil.example/"><button>Go</button></form><a id="js" href="javascript:alert(1)">js</a>
      <iframe src="https://evil.example/"></iframe><link rel="stylesheet" href="https://evil.example/x.css"><p>Words</p>`);
    const { page, faults } = await browser.open(content());
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    const frame = page.frameLocator('iframe');
    await frame.getByText('Words').waitFor();
    const before = page.url();
    for (const name of ['Phone', 'Dark', 'Desktop']) await page.getByText(name, { exact: true }).click();
    await frame.getByText('Words').waitFor();
    expect(await page.title()).not.toContain('taken');
    expect([page.url(), dialogs]).toEqual([before, []]);
    expect(await page.locator('iframe').first().getAttribute('sandbox')).not.toMatch(
      /scripts|same-origin|forms|navigation/,
    );
    // What was refused by the policy of the page is told in its console; that nothing left is what counts.
    expect(faults.filter((one) => one.startsWith('leads away'))).toEqual([]);
  });

  it('check 14: a picture that is given asks for its words, and reaches the recipient', async () => {
    const { list } = await app.listOf(1, `pic${round}`);
    await app.patch(`/mass-emails/${letter.id}`, { targetListIds: [list.id] });
    const { page } = await browser.open(content());
    const place = page.getByRole('group', { name: 'Large picture' });
    await place.locator('input[type=file]').setInputFiles({
      name: 'hill.png',
      mimeType: 'image/png',
      buffer: await sharp({ create: { width: 600, height: 300, channels: 3, background: '#6a8f5a' } })
        .png()
        .toBuffer(),
    });
    const words = place.getByLabel('What the picture shows');
    await words.fill('');
    await page
      .getByRole('region', { name: 'Checks' })
      .getByText(/no words for those/)
      .waitFor();
    await words.fill('A hill');
    await saved(page);
    await page
      .getByRole('link', { name: 'Review & send' })
      .or(page.getByRole('tab', { name: 'Review & send' }))
      .first()
      .click();
    await page.locator('[data-sentence]').waitFor();
    await app.patch(`/mass-emails/${letter.id}`, {
      status: 'Pending',
      startAt: app.clock.now().toISOString(),
    });
    await app.run();
    const { html } = await app.smtp.parsed(`pic${round}1@x.example`);
    const [, source] = /<img[^>]*alt="A hill"[^>]*>/.exec(html!)
      ? /src="([^"]+)"[^>]*alt="A hill"|alt="A hill"[^>]*src="([^"]+)"/.exec(html!)!
      : [];
    const url = source ?? /alt="A hill"[^>]*src="([^"]+)"/.exec(html!)![1]!;
    const file = await fetch(url.replace('https://crm.example.com', app.origin));
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'image/png']);
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import type { Schemas } from '../support/api-types.js';
import { ConsoleBrowser } from '../support/console-browser.js';
import { TestApp } from '../support/test-app.js';

/** What a sceptic found when several people, windows and uploads come together. */
describe('a letter that more than one hand is at', () => {
  let app: TestApp;
  let browser: ConsoleBrowser;
  let letter: Schemas['MassEmailView'];
  let round = 0;

  beforeAll(async () => {
    app = await TestApp.start('SQLite');
    browser = await ConsoleBrowser.start(app);
  });
  beforeEach(async () => {
    letter = await app.make('/mass-emails/begin', {
      starter: 'newsletter',
      name: `Together ${(round += 1)}`,
    });
    await app.patch(`/email-templates/${letter.templateId}`, { subject: 'Reviewed subject' });
    const { list } = await app.listOf(3, `t${round}-`);
    await app.patch(`/mass-emails/${letter.id}`, { targetListIds: [list.id] });
  });
  afterEach(() => browser.closeAll());
  afterAll(async () => {
    await browser?.stop();
    await app?.stop();
  });

  const step = (name: string) => `/mass-emails/${letter.id}/${name}`;
  const draft = async () => (await app.get(`/email-templates/${letter.templateId}/draft`)).body;
  const template = async () => (await app.get(`/email-templates/${letter.templateId}`)).body;
  const status = async () => (await app.get(`/mass-emails/${letter.id}`)).body.status;

  /** Somebody else saves this subject as a draft. */
  const colleagueWrites = async (subject: string) => {
    const { modifiedAt, content } = await draft();
    const answer = await app.call('PUT', `/api/v1/email-templates/${letter.templateId}/draft`, {
      ...{ content: { ...content, subject }, basedOn: modifiedAt },
    });
    expect(answer.status).toBe(200);
  };

  const looked = async (page: Page) => {
    await page.locator('[data-sentence]').waitFor();
    for (const box of await page.locator('[data-finding] input').all()) await box.check();
  };
  const send = (page: Page) => page.getByRole('button', { name: 'Send to 3 people' });

  it('what a colleague writes while it is looked at is not sent with it', async () => {
    const { page } = await browser.open(step('review'));
    await looked(page);
    await colleagueWrites('HALF WRITTEN');
    await send(page).click();
    await page.waitForURL(/progress$/);
    await page.locator('[data-sent]').waitFor();
    expect([await status(), (await template()).subject]).toEqual(['Pending', 'Reviewed subject']);
    expect((await draft()).content.subject).toBe('HALF WRITTEN');
  });

  it('what was changed after the look is not sent unseen: it is refused, and shown', async () => {
    const { page } = await browser.open(step('review'));
    await looked(page);
    await app.patch(`/email-templates/${letter.templateId}`, { subject: 'Nobody here saw this' });
    await page.evaluate('window.dispatchEvent(new Event("focus"))');
    await send(page).click();
    await page.locator('[data-sentence]', { hasText: 'Nobody here saw this' }).waitFor();
    expect(await status()).toBe('Draft');
    await page
      .getByText(/were changed after it was looked at/)
      .first()
      .waitFor();
  });

  it('what could not be saved is neither replaced nor thrown away by looking it over', async () => {
    const { page } = await browser.open(step('content'));
    await page.getByLabel('Subject').waitFor();
    await colleagueWrites('THEIRS');
    await page.getByLabel('Subject').fill('MINE, long thought over');
    await page.locator('[data-save=conflict]').waitFor();
    await page.goto(`${browser.site}${step('review')}`);
    await page.getByText('What was written is not saved yet').waitFor();
    expect((await template()).subject).toBe('Reviewed subject');
    await page.getByRole('link', { name: 'Mend' }).click();
    await page.getByText('MINE, long thought over').first().waitFor();
  });

  it('nothing is applied to a letter that somebody scheduled meanwhile', async () => {
    const { page } = await browser.open(step('content'));
    await page.getByLabel('Subject').waitFor();
    const { fingerprint, recipients, warnings } = (await app.get(`/mass-emails/${letter.id}/preflight`)).body;
    const answer = await app.post(`/mass-emails/${letter.id}/schedule`, {
      ...{ fingerprint, recipients, acknowledged: warnings.map(({ code }) => code) },
    });
    expect(answer.status).toBe(200);
    await page.getByLabel('Subject').fill('Too late for this');
    await page.locator('[data-save=saved]').waitFor();
    await page.getByRole('tab', { name: 'Review & send' }).click();
    await page
      .getByText(/scheduled meanwhile|Scheduled/)
      .first()
      .waitFor();
    expect((await template()).subject).toBe('Reviewed subject');
    expect((await app.post(`/mass-emails/${letter.id}/schedule`, { fingerprint, recipients })).status).toBe(
      409,
    );
  });

  it('a picture that arrives late leaves what was typed meanwhile', async () => {
    const { page, context } = await browser.open(step('content'));
    let letIn = () => undefined as void;
    const gate = new Promise<void>((open) => (letIn = open));
    await context.route('**/media-files', async (route) => {
      await gate;
      await route.continue();
    });
    const place = page.getByRole('group', { name: 'Large picture' });
    const buffer = await sharp({ create: { width: 60, height: 30, channels: 3, background: '#a33' } })
      .png()
      .toBuffer();
    await place
      .locator('input[type=file]')
      .setInputFiles({ name: 'late.png', mimeType: 'image/png', buffer });
    await page.getByRole('textbox', { name: 'Name of the letter' }).fill('TYPED WHILE UPLOADING');
    letIn();
    await page
      .getByRole('region', { name: 'Checks' })
      .getByText(/no words for those/)
      .waitFor();
    await page.locator('[data-save=saved]').waitFor();
    expect(JSON.stringify((await draft()).content.slots)).toContain('TYPED WHILE UPLOADING');
  });

  it('a draft that was applied by another is no ground to save on', async () => {
    await colleagueWrites('T1');
    const { modifiedAt } = await draft();
    await app.post(`/email-templates/${letter.templateId}/publish`);
    const put = (basedOn: string | null) =>
      app.call('PUT', `/api/v1/email-templates/${letter.templateId}/draft`, {
        content: { subject: 'T2' },
        basedOn,
      });
    app.clock.advance(1_000);
    expect((await put(modifiedAt)).status).toBe(412);
    expect((await put(null)).status).toBe(200);
    const publish = await app.post(`/email-templates/${letter.templateId}/publish`, { basedOn: modifiedAt });
    expect([publish.status, publish.problem.code]).toEqual([412, 'changed-meanwhile']);
  });

  it('a sender that two changed is asked about, also when the page heard of the other meanwhile', async () => {
    const { page } = await browser.open(step('review'));
    await looked(page);
    const field = page.getByLabel('From, name');
    await field.fill('A wrote this');
    expect(await send(page).isDisabled()).toBe(true);
    await app.patch(`/mass-emails/${letter.id}`, { fromName: 'B wrote this' });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog').getByText('B wrote this').waitFor();
  });

  it('signing out waits for what is not saved, and one window leaves the copy of another', async () => {
    const { page, context } = await browser.open(step('content'));
    await page.getByLabel('Subject').waitFor();
    await context.route('**/draft', (route) =>
      route.request().method() === 'PUT' ? route.abort() : route.continue(),
    );
    await page.getByLabel('Subject').fill('Only here');
    await page.getByText('Kept on this machine').waitFor();
    await page.getByRole('button', { name: /sign out/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByText('What you wrote is not saved yet').waitFor();
    const kept = `localStorage.getItem('facteur.letter.${letter.templateId}')`;
    expect(await page.evaluate<string>(kept)).toContain('Only here');
    await context.unroute('**/draft');
    const other = await context.newPage();
    await other.evaluate('0');
    await page.locator('[data-save=saved]').waitFor({ timeout: 30_000 });
    expect(await page.evaluate(kept)).toBeNull();
  });
});

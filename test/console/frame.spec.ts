import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsoleBrowser } from '../support/console-browser.js';
import { TestApp } from '../support/test-app.js';

/** Bytes of script before anything can be done, as they go over the wire. */
const MOST_SCRIPT = 300_000;

describe('the frame of the console', () => {
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

  it('check 29: three wrong fields are marked, the summary has the focus and leads to them, and keep what was typed', async () => {
    const { page } = await browser.open('/admin/sending');
    const wrong = {
      'From, address': 'nobody',
      'Answers to, address': 'no one',
      'Public address of this server': 'nowhere',
    };
    for (const [label, words] of Object.entries(wrong)) await page.getByLabel(label).first().fill(words);
    await page.getByRole('button', { name: 'Save' }).first().click();
    const summary = page.getByRole('alert').filter({ hasText: '3 fields need another look' });
    await summary.waitFor();
    expect(await page.evaluate('document.activeElement.closest("[role=alert]") !== null')).toBe(true);
    await summary.getByRole('link').or(summary.getByRole('button')).first().click();
    expect(await page.evaluate('document.activeElement.getAttribute("name")')).toBe('fromAddress');
    for (const [label, words] of Object.entries(wrong)) {
      const field = page.getByLabel(label).first();
      expect([await field.inputValue(), await field.getAttribute('aria-invalid')]).toEqual([words, 'true']);
    }
  });

  it('what is typed and not saved is not left in silence', async () => {
    const { page } = await browser.open('/admin/sending');
    await page.getByLabel('From, name').first().fill('Not saved');
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.message());
      void dialog.dismiss();
    });
    await page.getByRole('link', { name: 'Target lists' }).click();
    expect(asked).toEqual(['What you changed here is not saved. Leave all the same?']);
    expect(page.url()).toMatch(/sending$/);
    expect(await page.getByLabel('From, name').first().inputValue()).toBe('Not saved');
  });

  it('check 40: little script at first, nothing from elsewhere, a strict policy, editors and charts only where they are used', async () => {
    const context = await browser.open('/', { isSignedIn: true });
    await context.page.getByRole('heading', { level: 1 }).waitFor();
    const { page } = context;
    const loaded: { url: string; bytes: number }[] = [];
    page.on('response', (response) => {
      if (/\.js$/.test(response.url()))
        loaded.push({ url: response.url(), bytes: Number(response.headers()['content-length'] ?? 0) });
    });
    const fresh = await page.context().newCDPSession(page);
    await fresh.send('Network.setCacheDisabled', { cacheDisabled: true });
    const answer = (await page.reload())!;
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('load');
    const policy = answer.headers()['content-security-policy']!;
    expect(policy).toContain("script-src 'self'");
    expect(/script-src[^;]*unsafe/.exec(policy)).toBeNull();
    const bytes = loaded.reduce((sum, one) => sum + one.bytes, 0);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(MOST_SCRIPT);
    const names = loaded.map(({ url }) => url.split('/').at(-1)!);
    expect(names.filter((name) => /code-editor|rich-text|overview|rule-builder|segment/.test(name))).toEqual(
      [],
    );
    expect(context.faults).toEqual([]);
  });

  it('stands under its path: a deep address, a missing one, and files that are kept by their hash', async () => {
    const page = await fetch(`${browser.site}/mass-emails/new`);
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    const html = await page.text();
    expect(html).toContain('<base href="/console/" />');
    const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(html)![1]!;
    const file = await fetch(`${browser.site}/${script}`, { headers: { 'accept-encoding': 'br' } });
    expect([file.status, file.headers.get('content-encoding'), file.headers.get('cache-control')]).toEqual([
      ...[200, 'br', 'public, max-age=31536000, immutable'],
    ]);
    expect((await fetch(`${browser.site}/assets/nothing.js`)).status).toBe(404);
    expect((await fetch(`${browser.site}/assets/..%2f..%2fpackage.json`)).status).toBe(404);
    expect((await fetch(app.origin, { redirect: 'manual' })).headers.get('location')).toBe('/console/');
  });
});

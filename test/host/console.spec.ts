import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { consoleFolder } from '@facteur/console';
import { Problem } from '@facteur/platform';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumBinary } from '../support/chromium-binary.js';
import { HostApp } from './host-app.js';

let app: HostApp;
let browser: Browser;
let isSignedIn = true;

beforeAll(async () => {
  app = await HostApp.start('Express', undefined, {
    url: 'sqlite::memory:',
    console: { folder: consoleFolder, path: 'desk', signInUrl: '/login' },
    signIn: {
      check: () =>
        isSignedIn
          ? Promise.resolve({ name: 'Claire', role: 'admin' })
          : Promise.reject(new Problem(401, 'Unauthorized', 'Sign in.')),
    } as never,
  });
  browser = await chromium.launch({
    executablePath: chromiumBinary(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

async function home(): Promise<Page> {
  isSignedIn = true;
  const page = await (
    await browser.newContext({ locale: 'fr', viewport: { width: 390, height: 844 } })
  ).newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${app.origin}/marketing/desk`);
  await page.getByRole('heading', { name: 'Bonjour Claire' }).waitFor();
  return page;
}

it("the console stands under the host's path, and sends whoever is not signed in to the host's sign-in", async () => {
  const page = await home();
  isSignedIn = false;
  await page.goto(`${app.origin}/marketing/desk/lists`);
  await page.waitForURL('**/login?**');
  expect(new URL(page.url()).searchParams.get('next')).toBe('/marketing/desk/lists');
});

it('whoever signed in again in another window goes on where they were', async () => {
  const page = await home();
  isSignedIn = false;
  await page.evaluate(
    `history.pushState({}, '', '/marketing/desk/lists'); dispatchEvent(new PopStateEvent('popstate'))`,
  );
  const goOn = page.getByRole('button', { name: 'Je me suis reconnecté' });
  await goOn.waitFor();
  isSignedIn = true;
  await goOn.click();
  await goOn.waitFor({ state: 'detached' });
  await page.getByRole('heading', { level: 1, name: 'Listes' }).waitFor();
  await page.getByText('Vous n’êtes pas connecté').waitFor({ state: 'detached' });
});

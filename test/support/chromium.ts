import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { chromiumBinary } from './chromium-binary.js';
import type { TestApp } from './test-app.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** A real browser, which reaches the application by the address that its links name. */
export class Chromium {
  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<Chromium> {
    return new Chromium(
      await chromium.launch({
        executablePath: chromiumBinary(),
        args: [
          '--no-sandbox',
          '--disable-gpu',
          '--disable-background-networking',
          '--disable-sync',
          '--no-first-run',
        ],
      }),
    );
  }

  /** A page that reaches the application, and nothing else. */
  async page(app: TestApp, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext(options);
    await context.route('**/*', async (route) => {
      const request = route.request();
      const url = new URL(request.url());
      if (url.host !== 'crm.example.com') return route.abort();
      const answer = await fetch(`${app.origin}${url.pathname}${url.search}`, {
        method: request.method(),
        headers: request.headers(),
        body: request.postData(),
        redirect: 'manual',
      });
      await route.fulfill({
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: Buffer.from(await answer.arrayBuffer()),
      });
    });
    return context.newPage();
  }

  stop(): Promise<void> {
    return this.browser.close();
  }
}

/** What keeps people from reading or using a page, by axe; empty when nothing does. @param rules of axe, all when absent */
export async function barriersOn(page: Page, rules?: string[]): Promise<string[]> {
  await page.evaluate(await readFile(AXE, 'utf8'));
  const found = await page.evaluate(
    `axe.run(document, ${JSON.stringify(rules ? { runOnly: rules } : {})}).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' | ')))`,
  );
  return found as string[];
}

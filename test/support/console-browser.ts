import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { chromiumBinary } from './chromium-binary.js';
import type { TestApp } from './test-app.js';

const SITE = 'https://crm.example.com';
const ADMIN = { email: 'admin@example.com', password: 'correct horse battery' };

export interface PageOptions extends BrowserContextOptions {
  language?: 'en' | 'fr';
  /** A phone's width. */
  isPhone?: boolean;
  isSignedIn?: boolean;
  /** Of a session that is signed in already; the admin's when absent. */
  token?: string;
}

/** What went wrong in a page without anybody being told: faults of scripts, refused loads, calls that lead away. */
export interface Watched {
  page: Page;
  context: BrowserContext;
  faults: string[];
}

/** A real browser at the built console of an application, by the address that it listens at. */
export class ConsoleBrowser {
  private state: Awaited<ReturnType<BrowserContext['storageState']>> | undefined;
  private readonly contexts: BrowserContext[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly app: TestApp,
  ) {}

  static async start(app: TestApp): Promise<ConsoleBrowser> {
    const browser = await chromium.launch({
      executablePath: chromiumBinary(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-sync',
        '--no-first-run',
      ],
    });
    return new ConsoleBrowser(browser, app);
  }

  get site(): string {
    return `${this.app.origin}/console`;
  }

  /** A window of its own, signed in as the admin unless told otherwise. */
  async open(path = '/', options: PageOptions = {}): Promise<Watched> {
    const { language = 'en', isPhone = false, token, isSignedIn = token === undefined, ...rest } = options;
    if (isSignedIn) this.state ??= await this.signIn();
    const context = await this.browser.newContext({
      viewport: isPhone ? { width: 390, height: 844 } : { width: 1280, height: 900 },
      hasTouch: isPhone,
      locale: language,
      timezoneId: 'Europe/Paris',
      reducedMotion: 'reduce',
      ...(isSignedIn ? { storageState: this.state! } : {}),
      ...(token ? { extraHTTPHeaders: { authorization: `Bearer ${token}` } } : {}),
      ...rest,
    });
    this.contexts.push(context);
    // Pictures of letters have the public address.
    await context.route(`${SITE}/m/**`, async (route) => {
      const answer = await fetch(route.request().url().replace(SITE, this.app.origin));
      await route.fulfill({
        status: answer.status,
        contentType: answer.headers.get('content-type') ?? '',
        body: Buffer.from(await answer.arrayBuffer()),
      });
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const watched: Watched = { page, context, faults: [] };
    page.on('pageerror', (error) => watched.faults.push(error.message));
    page.on('console', (message) => {
      // What the server refuses is part of the story; what the policy of the page refuses is not.
      if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
        watched.faults.push(message.text());
    });
    const leadsAway = (url: string) => {
      const { origin, protocol } = new URL(url);
      if (protocol.startsWith('http') && ![this.app.origin, SITE].includes(origin))
        watched.faults.push(`leads away: ${url}`);
    };
    page.on('response', (response) => leadsAway(response.url()));
    // What the policy of the page refused has not left, though it was about to.
    page.on('requestfailed', (request) => {
      if (!/csp/i.test(request.failure()?.errorText ?? '')) leadsAway(request.url());
    });
    await page.goto(`${this.site}${path}`);
    return watched;
  }

  async signInAt(page: Page, { email, password } = ADMIN): Promise<void> {
    await page.locator('input[name=email], input[type=email]').first().fill(email);
    await page.locator('input[type=password]').fill(password);
    await page.locator('button[type=submit]').click();
  }

  private async signIn() {
    const context = await this.browser.newContext();
    const page = await context.newPage();
    await page.goto(`${this.site}/`);
    await this.signInAt(page);
    await page.getByRole('navigation').first().waitFor();
    const state = await context.storageState();
    await context.close();
    return state;
  }

  /** The session is gone: the next window signs in anew. */
  forget(): void {
    this.state = undefined;
  }

  /** Closes all windows, not the browser. */
  async closeAll(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
  }

  stop(): Promise<void> {
    return this.browser.close();
  }
}

import type { Page } from 'playwright-core';

/** Pages that are there whatever an installation holds. */
export const FIXED = [
  ...[
    '',
    'account',
    'mass-emails',
    'mass-emails/new',
    'campaigns',
    'templates',
    'images',
    'lists',
    'segments',
  ],
  ...['people/Contact', 'people/Account', 'imports', 'imports/new', 'suppressed', 'forms', 'results', 'log'],
  ...['bounces', 'replies'],
  ...[
    'health',
    'sending',
    'accounts',
    'mailboxes',
    'jobs',
    'pages',
    'team',
    'keys',
    'webhooks',
    'privacy',
    'audit',
  ].map((name) => `admin/${name}`),
];

/** Nothing is on its way any more. */
export const settled = async (page: Page) => {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('[aria-busy=true], .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
};

/** Keys that stand where words should. */
export const bareKeys = async (page: Page) => {
  const text = await page.locator('body').innerText();
  return [...text.matchAll(/(?:^|\s)((?:[a-z][A-Za-z]+\.){1,3}[a-z][A-Za-z]+)(?=$|\s)/g)]
    .map(([, key]) => key!)
    .filter((key) => !/\.(example|com|org|png|jpg|csv)$|^(person|letter|account|brand)\./.test(key));
};

/** As a link within the console leads, without loading it anew. */
export const goTo = async (page: Page, path: string) => {
  await page.evaluate(`
    delete document.documentElement.dataset.page;
    history.pushState({}, '', ${JSON.stringify(path)});
    dispatchEvent(new PopStateEvent('popstate'));
  `);
  await page.locator('html[data-page]').waitFor({ state: 'attached' });
};

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsoleBrowser } from '../support/console-browser.js';
import { TestApp } from '../support/test-app.js';

describe('making lists', () => {
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

  it('check 34: the analysts’ first question, built by hand and by keys, is the documented filter and reads right', async () => {
    const campaign = await app.campaign({ name: 'March' });
    const url = await app.make('/tracking-urls', {
      ...{ name: 'Prices', campaignId: campaign.id, url: 'https://shop.example/prices' },
    });
    const bought = await app.list('Bought');
    const customers = await app.list('Customers');
    const segment = await app.make('/segments', {
      ...{ name: 'Question 1', targetType: 'Contact', targetListIds: [], filter: { all: [] } },
    });
    const { page, faults } = await browser.open(`/segments/${segment.id}`);
    const root = page.locator('[data-rule=all]').first();
    const add = async (within: typeof root, button: string, item: string | RegExp) => {
      await within.getByRole('button', { name: button, exact: true }).last().focus();
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: item }).focus();
      await page.keyboard.press('Enter');
    };
    const pick = async (within: typeof root, label: string, option: string) => {
      await within.getByRole('combobox', { name: label }).click();
      await page.getByRole('option', { name: new RegExp(option) }).click();
      await page.keyboard.press('Escape');
    };
    await add(root, 'Condition', 'Did something');
    await pick(root, 'In campaigns', 'March');
    await pick(root, 'On links', 'Prices');
    const group = async (index: number) => {
      await root.getByRole('button', { name: 'Group', exact: true }).last().click();
      const made = root.locator('[data-rule]').nth(index);
      await made.getByLabel('How these count together').selectOption('none');
      return made;
    };
    const first = await group(0);
    await add(first, 'Condition', 'Is on a list');
    await pick(first, 'is on', 'Bought');
    const second = await group(1);
    await add(second, 'Condition', /Their Account/);
    await add(second.locator('[data-rule]').first(), 'Condition', 'Is on a list');
    await pick(second, 'is on', 'Customers');
    const expected = {
      all: [
        { activity: { action: 'Clicked', campaignIds: [campaign.id], trackingUrlIds: [url.id] } },
        { not: { memberOf: { targetListIds: [bought.id] } } },
        { not: { related: 'account', matches: { memberOf: { targetListIds: [customers.id] } } } },
      ],
    };
    const filter = JSON.parse(
      await page
        .locator('[data-filter]')
        .textContent()
        .then((text) => text!),
    );
    expect(filter).toEqual(expected);
    await page
      .locator('[data-sentence]', {
        hasText:
          /clicked “Prices” of “March” and not \(on “Bought”\) and not \(their account: on “Customers”\)/,
      })
      .waitFor();
    await page.locator('[data-count="0"]').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Save', exact: true, disabled: true }).waitFor();
    expect((await app.get(`/segments/${segment.id}`)).body.filter).toEqual(expected);
    expect(faults).toEqual([]);
  });

  it('check 35: six bad rows are named, and the two who opted out stay so; the import is taken back', async () => {
    for (const name of ['left1', 'left2']) {
      const { id } = await app.contact(`${name}@imp.example`);
      await app.patch(`/contacts/${id}`, { emailAddressIsOptedOut: true });
    }
    const good = Array.from({ length: 20 }, (_, index) => `new${index}@imp.example,Name${index}`);
    const bad = Array.from({ length: 6 }, (_, index) => `no address ${index},X`);
    const rows = ['email,first name', ...good, 'left1@imp.example,Left', 'left2@imp.example,Left', ...bad];
    const { page, faults } = await browser.open('/imports/new');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'fair.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
    await page.getByText('2. Columns').waitFor();
    await page.getByLabel('Name of the new list').fill('Fair');
    await page.getByRole('button', { name: 'Check the file' }).click();
    for (const index of [0, 5]) await page.getByText(`no address ${index}`).waitFor();
    await page.getByLabel(/Leave out 6 bad rows/).check();
    await page.getByRole('button', { name: 'Import 22 rows' }).click();
    await page.waitForURL(/\/imports\/(?!new)/);
    await page.getByRole('link', { name: 'Open the list' }).waitFor();
    const statuses = (await app.get('/address-statuses?filter.optedOut=true')).body.data;
    expect(statuses.map(({ address }) => address).sort()).toEqual(['left1@imp.example', 'left2@imp.example']);
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
    await page.getByText(/^Taken back/).waitFor();
    expect((await app.get('/contacts?search=imp.example')).body.meta.totalItems).toBe(2);
    expect(faults).toEqual([]);
  });
});

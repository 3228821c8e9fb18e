import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsoleBrowser } from '../support/console-browser.js';
import { TestApp } from '../support/test-app.js';

describe('who gets a letter', () => {
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

  it('check 15: each reason shows its number and its name, and as many are queued as were shown', async () => {
    const person = (name: string, address: string | null) =>
      app.contact(address, { firstName: name, lastName: 'R' });
    const [fine, optedOut, invalid, excluded, none, twice, shares] = await Promise.all([
      person('Fine', 'fine@r.example'),
      person('Out', 'out@r.example'),
      person('Dead', 'dead@r.example'),
      person('Excluded', 'excluded@r.example'),
      person('Nobody', null),
      person('Twice', 'twice@r.example'),
      person('Shares', 'excluded@r.example'),
    ]);
    const lead = await app.make('/leads', { lastName: 'Same', emailAddress: 'twice@r.example' });
    await app.patch(`/contacts/${optedOut!.id}`, { emailAddressIsOptedOut: true });
    await app.patch(`/contacts/${invalid!.id}`, { emailAddressIsInvalid: true });
    const contact = ({ id }: { id: string }) => ({ targetType: 'Contact', id });
    const all = [fine, optedOut, invalid, excluded, none, twice, shares].map((one) => contact(one!));
    const readers = await app.list('All readers', [...all, { targetType: 'Lead', id: lead.id }]);
    const staff = await app.list('Staff', [contact(excluded!)]);
    const letter = await app.make('/mass-emails/begin', { starter: 'personal', name: 'Counted' });
    await app.patch(`/mass-emails/${letter.id}`, {
      ...{ targetListIds: [readers.id], excludingTargetListIds: [staff.id] },
    });
    const { page, faults } = await browser.open(`/mass-emails/${letter.id}/audience`);
    await page.getByText('2 people get this letter').waitFor();
    const shown = Object.fromEntries(
      await page
        .locator('[data-reason]')
        .evaluateAll((rows) =>
          rows.map((row) => [row.getAttribute('data-reason'), parseInt(row.textContent!, 10)]),
        ),
    );
    expect(shown).toEqual({
      'no-address': 1,
      'opted-out': 1,
      invalid: 1,
      excluded: 1,
      'excluded-address': 1,
      'duplicate-address': 1,
    });
    await page.locator('[data-reason=invalid]').getByRole('button').click();
    await page.getByRole('dialog').getByText('Dead R').waitFor();
    await page.keyboard.press('Escape');
    await app.patch(`/mass-emails/${letter.id}`, {
      status: 'Pending',
      startAt: app.clock.now().toISOString(),
    });
    await app.run();
    expect((await app.items(letter)).map(({ address }) => address)).toEqual([
      'fine@r.example',
      'twice@r.example',
    ]);
    expect(faults).toEqual([]);
  });

  it('check 16: "Why not?" names the reason in a sentence, and leads to its evidence', async () => {
    const { list, contacts } = await app.listOf(2, 'why');
    await app.patch(`/contacts/${contacts[0]!.id}`, { emailAddressIsOptedOut: true });
    const letter = await app.make('/mass-emails/begin', { starter: 'personal', name: 'Why' });
    await app.patch(`/mass-emails/${letter.id}`, { targetListIds: [list.id] });
    const { page } = await browser.open(`/mass-emails/${letter.id}/audience`);
    await page.getByLabel('Why does somebody (not) get it?').fill('why1@x.example');
    await page.keyboard.press('Enter');
    const answer = page.locator('[data-why=opted-out]');
    await answer.getByText(/opted out/i).waitFor();
    await answer.getByRole('link').click();
    await page.waitForURL(new RegExp(`/people/Contact/${contacts[0]!.id}`));
    await page
      .getByText(/Opted out of everything/)
      .first()
      .waitFor();
  });

  it('check 17: lists that are changed quickly are counted one at a time, and the last answer is shown', async () => {
    const lists = [];
    for (const index of [1, 2, 3, 4, 5])
      lists.push((await app.listOf(index, `quick${index}-`, `Quick ${index}`)).list);
    const letter = await app.make('/mass-emails/begin', { starter: 'personal', name: 'Quick' });
    const { page, context } = await browser.open(`/mass-emails/${letter.id}/audience`);
    let [open, most] = [0, 0];
    await context.route('**/preflight', async (route) => {
      most = Math.max(most, (open += 1));
      const answer = await route.fetch().catch(() => undefined);
      open -= 1;
      if (answer) await route.fulfill({ response: answer }).catch(() => undefined);
    });
    await page.getByRole('combobox', { name: 'To', exact: true }).click();
    for (const index of [1, 2, 3, 4, 5])
      await page.getByRole('option', { name: new RegExp(`Quick ${index}`) }).click();
    await page.getByText('15 people get this letter').waitFor();
    expect(most).toBe(1);
    expect((await app.get(`/mass-emails/${letter.id}`)).body.targetListIds).toHaveLength(5);
  });
});

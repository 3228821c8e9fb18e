import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { TOTP } from 'otpauth';
import { barriersOn } from '../support/chromium.js';
import { ConsoleBrowser } from '../support/console-browser.js';
import { eventually } from '../support/eventually.js';
import { CLIENT, OpenIdProvider } from '../support/openid-provider.js';
import { PASSWORD, TestApp } from '../support/test-app.js';
import { FIXED, goTo, settled } from './screens.js';

describe('people, roles and who did what', () => {
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

  it('somebody is invited, chooses a password by the mail, and finds what their role allows', async () => {
    const { page } = await browser.open('/admin/team');
    await page.getByText('You are alone here.').waitFor();
    await page.getByRole('button', { name: 'Invite a person' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('E-mail address').fill('zoe@team.example');
    await dialog.getByLabel('Name').fill('Zoé Petit');
    await dialog.getByLabel('Role').selectOption({ label: 'Writer' });
    await dialog.getByRole('button', { name: 'Send the invitation' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Zoé Petit').first().waitFor();
    const token = /password(#\S+)/.exec((await app.smtp.parsed('zoe@team.example')).text!)![1]!;

    const { page: own, faults } = await browser.open(`/password${token}`, { isSignedIn: false });
    await own.getByLabel('New password').fill(PASSWORD);
    await own.getByRole('button', { name: 'Choose this password' }).click();
    await own.getByRole('link', { name: 'Sign in' }).click();
    await own.getByLabel('E-mail').fill('zoe@team.example');
    await own.locator('input[name=password]').fill(PASSWORD);
    await own.getByRole('button', { name: 'Sign in' }).click();
    await own.getByRole('heading', { name: /Zoé/ }).waitFor();
    await own.goto(`${browser.site}/admin/team`);
    await own.getByText('Your role does not include this. Ask admin@example.com.').waitFor();
    // Her role is changed under her: what she may do now counts at once.
    await page.getByRole('combobox', { name: 'Role of Zoé Petit' }).click();
    await page.getByRole('option', { name: 'Reader' }).click();
    await page.getByText('Their role is Reader from now on.').waitFor();
    await own.goto(`${browser.site}/people/Contact`);
    await own.getByText('Your role does not include this.').waitFor();
    await page.goto(`${browser.site}/admin/audit`);
    const told = page.getByRole('row').filter({ hasText: 'Zoé Petit' });
    await told
      .filter({ hasText: 'Changed: person' })
      .filter({ hasText: 'Writer → Reader' })
      .first()
      .waitFor();
    expect(faults).toEqual([]);
  });

  it('a team is made, and a campaign that belongs to it is seen by its people alone', async () => {
    const { body: role } = await app.call<{ id: string }>(
      'POST',
      '/api/v1/roles',
      {
        name: 'Regional',
        permissions: ['figures:see', 'people:see', 'letters:write'],
        reach: 'team',
      },
      { authorization: `Bearer ${await app.signIn()}` },
    );
    const lea = await app.join(role.id, 'lea@team.example');
    const noe = await app.join(role.id, 'noe@team.example');
    const { id } = await app.campaign({ name: 'Only for Nantes' });
    const { page, faults } = await browser.open('/admin/team');
    await page.getByRole('tab', { name: 'Teams' }).click();
    await page.getByRole('button', { name: 'New team' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Nantes');
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await page.getByRole('cell', { name: 'Nantes', exact: true }).waitFor();
    await page.getByRole('tab', { name: 'People' }).click();
    await page.getByRole('combobox', { name: 'Teams of lea@team.example' }).click({ force: true });
    await page.getByRole('option', { name: 'Nantes' }).click();
    await page.getByText('Their teams are changed').waitFor();
    await page.goto(`${browser.site}/campaigns/${id}/settings`);
    await page.getByLabel('Belongs to').selectOption({ label: 'Nantes' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Save', disabled: true }).waitFor();
    const { page: hers } = await browser.open('/campaigns', { token: lea });
    await hers.getByText('Only for Nantes').waitFor();
    const { page: his } = await browser.open(`/campaigns/${id}`, { token: noe });
    await his.getByRole('alert').first().waitFor();
    expect(await his.getByText('Only for Nantes').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('a writer asks for approval, somebody else gives it, and it is told who did', async () => {
    await app.patch('/settings/sending', { approvalOver: 1 });
    const { list } = await app.listOf(2, 'approved');
    const letter = await app.mailing([list.id], { status: 'Draft', name: 'To be approved' });
    const writer = await app.join('writer', 'wim@team.example');
    const marketer = await app.join('marketer', 'mia@team.example');
    const { page: his } = await browser.open(`/mass-emails/${letter.id}/review`, { token: writer });
    await his.getByRole('button', { name: 'Ask for approval' }).click();
    await his.getByText('You asked for it yourself').waitFor();
    const { page: hers, faults } = await browser.open('/', { token: marketer });
    await hers.getByText('wim@team.example asks for approval').waitFor();
    await hers.getByRole('button', { name: 'What you are told: 1 new' }).click();
    await hers.getByRole('button', { name: /asks for your yes to “To be approved”/ }).click();
    await hers.getByText('Say yes to what you see here: 2 recipients.').waitFor();
    await hers.getByRole('button', { name: 'Approve', exact: true }).click();
    await hers.getByText('Approved by mia@team.example').waitFor();
    await his.reload();
    await his.getByRole('button', { name: 'What you are told: 1 new' }).click();
    await his.getByText('mia@team.example said yes to “To be approved”').waitFor();
    await his.goto(`${browser.site}/account`);
    await his.getByRole('checkbox', { name: 'Mail: how a letter of yours went, a day later' }).uncheck();
    await eventually('it is chosen', async () => {
      const { body } = await app.call<{ data: { kind: string; mail: boolean | null }[] }>(
        ...([
          'GET',
          '/api/v1/notifications/choices',
          undefined,
          { authorization: `Bearer ${writer}` },
        ] as const),
      );
      return body.data.find(({ kind }) => kind === 'report')!.mail === false;
    });
    expect((await app.get(`/mass-emails/${letter.id}`)).body).toMatchObject({ approval: 'Approved' });
    expect(faults).toEqual([]);
    await app.patch('/settings/sending', { approvalOver: 0 });
  });

  it('a program that listens is added, tried, and its secret shown once', async () => {
    const { page, faults } = await browser.open('/admin/listeners');
    await page.getByRole('button', { name: 'New listener' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Our CRM');
    await dialog.getByLabel('Address').fill('http://127.0.0.1:2/hook');
    await dialog.getByLabel('list.changed').check();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByText('whsec_').waitFor();
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByRole('button', { name: 'Actions for Our CRM' }).click();
    await page.getByRole('menuitem', { name: 'Try it' }).click();
    await page.getByText('ECONNREFUSED').waitFor();
    const { body } = await app.get('/webhooks');
    expect(body.data[0]!.types).toEqual([
      'message.sent',
      'message.bounced',
      'message.complained',
      'list.changed',
    ]);
    expect(faults).toEqual([]);
  });

  it('a role is made, of what whoever makes it may do', async () => {
    const { page } = await browser.open('/admin/team');
    await page.getByRole('tab', { name: 'Roles' }).click();
    await page.getByRole('button', { name: 'New role' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Newsroom');
    // Each brings what it rests on; without that it goes.
    const box = (name: string) => dialog.getByRole('checkbox', { name, exact: true });
    await box('Take people away as a file').check();
    await box('See people with names and addresses').uncheck();
    expect(await box('Take people away as a file').isChecked()).toBe(false);
    await box('Write campaigns, letters and templates, send tests').check();
    expect(await box('See people with names and addresses').isChecked()).toBe(true);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('columnheader', { name: 'Newsroom' }).waitFor();
    const { body } = await app.get('/roles');
    expect(body.data.find(({ name }) => name === 'Newsroom')).toMatchObject({
      permissions: expect.arrayContaining(['figures:see', 'people:see', 'letters:write']),
    });
  });

  it('a second factor is set up from the screen and asked for at the next sign-in', async () => {
    await app.join('marketer', 'careful@team.example');
    const signIn = async () => {
      const { page } = await browser.open('/account', { isSignedIn: false });
      await page.getByLabel('E-mail').fill('careful@team.example');
      await page.locator('input[name=password]').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      return page;
    };
    const page = await signIn();
    await page.getByRole('button', { name: 'Set it up' }).click();
    await page.getByRole('img', { name: 'QR code for an authenticator app' }).waitFor();
    const secret = await page.locator('[data-secret]').innerText();
    const codeNow = () => new TOTP({ secret }).generate({ timestamp: app.clock.now().getTime() });
    await page.getByLabel('Code of the app').fill(codeNow());
    await page.getByRole('button', { name: 'Switch it on' }).click();
    expect((await page.locator('[data-codes]').innerText()).split('\n')).toHaveLength(10);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('It is on.').waitFor();
    app.clock.advance(60_000);
    const again = await signIn();
    await again.getByLabel('Code of the app').fill('000000');
    await again.getByRole('button', { name: 'Sign in' }).click();
    await again.getByText('The code is wrong').waitFor();
    await again.getByLabel('Code of the app').fill(codeNow());
    await again.getByRole('button', { name: 'Sign in' }).click();
    await again.getByText('It is on.').waitFor();
  });

  it('a forgotten password is asked for at the sign-in', async () => {
    const { page } = await browser.open('/', { isSignedIn: false });
    await page.getByRole('button', { name: 'Forgot your password?' }).click();
    await page.getByLabel('The address that you sign in with').fill('nobody@team.example');
    await page.getByRole('button', { name: 'Mail me a link' }).click();
    await page.getByText('If somebody signs in with this address, a link is on its way.').waitFor();
  });

  it('an admin sets the firm’s sign-in up, and somebody comes by it; whoever is in no group is told why not', async () => {
    await app.patch('/settings/outbound-email', { siteUrl: app.origin });
    browser.forget();
    const provider = await OpenIdProvider.start(`${app.origin}/api/v1/auth/provider/callback`);
    try {
      const { page, faults } = await browser.open('/admin/team');
      await page.getByRole('tab', { name: 'The firm’s sign-in' }).click();
      await page.getByText(`${app.origin}/api/v1/auth/provider/callback`).waitFor();
      await page.getByLabel('People may come by it').check();
      await page.getByLabel('Address of the provider').fill(provider.issuer);
      await page.getByLabel('Client ID').fill(CLIENT.clientId);
      await page.getByLabel('Client secret').fill(CLIENT.clientSecret);
      await page.getByLabel('Name on the button').fill('Example Ltd');
      await page.getByLabel('Further scopes').fill('groups');
      await page.getByRole('button', { name: 'Add a group' }).click();
      await page.getByLabel('Group 1', { exact: true }).fill('news');
      await page.getByLabel('Role of group 1').selectOption({ label: 'Marketer' });
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('button', { name: 'Ask the provider' }).click();
      await page.getByText('It answers. People sign in at').waitFor();

      const { page: own } = await browser.open('/', { isSignedIn: false });
      await own.goto(`${browser.site}/campaigns`);
      provider.who = { sub: 'lea', email: 'lea@firm.example', email_verified: true, name: 'Léa', groups: [] };
      await own.getByRole('link', { name: 'Go on with Example Ltd' }).click();
      await own.getByText('None of your groups may do anything here.').waitFor();
      expect(new URL(own.url()).hash).toBe('');
      provider.who = { ...provider.who, groups: ['news'] };
      await own.getByRole('link', { name: 'Go on with Example Ltd' }).click();
      await own.getByRole('heading', { name: /Léa/ }).waitFor();
      await own.goto(`${browser.site}/account`);
      await own.getByText('You sign in by your firm’s sign-in').waitFor();
      await page.reload();
      await page
        .getByRole('row')
        .filter({ hasText: 'lea@firm.example' })
        .getByText('by the firm’s sign-in')
        .waitFor();
      expect(faults).toEqual([]);
    } finally {
      await provider.stop();
    }
  });

  it('nobody is made an admin, disabled or handed over without a question that says what it means', async () => {
    await app.join('writer', 'asked@team.example');
    const { page } = await browser.open('/admin/team');
    const row = page.getByRole('row').filter({ hasText: 'asked@team.example' });
    const stateOf = async () => (await row.innerText()).includes('Disabled');
    await row.getByRole('combobox', { name: 'Role of asked@team.example' }).click();
    await page.getByRole('option', { name: 'Admin', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('They may do everything then').waitFor();
    await dialog.getByRole('button', { name: 'Back' }).click();
    await dialog.waitFor({ state: 'detached' });
    const menu = async (item: string) => {
      await row.getByRole('button', { name: 'Actions for asked@team.example' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    // On dark ground as well the button that takes something away can be read.
    await page.emulateMedia({ colorScheme: 'dark' });
    await menu('Disable');
    await dialog.getByText('They cannot sign in any more, and their sessions end.').waitFor();
    expect(await barriersOn(page, ['color-contrast'])).toEqual([]);
    expect(await stateOf()).toBe(false);
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await row.getByText('Disabled').waitFor();
    // In French, the trail says it in words.
    const { page: french } = await browser.open('/admin/audit', { language: 'fr' });
    await french
      .getByRole('row')
      .filter({ hasText: 'asked@team.example' })
      .filter({ hasText: 'Modifié : personne' })
      .first()
      .waitFor();
  });

  it('a provider that does not answer is not switched on, and the screen says why', async () => {
    await app.patch('/settings/outbound-email', { siteUrl: app.origin });
    browser.forget();
    const { page } = await browser.open('/admin/team');
    await page.getByRole('tab', { name: 'The firm’s sign-in' }).click();
    await page.getByLabel('People may come by it').check();
    await page.getByLabel('Address of the provider').fill('http://127.0.0.1:9');
    await page.getByLabel('Client ID').fill('facteur');
    await page.getByLabel('Client secret').fill('a secret');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(/127\.0\.0\.1:9 does not answer as a provider of sign-ins/).waitFor();
    const { body } = await app.call<{ issuer: string | null }>(
      ...(['GET', '/api/v1/settings/sign-in-provider', undefined] as const),
      { authorization: `Bearer ${await app.signIn()}` },
    );
    expect(body.issuer).not.toBe('http://127.0.0.1:9');
  });

  it('where a program chose the server, Sending says that no sign-in links go, until somebody confirms it', async () => {
    await app.patch('/settings/outbound-email', { siteUrl: `${app.origin}/elsewhere` });
    await app.patch('/settings/outbound-email', { siteUrl: app.origin });
    browser.forget();
    const { page } = await browser.open('/admin/sending');
    await page.getByText('No links to choose a password are mailed').waitFor();
    await page.getByRole('button', { name: 'It is right' }).click();
    await page.getByText('No links to choose a password are mailed').waitFor({ state: 'detached' });
    expect((await app.get('/settings/outbound-email')).body.isWaySure).toBe(true);
  });

  it('the bell leads to what one wants to be told, and a page whose session has ended asks the server nothing more', async () => {
    const token = await app.join('marketer', 'ends@team.example');
    const { page: own } = await browser.open('/', { isSignedIn: false });
    await own.getByLabel('E-mail').fill('ends@team.example');
    await own.locator('input[name=password]').fill(PASSWORD);
    await own.getByRole('button', { name: 'Sign in' }).click();
    await own.getByRole('button', { name: /What you are told/ }).click();
    await own.getByRole('link', { name: 'Choose what you are told' }).click();
    await own.getByRole('heading', { name: 'What you want to be told' }).waitFor();
    await own.goto(`${browser.site}/log`);
    await own.getByRole('heading', { name: 'Log' }).first().waitFor();
    await app.call('DELETE', '/api/v1/auth/sessions', undefined, { authorization: `Bearer ${token}` });
    const refused: string[] = [];
    own.on('response', (answer) => {
      if (answer.status() === 401) refused.push(answer.url());
    });
    await own.getByText('Please sign in again').waitFor({ timeout: 30_000 });
    const before = refused.length;
    // Every page asks again when one comes back to it.
    for (let turn = 0; turn < 3; turn++)
      await own.evaluate(`window.dispatchEvent(new Event('visibilitychange'))`);
    await own.locator('input[name=password]').fill(PASSWORD);
    await own.getByRole('button', { name: 'Sign in' }).click();
    await own.getByText('Please sign in again').waitFor({ state: 'detached' });
    expect(refused.length - before).toBeLessThanOrEqual(1);
  });

  it.each(['reader', 'analyst', 'writer', 'marketer'])(
    'check 37: no page that %s opens asks for what they may not have',
    async (role) => {
      const { list } = await app.listOf(2, `seen-by-${role}`);
      const campaign = await app.campaign({ name: role });
      const mailing = await app.mailing([list.id], { campaignId: campaign.id, name: `Letter of ${role}` });
      await app.run();
      const draft = await app.make('/mass-emails/begin', {
        starter: 'newsletter',
        name: `Draft for ${role}`,
      });
      const { page, faults } = await browser.open('/', { token: await app.join(role) });
      const refused: string[] = [];
      page.on('response', (response) => {
        if (response.status() === 403)
          refused.push(`${page.url()} ${response.request().method()} ${response.url()}`);
      });
      for (const path of [
        ...FIXED,
        ...['content', 'audience', 'review'].map((step) => `mass-emails/${draft.id}/${step}`),
        ...['progress', 'recipients', 'left-out'].map((step) => `mass-emails/${mailing.id}/${step}`),
        ...['overview', 'links', 'log', 'settings'].map((tab) => `campaigns/${campaign.id}/${tab}`),
        ...['members', 'used-by', 'consents', 'settings'].map((tab) => `lists/${list.id}/${tab}`),
      ]) {
        await goTo(page, `/console/${path}`);
        await settled(page);
      }
      expect(refused.map((line) => line.replaceAll(app.origin, ''))).toEqual([]);
      expect(faults).toEqual([]);
    },
    200_000,
  );
});

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ArchiveHorizon, StatisticsCheck } from '@facteur/campaigns';
import { CleanUp } from '@facteur/dispatch';
import { RotateSecrets } from '@facteur/facteur';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('the life of a campaign on tables with a prefix', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind, { tablePrefix: 'crm_' });
  }, 60_000);
  afterAll(() => app?.stop());

  it('is sent, clicked, counted, asked about, archived and erased; also to a list that asks for consent', async () => {
    const { list, contacts } = await app.listOf(4, 'life');
    const strict = await app.make('/target-lists', { name: 'strict', consentNeeded: 'Given' });
    await app.make(`/target-lists/${strict.id}/members`, {
      targetType: 'Contact',
      targetIds: [contacts[0]!.id],
      consent: { source: 'Paper' },
    });
    const campaign = await app.campaign();
    const mailing = await app.mailing([list.id], {
      campaignId: campaign.id,
      openTracking: true,
      trackAllLinks: true,
      templateId: (await app.template('<p>Hello <a href="https://shop.example/">Prices</a></p>')).id,
    });
    const withConsent = await app.mailing([strict.id]);
    await app.run();
    expect((await app.items(mailing)).map(({ status }) => status)).toEqual(Array(4).fill('Sent'));
    expect((await app.items(withConsent)).map(({ status }) => status)).toEqual(['Sent']);
    // Whoever is on the strict list too has a second letter.
    const [, first, second] = contacts.map(({ emailAddress }) => emailAddress!);
    expect((await app.visit(await app.link(first!, 'click'))).status).toBe(302);
    expect((await app.visit(await app.link(second!, 'optOut'), { method: 'POST', body: '' })).status).toBe(
      200,
    );
    await app.runJob('SyncSegments');
    expect(await app.statistics(campaign.id)).toMatchObject({ sentCount: 4 });
    expect(await app.nest.get(StatisticsCheck).differences()).toEqual([]);
    const segment = await app.make('/segments', {
      name: 'S',
      targetType: 'Contact',
      filter: {
        any: [{ activity: { action: 'Clicked' } }, { memberOf: { targetListIds: [list.id] } }],
      },
      targetListIds: [(await app.list('fed')).id],
      syncMode: 'Add and Remove',
    });
    expect((await app.post(`/segments/${segment.id}/sync`)).status).toBeLessThan(300);
    expect(
      (
        await app.post('/target-lists/from-log', {
          name: 'L',
          campaignId: campaign.id,
          includingActions: ['Sent'],
        })
      ).status,
    ).toBe(201);
    const { body: imported } = await app.import('Contact', 'email;lastName\nnew@x.example;New\n', {
      targetListName: 'I',
    });
    expect(imported).toMatchObject({ createdCount: 1 });
    await app.nest.get(ArchiveHorizon).advance(app.clock.now());
    app.clock.advance(3 * 365 * 86_400_000);
    await app.nest.get(CleanUp).run();
    await app.runJob('CleanUp');
    const { address } = (await app.items(mailing))[0] ?? { address: first! };
    expect((await app.post('/privacy/export', { address })).status).toBe(200);
    expect((await app.post('/privacy/erase', { address })).status).toBe(200);
    await app.nest.get(RotateSecrets).run();
    for (const path of ['/queue-items/archived', '/campaign-log-records', '/diagnostics', '/search?q=life'])
      expect([path, (await app.get(path)).status]).toEqual([path, 200]);
  });

  it('people come in by a form with confirmation, choose, read online; pictures, brands and bounces of providers', async () => {
    const form = new FormData();
    form.set('file', new Blob([await readFile('docs/images/console-home.png')]), 'logo.png');
    const logo = (await app.post('/media-files', form)).body;
    const brand = await app.make('/brands', {
      name: 'House',
      postalAddress: '1 Street, Town',
      logoId: logo.id,
    });
    const list = await app.make('/target-lists', { name: 'Readers', publicName: 'News' });
    const campaign = await app.campaign({ type: 'Newsletter', publicName: 'The garden' });
    const made = await app.make('/lead-forms', {
      name: 'Box',
      campaignId: campaign.id,
      targetListId: list.id,
      doubleOptIn: true,
      fields: [{ name: 'lastName', required: true }],
    });
    const address = 'reader@form.example';
    const sent = await app.visit(new URL(made.url).pathname, {
      method: 'POST',
      body: new URLSearchParams({ emailAddress: address, lastName: 'R' }).toString(),
    });
    expect(sent.status).toBe(200);
    const confirmed = await app.visit(await app.link(address, 'confirm'), { method: 'POST', body: '' });
    expect(confirmed.status).toBe(200);
    expect(await app.members(list)).toHaveLength(1);
    const template = await app.template(
      `<p><img src="${logo.url}"> <a href="{preferencesUrl}">choose</a> <a href="{viewOnlineUrl}">read</a></p>`,
    );
    const mailing = await app.mailing([list.id], {
      campaignId: campaign.id,
      templateId: template.id,
    });
    await app.run();
    const [item] = await app.items(mailing);
    expect(item).toMatchObject({ status: 'Sent', address });
    for (const kind of ['preferences', 'online'] as const)
      expect([kind, (await app.visit(await app.link(address, kind))).status]).toEqual([kind, 200]);
    expect((await app.get(`/media-files/${logo.id}/usage`)).status).toBe(200);

    await app.patch('/settings/delivery-webhooks', {
      postmarkEnabled: true,
      postmarkUsername: 'u',
      postmarkPassword: 'p',
    });
    const bounce = {
      ...{ RecordType: 'Bounce', Type: 'HardBounce', TypeCode: 1, ID: 7, Email: address },
      ...{ Description: '550 5.1.1 user unknown', Details: 'smtp;550 5.1.1 user unknown' },
      Content: `Return-Path: <>\r\nX-Queue-Item-Id: ${item!.id}\r\n`,
    };
    const hook = await app.call('POST', '/hooks/postmark', bounce, {
      authorization: `Basic ${Buffer.from('u:p').toString('base64')}`,
    });
    expect(hook.status).toBe(200);
    expect((await app.get(`/address-statuses?filter.address=${address}`)).body.data).toMatchObject([
      { invalid: true },
    ]);
    expect((await app.visit(await app.link(address, 'preferences'))).text).toContain('1 Street, Town');
    expect((await app.visit(`/a/${campaign.id}/${mailing.id}`)).status).toBe(200);
    const { id } = (await app.get('/records/Lead')).body.data.find((one) => one.address === address)!;
    expect((await app.get(`/consents/of/Lead/${id}`)).status).toBe(200);
    expect((await app.delete(`/brands/${brand.id}`)).status).toBeLessThan(500);
  });
});

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
});

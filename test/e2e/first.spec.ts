import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('one newsletter', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app.stop());

  it('reaches three contacts', async () => {
    const { list } = await app.listOf(3);
    const campaign = await app.campaign();
    const mailing = await app.mailing([list.id], { campaignId: campaign.id });
    const summary = await app.run();
    expect(summary).toMatchObject({ queuesBuilt: 1, queued: 3, sent: 3 });
    expect(app.smtp.recipients()).toEqual(['p1@x.example', 'p2@x.example', 'p3@x.example']);
    expect(await app.statusOf(mailing)).toBe('Complete');
    expect((await app.log(campaign)).map((row) => row.action)).toEqual(['Sent', 'Sent', 'Sent']);
    expect((await app.statistics(campaign.id)).sentCount).toBe(3);
  });
});

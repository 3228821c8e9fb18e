import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ArchiveHorizon } from '@facteur/campaigns';
import { CleanUp } from '@facteur/dispatch';
import { SpoolRecorder } from '@facteur/tracking';
import { DAY, HOUR } from '@facteur/platform';
import { eventually } from '../support/eventually.js';
import { GaleraCluster } from '../support/galera.js';
import { TestApp } from '../support/test-app.js';

const RECIPIENTS = 120;

/** Locks are each node's own: whoever archives and whoever records must write the same row. */
let cluster: GaleraCluster;
let apps: TestApp[];

beforeAll(async () => {
  cluster = await GaleraCluster.start(2);
  await cluster.createDatabase('facteur');
  apps = [];
  for (const node of [0, 1])
    apps.push(await TestApp.start('MariaDB', { databaseUrl: cluster.url(node, 'facteur') }));
}, 180_000);

afterAll(async () => {
  for (const app of apps ?? []) await app.stop();
  await cluster?.stop();
}, 60_000);

it('what is clicked on one node while the other archives is counted once, and every item lies in one place with all of its log', async () => {
  const [one, other] = apps as [TestApp, TestApp];
  const { list, contacts } = await one.listOf(RECIPIENTS, 'old');
  const campaign = await one.campaign();
  const mailing = await one.mailing([list.id], {
    campaignId: campaign.id,
    trackAllLinks: true,
    templateId: (await one.template('<p><a href="https://shop.example/">Prices</a></p>')).id,
  });
  await one.run();
  const links: string[] = [];
  // What the server that started last says of SMTP holds for both.
  for (const { emailAddress } of contacts) links.push(await other.link(emailAddress!, 'click'));
  for (const app of apps) app.clock.advance(800 * DAY);
  await one.nest.get(ArchiveHorizon).advance(new Date('2028-01-01'));
  for (const app of apps) app.clock.advance(2 * HOUR);
  let isOver = false;
  const hits = (async () => {
    // Again and again until the archive is full: each counts.
    let taken = 0;
    while (!isOver || taken === 0)
      for (const link of links) {
        expect((await other.visit(link)).status).toBe(302);
        taken += 1;
        if (taken % 20 === 0) await other.nest.get(SpoolRecorder).drain();
      }
    await other.nest.get(SpoolRecorder).drain();
    return taken;
  })();
  await eventually('there are hits', async () => (await one.statistics(campaign.id)).clickedTotalCount > 0);
  await one.nest.get(CleanUp).run();
  isOver = true;
  const taken = await hits;
  await one.nest.get(CleanUp).run();
  const n = async (sql: string) => Number((await one.database.query<{ n: number | string }>(sql))[0]!.n);
  const items = await n(
    `SELECT (SELECT COUNT(*) FROM queue_item WHERE mailing_id = g.id) + (SELECT COUNT(*) FROM queue_item_archive WHERE mailing_id = g.id) AS n
     FROM mailing g WHERE g.public_id = '${mailing.id}'`,
  );
  const apart = await n(
    `SELECT (SELECT COUNT(*) FROM campaign_log_record l JOIN queue_item_archive q ON q.id = l.queue_item_id)
          + (SELECT COUNT(*) FROM campaign_log_archive l JOIN queue_item q ON q.id = l.queue_item_id) AS n`,
  );
  expect([items, apart]).toEqual([RECIPIENTS, 0]);
  expect(await one.statistics(campaign.id)).toMatchObject({
    sentCount: RECIPIENTS,
    clickedCount: RECIPIENTS,
    clickedTotalCount: taken,
  });
  expect((await one.runJob('CheckStatistics')).status).toBe('Success');
}, 180_000);

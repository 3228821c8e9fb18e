import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Mailing, SendRun } from '@facteur/dispatch';
import { HOUR, MINUTE } from '@facteur/platform';
import { eventually } from '../support/eventually.js';
import { GaleraCluster } from '../support/galera.js';
import { seedContacts } from '../support/seed.js';
import { TestApp } from '../support/test-app.js';

const RECIPIENTS = 40;
const CAP = 50;
const ROUNDS = 15;

/** Locks are each node's own: what must exclude each other must write the same row. */
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

/** The mailing, once the node of this application knows it. */
const known = (app: TestApp, publicId: string): Promise<Mailing> =>
  eventually('the mailing is known', async () =>
    app.database.run(async (manager) => (await manager.findOneBy(Mailing, { publicId })) ?? undefined),
  );

it('two mailings that are sent by two nodes at the same moment do not exceed the hourly cap together', async () => {
  const [one] = apps as [TestApp];
  await seedContacts(one.database, 'c', RECIPIENTS);
  const list = await one.list('all');
  await one.make(`/target-lists/${list.id}/members`, { targetType: 'Contact', all: true });
  await one.patch('/settings/outbound-email', { maxPerHour: CAP });
  const sentInRounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const app of apps) {
      app.clock.advance(HOUR + MINUTE);
      app.smtp.messages.length = 0;
    }
    const mailings: Mailing[] = [];
    for (const app of apps) mailings.push(await known(app, (await one.mailing([list.id])).id));
    await Promise.all(apps.map((app, node) => app.nest.get(SendRun).run([mailings[node]!])));
    sentInRounds.push(apps.flatMap((app) => app.smtp.messages).length);
  }
  expect(sentInRounds).toEqual(Array(ROUNDS).fill(CAP));
}, 180_000);

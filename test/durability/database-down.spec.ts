import { afterAll, beforeAll, expect, it } from '@jest/globals';
import mysql from 'mysql2/promise';
import { setTimeout as pause } from 'node:timers/promises';
import { Installation } from '@facteur/platform';
import { eventually } from '../support/eventually.js';
import { MariaDb } from '../support/mariadb.js';
import { TestApp } from '../support/test-app.js';

/** A MariaDB of its own, which these tests kill. */
let server: MariaDb;
let app: TestApp;

beforeAll(async () => {
  server = await MariaDb.start();
  const connection = await mysql.createConnection(server.url(''));
  await connection.query('CREATE DATABASE facteur CHARACTER SET utf8mb4');
  await connection.end();
  app = await TestApp.start('MariaDB', { databaseUrl: server.url('facteur') });
}, 120_000);

afterAll(async () => {
  await app.stop();
  await server.stop();
});

/** Promise 3. */
it('a tracking link answers even while the database is down, and the click is counted once it is back', async () => {
  const { list } = await app.listOf(1, 'down');
  const campaign = await app.campaign();
  const url = await app.make('/tracking-urls', {
    campaignId: campaign.id,
    name: 'P',
    url: 'https://www.example.com/p',
  });
  const template = await app.template(`<a href="${url.urlToUse}">p</a>`);
  await app.mailing([list.id], { campaignId: campaign.id, templateId: template.id });
  await app.run();
  const link = await app.link('down1@x.example', 'click');
  await app.visit(link, { method: 'HEAD' });

  await server.kill();
  for (const _ of [1, 2]) {
    // What every answer looks up is not fresh any more.
    const { known } = app.nest.get(Installation, { strict: false }) as unknown as { known: { at: number } };
    known.at = -Infinity;
    const answer = await app.visit(link);
    expect([answer.status, answer.headers['location']]).toEqual([302, 'https://www.example.com/p']);
  }
  expect((await app.call('GET', '/health/ready')).status).toBe(503);
  expect((await app.get('/contacts')).status).toBe(503);

  await server.launch();
  const clicked = async () => (await app.statistics(campaign.id)).clickedCount;
  await eventually('the click is counted', async () => (await clicked()) > 0);
  expect(await clicked()).toBe(1);
  const human = (await app.log(campaign, '&filter.action=Clicked')).filter((row) => !row.isBot);
  expect(human).toHaveLength(1);
}, 120_000);

/** Promise 1, the database's part. */
it('a database that dies in the middle of sending loses nobody and writes to nobody twice', async () => {
  const { list } = await app.listOf(60, 'mid');
  await app.patch('/settings/outbound-email', { smtpMaxConnections: 3 });
  app.smtp.messages.length = 0;
  let died = false;
  app.smtp.onMessage = async () => {
    if (!died && app.smtp.messages.length === 20) {
      died = true;
      await server.kill();
      void pause(800).then(() => server.launch());
    }
    return undefined;
  };
  const mailing = await app.mailing([list.id]);
  await app.run().catch(() => undefined);
  app.smtp.onMessage = () => undefined;
  await eventually(
    'the database is back',
    async () => (await app.call('GET', '/health/ready')).status === 200,
  );
  await eventually('the mailing is Complete', async () => {
    app.clock.advance(5 * 60_000);
    await app.run();
    return (await app.statusOf(mailing)) === 'Complete';
  });
  expect(died).toBe(true);
  const items = await app.items(mailing);
  const recipients = app.smtp.recipients();
  expect(new Set(recipients).size).toBe(recipients.length);
  const without = items.filter((item) => !recipients.includes(item.address));
  expect(without.every((item) => item.status === 'Unconfirmed')).toBe(true);
  expect(
    items.filter((item) => item.status === 'Sent').every((item) => recipients.includes(item.address)),
  ).toBe(true);
  expect(items.filter((item) => item.status === 'Unconfirmed').length).toBeLessThanOrEqual(3);
}, 180_000);

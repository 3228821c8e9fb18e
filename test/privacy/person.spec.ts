import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InboundMail } from '@facteur/mailboxes';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { bounceOf } from '../support/reports.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('a person', (kind) => {
  let app: TestApp;
  let campaign: Schemas['CampaignView'];
  let contact: Schemas['ContactView'];
  let list: Schemas['TargetListView'];
  let statistics: Schemas['CampaignStatisticsView'];

  beforeAll(async () => {
    app = await TestApp.start(kind);
    campaign = await app.campaign();
    contact = await app.contact('Erika.Muster@x.example', { firstName: 'Erika', lastName: 'Mustermann' });
    const other = await app.contact('other@x.example');
    list = await app.list('L', [
      { targetType: 'Contact', id: contact.id },
      { targetType: 'Contact', id: other.id },
    ]);
    const mailing = await app.mailing([list.id], {
      campaignId: campaign.id,
      storeSentEmails: true,
      openTracking: true,
    });
    await app.run();
    const item = (await app.items(mailing)).find((one) => one.targetId === contact.id);
    app.clock.advance(60_000);
    await app.visit(await app.link('Erika.Muster@x.example', 'open'));
    const raw = Buffer.from(bounceOf(item!));
    await app.nest.get(InboundMail).receive({
      place: { mailboxId: 1, folder: 'INBOX', uidValidity: '1', uid: 1 },
      raw,
      size: raw.length,
      receivedAt: app.clock.now(),
      handledAction: null,
    });
    statistics = await app.statistics(campaign.id);
    const next = await app.mailing([list.id], { startAt: '2027-03-02T00:00:00Z' });
    expect(next.status).toBe('Pending');
  });

  afterAll(() => app?.stop());

  it('is told everything that is known', async () => {
    const { body } = await app.post('/privacy/export', { address: 'erika.muster@X.example' });
    expect(body.records).toMatchObject([{ targetType: 'Contact', lastName: 'Mustermann' }]);
    expect(body.memberships).toMatchObject([{ targetList: 'L' }]);
    expect(body.campaignLog!.map((one) => one.action).sort()).toEqual(['Bounced', 'Opened', 'Sent']);
    expect(body.queueItems).toHaveLength(1);
    expect(body.mails![0]!.message).toContain('Subject: News');
    expect(body.inboundMessages).toHaveLength(1);
  });

  it('is forgotten everywhere, and the counts stay true', async () => {
    const answer = await app.post('/privacy/erase', { targetType: 'Contact', targetId: contact.id });
    expect(answer.body).toMatchObject({
      records: 1,
      queueItems: 1,
      campaignLog: 3,
      mails: 1,
      inboundMessages: 1,
    });
    expect(await app.statistics(campaign.id)).toEqual(statistics);
    expect((await app.post(`/campaigns/${campaign.id}/statistics/rebuild`)).body.differences).toEqual([]);
    expect(await app.statistics(campaign.id)).toEqual(statistics);
    expect((await app.get(`/contacts/${contact.id}`)).status).toBe(404);
    expect((await app.get(`/target-lists/${list.id}`)).body.entryCount).toBe(1);
    // Nothing in any table tells of them but the one row that keeps them from being written to again.
    const tables =
      kind === 'SQLite'
        ? await app.database.query<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
        : await app.database.query<{ name: string }>(
            'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
          );
    const telling: string[] = [];
    for (const { name } of tables) {
      const rows = await app.database.query(`SELECT * FROM ${name}`);
      const text = JSON.stringify(rows, (_key, value) =>
        value?.type === 'Buffer' ? Buffer.from(value.data).toString() : value,
      );
      if (/erika|mustermann/i.test(text) || text.includes(contact.id)) telling.push(name);
    }
    // The bare address, that it is opted out, and nothing else.
    expect(telling.sort()).toEqual(['address_status', 'consent_record']);
    const again = await app.contact('erika.muster@x.example');
    expect(again.emailAddressIsOptedOut).toBe(true);
  });

  it('can be forgotten without a trace', async () => {
    await app.post('/privacy/erase', { address: 'erika.muster@x.example', keepOptOut: false });
    expect((await app.get('/address-statuses?search=erika')).body.data).toEqual([]);
  });

  it('whose message still waits is not written to', async () => {
    await app.patch('/settings/outbound-email', { maxPerBatch: 1 });
    const { list: two, contacts } = await app.listOf(2, 'wait');
    const mailing = await app.mailing([two.id]);
    await app.run();
    const open = (await app.items(mailing)).find((one) => one.status === 'Pending');
    await app.post('/privacy/erase', { targetType: 'Contact', targetId: open!.targetId });
    await app.run();
    expect(app.smtp.recipients().filter((one) => one.startsWith('wait'))).toHaveLength(1);
    expect(contacts).toHaveLength(2);
    expect(await app.statusOf(mailing)).toBe('Complete');
  });

  it('the exported data of a person has times in UTC and flags that are flags', async () => {
    await app.contact('told@x.example', { emailAddressIsOptedOut: true });
    const { text } = await app.post('/privacy/export', { address: 'told@x.example' });
    expect(text).toMatch(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/);
    expect(text).not.toMatch(/"\d{4}-\d\d-\d\d \d\d:/);
    expect(text).toMatch(/"(optedOut|emailAddressIsOptedOut|opted_out)":true/);
  });

  describe('is asked for rightly', () => {
    it.each([
      ['by nothing', {}, 400],
      ['by two things', { address: 'a@x.example', targetType: 'Contact', targetId: 'x' }, 400],
      ['by what is no address', { address: 'nobody' }, 400],
      ['by a record that there is none of', { targetType: 'Contact', targetId: 'nothere' }, 404],
      ['by an unknown type', { targetType: 'Robot', targetId: 'x' }, 400],
    ])('%s', async (_what, dto, status) =>
      expect((await app.post('/privacy/erase', dto)).status).toBe(status),
    );
  });
});

it('who is erased is gone from the file too, which is its owner’s alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'facteur-erased-'));
  const app = await TestApp.start('SQLite', { databaseUrl: `sqlite:${join(folder, 'f.sqlite')}` });
  try {
    const contact = await app.contact('zqxwvukj.person@x.example', {
      firstName: 'Zqxwvukjfirst',
      lastName: 'Zqxwvukjlast',
    });
    const list = await app.list('L', [{ targetType: 'Contact', id: contact.id }]);
    const mailing = await app.mailing([list.id], { storeSentEmails: true });
    await app.run();
    expect(await app.statusOf(mailing)).toBe('Complete');
    const text = () =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'latin1'))
        .join('')
        .toLowerCase();
    expect(text()).toContain('zqxwvukj');
    const { status } = await app.post('/privacy/erase', {
      address: 'zqxwvukj.person@x.example',
      keepOptOut: false,
    });
    expect(status).toBe(200);
    expect(text()).not.toContain('zqxwvukj');
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  } finally {
    await app.stop();
    rmSync(folder, { recursive: true });
  }
});

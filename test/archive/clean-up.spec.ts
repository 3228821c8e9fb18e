import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { LogArchive } from '@facteur/campaigns';
import { CleanUp } from '@facteur/dispatch';
import { ItemArchive } from '@facteur/dispatch/testing';
import { InboundMail } from '@facteur/mailboxes';
import { SpoolRecorder } from '@facteur/tracking';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { bounceOf } from '../support/reports.js';
import { TestApp } from '../support/test-app.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LINKS = [1, 2].map((i) => `<a href="https://shop.example/${i}">${i}</a>`).join(' ');

onBothDatabases('Clean Up', (kind) => {
  let app: TestApp;
  let serial = 0;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  const count = async (table: string, where = '1 = 1') =>
    Number(
      (await app.database.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`))[0]!.n,
    );

  const cleanUp = async () => (await app.runJob('CleanUp')).summary as Record<string, number>;

  /** The first run says what the second, an hour later, does. */
  async function archive() {
    await cleanUp();
    app.clock.advance(2 * HOUR);
    return cleanUp();
  }

  async function bounce(item: Schemas['QueueItemView'], uid: number) {
    const raw = Buffer.from(bounceOf(item));
    await app.nest.get(InboundMail).receive({
      place: { mailboxId: 1, folder: 'INBOX', uidValidity: '1', uid },
      raw,
      size: raw.length,
      receivedAt: app.clock.now(),
      handledAction: null,
    });
  }

  const recorded = () => app.nest.get(SpoolRecorder).drain();

  /** A mailing of five, with everything that can happen to one. */
  async function history() {
    const name = `h${++serial}-`;
    const { list, contacts } = await app.listOf(5, name);
    const lead = await app.make('/leads', { lastName: 'L', emailAddress: `${name}lead@x.example` });
    await app.make(`/target-lists/${list.id}/members`, { targetType: 'Lead', targetIds: [lead.id] });
    const campaign = await app.campaign({ name: `C${serial}` });
    app.smtp.onRecipient = (to) =>
      to.startsWith(`${name}5`) ? { code: 550, message: '5.1.1 no such user' } : undefined;
    const mailing = await app.mailing([list.id], {
      campaignId: campaign.id,
      templateId: (await app.template(`${LINKS} <a href="{{optOutUrl}}">out</a>`)).id,
      trackAllLinks: true,
      openTracking: true,
      storeSentEmails: true,
    });
    await app.run();
    app.smtp.onRecipient = () => undefined;
    app.clock.advance(60_000);
    const to = (i: number) => `${name}${i}@x.example`;
    await app.visit(await app.link(to(1), 'open'));
    await app.visit(await app.link(to(1), 'click'));
    await app.visit(await app.link(to(1), 'click', 1));
    await app.visit(await app.link(to(2), 'click'), { headers: { 'user-agent': 'curl/8' } });
    await app.visit(await app.link(to(3), 'optOut'), { method: 'POST', body: '' });
    await app.visit(await app.link(`${name}lead@x.example`, 'click'));
    await recorded();
    const items = await app.items(mailing);
    await bounce(
      items.find((one) => one.address === to(4))!,
      serial,
    );
    const links = { click: await app.link(to(1), 'click'), optOut: await app.link(to(2), 'optOut') };
    return { name, list, contacts, lead, campaign, mailing, items, links, to };
  }
  type History = Awaited<ReturnType<typeof history>>;

  /** All that people can ask of a mailing: numbers, lists, segments, words. */
  async function everything({ campaign, mailing, to }: History) {
    const size = async (dto: object) =>
      (await app.post('/target-lists/from-log/count', { includingActions: [], ...dto })).body.count;
    const segment = async (activity: object, not = false) => {
      const filter = not ? { not: { activity } } : { activity };
      return (await app.post('/segments/preview', { targetType: 'Contact', filter })).body.count;
    };
    const recipients = async (which: string) =>
      (await app.make(`/mass-emails/${mailing.id}/make-list`, { name: 'R', which })).entryCount;
    const ofCampaign = { campaignIds: [campaign.id] };
    return {
      statistics: await app.statistics(campaign.id),
      timeline: (await app.get(`/campaigns/${campaign.id}/timeline?interval=hour&timezone=Europe/Paris`))
        .body,
      counts: (await app.progress(mailing)).counts,
      why: (await app.get(`/mass-emails/${mailing.id}/why?address=${to(5)}`)).body,
      lists: [
        await size({ includingActions: ['Sent'] }),
        await size({ ...ofCampaign, includingActions: ['Clicked'] }),
        await size({ ...ofCampaign, includingActions: ['Sent'], excludingActions: ['Opened'] }),
        await size({ includingActions: ['Clicked'], includeBots: true }),
        await size({ filter: { campaignId: campaign.id, action: 'Bounced' }, includingActions: undefined }),
        await size({ ...ofCampaign, includingActions: ['Sent'], from: '2027-03-01T00:00:00Z' }),
      ],
      segments: [
        await segment({ action: 'Clicked' }),
        await segment({ action: 'Clicked', ...ofCampaign }, true),
        await segment({ action: 'Clicked', ...ofCampaign, atLeast: 2 }),
        await segment({ action: 'Sent', massEmailIds: [mailing.id], olderThanDays: 700 }),
        await segment({ action: 'Sent', lastDays: 30 }),
      ],
      recipients: [await recipients('sent'), await recipients('left')],
      reports: (await app.get(`/delivery-reports?filter.massEmailId=${mailing.id}`)).body.data.map((one) => [
        one.itemAddress,
        one.massEmailId,
      ]),
    };
  }

  it('changes no number, list, segment or answer', async () => {
    const world = await history();
    const [log, queue] = [await count('campaign_log_record'), await count('queue_item')];
    app.clock.advance(800 * DAY);
    // Said, and not done yet: statements that do not know of an archive may still run.
    expect(await cleanUp()).toEqual({ mailings: 0, items: 0, logEntries: 0 });
    expect(await cleanUp()).toEqual({ mailings: 0, items: 0, logEntries: 0 });
    app.clock.advance(2 * HOUR);
    const before = await everything(world);
    expect(before).toMatchObject({
      counts: { Sent: 5, Failed: 1 },
      lists: [5, 2, 3, 3, 1, 5],
      segments: [1, expect.any(Number), 1, 4, 0],
      recipients: [5, 1],
    });
    expect(await cleanUp()).toEqual({ mailings: 1, items: 6, logEntries: log });
    expect([await count('campaign_log_record'), await count('queue_item')]).toEqual([0, 0]);
    expect([await count('campaign_log_archive'), await count('queue_item_archive')]).toEqual([log, queue]);
    expect(await everything(world)).toEqual(before);
    expect((await app.runJob('CheckStatistics')).status).toBe('Success');
    const { body } = await app.post(`/campaigns/${world.campaign.id}/statistics/rebuild`);
    expect(body.differences).toEqual([]);
    expect(await everything(world)).toEqual(before);
  });

  it('what was archived is read by itself, and each by its id', async () => {
    const world = await history();
    const sent = (await app.log(world.campaign, '&filter.action=Sent'))[0]!;
    const whole = (await app.get(`/campaign-log-records?filter.campaignId=${world.campaign.id}&limit=500`))
      .body;
    app.clock.advance(800 * DAY);
    await archive();
    expect(await app.items(world.mailing)).toEqual([]);
    const items = await app.get(
      `/queue-items/archived?filter.massEmailId=${world.mailing.id}&sortBy=address:ASC`,
    );
    expect(items.body.data).toEqual(
      world.items.map((one) => ({ ...one, delivery: expect.any(String) as never })),
    );
    const log = await app.get(
      `/campaign-log-records/archived?filter.campaignId=${world.campaign.id}&limit=500`,
    );
    expect(log.body.data).toEqual(whole.data);
    expect((await app.get(`/campaign-log-records/${sent.id}`)).body).toEqual(sent);
    expect((await app.get(`/queue-items/${world.items[0]!.id}`)).body.address).toBe(world.items[0]!.address);
    const file = await app.get(
      `/queue-items/archived/export?format=csv&filter.massEmailId=${world.mailing.id}`,
    );
    expect(file.text.trim().split('\n')).toHaveLength(7);
    const entries = await app.get('/campaign-log-records/archived/export?format=csv');
    expect(entries.text).toContain(world.to(1));
  });

  it('links of an old letter work, and what happens is counted once more and not anew', async () => {
    const world = await history();
    const before = await app.statistics(world.campaign.id);
    app.clock.advance(800 * DAY);
    await archive();
    const clicked = await app.visit(world.links.click);
    expect([clicked.status, clicked.headers['location']]).toEqual([302, 'https://shop.example/1']);
    await recorded();
    const now = await app.statistics(world.campaign.id);
    expect(now.clickedCount).toBe(before.clickedCount);
    expect(now.clickedTotalCount).toBe(before.clickedTotalCount + 1);
    expect(await app.items(world.mailing)).toMatchObject([{ address: world.to(1) }]);
    expect(
      (await app.log(world.campaign)).filter((one) => one.action === 'Clicked').map((one) => one.hits),
    ).toContain(2);
    await app.visit(world.links.optOut, { method: 'POST', body: '' });
    expect((await app.statistics(world.campaign.id)).optedOutCount).toBe(before.optedOutCount + 1);
    await bounce(
      world.items.find((one) => one.address === `${world.name}lead@x.example`)!,
      1_000 + serial,
    );
    expect((await app.statistics(world.campaign.id)).hardBouncedCount).toBe(before.hardBouncedCount + 1);
    expect((await app.runJob('CheckStatistics')).status).toBe('Success');
    // What is alive again stays until nothing happened to it for as long.
    await archive();
    expect(await app.items(world.mailing)).toHaveLength(2);
    app.clock.advance(800 * DAY);
    await archive();
    expect(await app.items(world.mailing)).toEqual([]);
    expect((await app.runJob('CheckStatistics')).status).toBe('Success');
  });

  it('whoever asks is told of it, and whoever wants to be forgotten is', async () => {
    const world = await history();
    app.clock.advance(800 * DAY);
    await archive();
    const person = { targetType: 'Contact', targetId: world.contacts[0]!.id };
    const told = (await app.post('/privacy/export', person)).body;
    expect(told.queueItems).toHaveLength(1);
    expect(told.campaignLog!.map((one) => one.action).sort()).toEqual([
      'Clicked',
      'Clicked',
      'Opened',
      'Sent',
    ]);
    await archive();
    const statistics = await app.statistics(world.campaign.id);
    await app.make('/privacy/erase', person);
    for (const table of ['queue_item', 'queue_item_archive', 'campaign_log_record', 'campaign_log_archive'])
      expect([table, await count(table, `address = '${world.to(1)}'`)]).toEqual([table, 0]);
    await archive();
    expect(await app.statistics(world.campaign.id)).toEqual(statistics);
    expect((await app.runJob('CheckStatistics')).status).toBe('Success');
  });

  it('what is young, not over, or waits for a person stays; what failed comes back to be tried again', async () => {
    const old = await history();
    await app.database.execute(`UPDATE queue_item SET status = 'Unconfirmed' WHERE address = '${old.to(1)}'`);
    app.clock.advance(800 * DAY);
    const young = await history();
    const draft = await app.mailing([young.list.id], { status: 'Draft' });
    await app.make(`/mass-emails/${draft.id}/send-test`, { addresses: ['me@x.example'] });
    await archive();
    expect((await app.items(young.mailing)).length).toBe(6);
    expect(await app.items(old.mailing)).toMatchObject([{ status: 'Unconfirmed' }]);
    expect(await count('queue_item', 'is_test = 1')).toBe(1);
    const retried = await app.post(`/mass-emails/${old.mailing.id}/retry-failed`, {});
    expect([retried.status, retried.body.retried]).toEqual([200, 1]);
    await app.run();
    expect((await app.progress(old.mailing)).counts).toMatchObject({ Sent: 5, Failed: 0, Unconfirmed: 1 });
  });

  it('an interrupted slice leaves nothing half moved, and hits at the same time lose nothing', async () => {
    const world = await history();
    app.clock.advance(800 * DAY);
    await cleanUp();
    app.clock.advance(2 * HOUR);
    const broken = jest.spyOn(app.nest.get(LogArchive), 'store').mockRejectedValue(new Error('broken'));
    await expect(app.nest.get(CleanUp).run()).rejects.toThrow('broken');
    broken.mockRestore();
    expect(await app.items(world.mailing)).toHaveLength(6);
    expect(await count('queue_item_archive', `address = '${world.to(1)}'`)).toBe(0);
    const before = await app.statistics(world.campaign.id);
    const visits = Array.from({ length: 20 }, () => app.visit(world.links.click).then(recorded));
    await Promise.all([...visits, app.nest.get(CleanUp).run(), app.nest.get(CleanUp).run()]);
    await recorded();
    const after = await app.statistics(world.campaign.id);
    expect([after.clickedCount, after.clickedTotalCount]).toEqual([
      before.clickedCount,
      before.clickedTotalCount + 20,
    ]);
    expect((await app.runJob('CheckStatistics')).status).toBe('Success');
  });

  it('what is tried again while it runs has not ended, and is left where it is', async () => {
    const { mailing } = await history();
    const [row] = await app.database.query<{ id: number }>(
      `SELECT id FROM mailing WHERE public_id = '${mailing.id}'`,
    );
    await app.make(`/mass-emails/${mailing.id}/retry-failed`, {});
    const later = new Date(app.clock.now().getTime() + DAY);
    const archived = app.nest.get(ItemArchive, { strict: false });
    expect(await archived.store(row!.id, later)).toEqual({ items: 0, entries: 0 });
    await app.run();
    expect((await archived.store(row!.id, later)).items).toBe(6);
  });

  it('a mailing can be tested again, and nobody is out of reach for it', async () => {
    const world = await history();
    const test = () => app.make(`/mass-emails/${world.mailing.id}/send-test`, { addresses: [world.to(2)] });
    await test();
    const link = await app.link(world.to(2), 'optOut');
    app.clock.advance(800 * DAY);
    await archive();
    await test();
    expect((await app.visit(link)).status).toBe(200);
    const person = { targetType: 'Contact', targetId: world.contacts[1]!.id };
    expect((await app.post('/privacy/export', person)).status).toBe(200);
    expect((await app.post('/privacy/erase', person)).status).toBe(200);
  });

  it('opt-outs and looks at pages while it runs are all kept, and everybody is found', async () => {
    const { list, contacts } = await app.listOf(40, `many${++serial}-`);
    const campaign = await app.campaign();
    const mailing = await app.mailing([list.id], { campaignId: campaign.id });
    await app.run();
    const links = await Promise.all(contacts.map((one) => app.link(one.emailAddress!, 'optOut')));
    app.clock.advance(800 * DAY);
    await cleanUp();
    app.clock.advance(2 * HOUR);
    // Small slices, so that somebody always comes between two.
    const archived = app.nest.get(ItemArchive, { strict: false });
    const slice = archived.store.bind(archived);
    jest.spyOn(archived, 'store').mockImplementation((id, moment) => slice(id, moment, 3));
    const [, ...answers] = await Promise.all([
      app.nest.get(CleanUp).run(),
      ...links.map(async (link) => [
        (await app.visit(link)).status,
        (await app.visit(link, { method: 'POST', body: '' })).status,
      ]),
    ]);
    jest.restoreAllMocks();
    expect(new Set(answers.flat())).toEqual(new Set([200]));
    expect(
      await count(
        'campaign_log_record',
        `action = 'Opted Out' AND campaign_id IN (SELECT id FROM campaign WHERE public_id = '${campaign.id}')`,
      ),
    ).toBe(40);
    expect((await app.statistics(campaign.id)).optedOutCount).toBe(40);
    expect((await app.runJob('CheckStatistics')).status).toBe('Success');
    // All of an item lies in one place.
    const split = `SELECT COUNT(*) AS n FROM campaign_log_record l JOIN queue_item_archive q ON q.id = l.queue_item_id`;
    expect(Number((await app.database.query<{ n: number }>(split))[0]!.n)).toBe(0);
    expect((await app.progress(mailing)).counts.Sent).toBe(40);
  });

  it('whoever is erased while it runs is gone from the queue, the log and the archive', async () => {
    const name = `gone${++serial}-`;
    const { list, contacts } = await app.listOf(30, name);
    const campaign = await app.campaign();
    const mailing = await app.mailing([list.id], { campaignId: campaign.id });
    await app.run();
    app.clock.advance(800 * DAY);
    await cleanUp();
    app.clock.advance(2 * HOUR);
    const archived = app.nest.get(ItemArchive, { strict: false });
    const slice = archived.store.bind(archived);
    jest.spyOn(archived, 'store').mockImplementation((id, moment) => slice(id, moment, 3));
    const erase = async () => {
      for (const { id } of contacts)
        expect((await app.post('/privacy/erase', { targetType: 'Contact', targetId: id })).status).toBe(200);
    };
    await Promise.all([app.nest.get(CleanUp).run(), erase()]);
    jest.restoreAllMocks();
    for (const table of ['queue_item', 'queue_item_archive', 'campaign_log_record', 'campaign_log_archive'])
      expect([table, await count(table, `address LIKE '%${name}%'`)]).toEqual([table, 0]);
    expect((await app.progress(mailing)).counts.Sent).toBe(30);
    expect((await app.statistics(campaign.id)).sentCount).toBe(30);
  });

  it('an admin says after how many months, or never', async () => {
    const refused = await app.patch('/settings/sending', { archiveAfterMonths: 6 });
    expect([refused.status, refused.problem.errors?.[0]?.field]).toEqual([400, 'archiveAfterMonths']);
    const world = await history();
    await app.patch('/settings/sending', { archiveAfterMonths: 0 });
    app.clock.advance(800 * DAY);
    await archive();
    expect(await app.items(world.mailing)).toHaveLength(6);
    await app.patch('/settings/sending', { archiveAfterMonths: 13 });
    await cleanUp();
    app.clock.advance(2 * HOUR);
    // What was said by the former number is not done any more.
    await app.patch('/settings/sending', { archiveAfterMonths: 60 });
    await cleanUp();
    expect(await app.items(world.mailing)).toHaveLength(6);
    await app.patch('/settings/sending', { archiveAfterMonths: 13 });
    await archive();
    expect(await app.items(world.mailing)).toHaveLength(0);
    await app.patch('/settings/sending', { archiveAfterMonths: null });
    expect((await app.get('/settings/sending')).body.archiveAfterMonths).toBe(24);
  });

  it('an archive has the columns of what it keeps', async () => {
    for (const [table, archived] of [
      ['queue_item', 'queue_item_archive'],
      ['campaign_log_record', 'campaign_log_archive'],
    ]) {
      const columnsOf = async (name: string) =>
        (
          await app.database.query<{ name: string }>(
            kind === 'SQLite'
              ? `SELECT name FROM pragma_table_info('${name}')`
              : `SELECT column_name AS name FROM information_schema.columns
                 WHERE table_schema = DATABASE() AND table_name = '${name}'`,
          )
        )
          .map((one) => one.name)
          .sort();
      expect(await columnsOf(archived!)).toEqual(await columnsOf(table!));
    }
  });
});

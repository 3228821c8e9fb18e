import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { type RevenueSource, RevenueSourcePlugin, StatisticsCheck } from '@facteur/campaigns';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

const BROWSER = {};
const SCANNER = { headers: { 'user-agent': 'Barracuda Sentinel (EE)' } };
let earned: Record<string, number> = {};

@RevenueSourcePlugin()
class WonOpportunities implements RevenueSource {
  async revenueOf(ids: string[]): Promise<Map<string, number>> {
    return new Map(ids.flatMap((id) => (earned[id] === undefined ? [] : [[id, earned[id]]])));
  }
}

@Module({ providers: [WonOpportunities] })
class Opportunities {}

onBothDatabases('statistics', (kind) => {
  let app: TestApp;
  let campaign: Schemas['CampaignView'];
  let mailing: Schemas['SavedMassEmailView'];
  let urls: Schemas['TrackingUrlView'][];
  let contacts: Schemas['ContactView'][];

  beforeAll(async () => {
    app = await TestApp.start(kind, { imports: [Opportunities] });
    await app.patch('/settings/outbound-email', { openTracking: true });
    campaign = await app.campaign({ name: 'Spring' });
    urls = [];
    for (const name of ['Prices', 'Blog'])
      urls.push(
        await app.make('/tracking-urls', {
          campaignId: campaign.id,
          name,
          url: `https://shop.example/${name}`,
          action: 'Redirect',
        }),
      );
    const template = await app.template(
      urls.map(({ id, name }) => `<a href="{trackingUrl:${id}}">${name}</a>`).join(' '),
    );
    contacts = await Promise.all(
      ['a@one.example', 'b@one.example', 'c@two.example', 'd@two.example'].map((address) =>
        app.contact(address),
      ),
    );
    const list = await app.list(
      'all',
      contacts.map(({ id }) => ({ targetType: 'Contact', id })),
    );
    mailing = await app.mailing([list.id], { campaignId: campaign.id, templateId: template.id });
    await app.run();
    app.clock.advance(3_600_000);
  });

  afterAll(() => app?.stop());

  const open = async (contact: number, how: object = BROWSER) =>
    app.visit(await app.link(contacts[contact]!.emailAddress!, 'open'), how);
  const click = async (contact: number, link: number, how: object = BROWSER) =>
    app.visit(await app.link(contacts[contact]!.emailAddress!, 'click', link), how);
  const statistics = (query = '') =>
    app.get(`/campaigns/${campaign.id}/statistics${query}`).then(({ body }) => body);

  it('count people once and hits every time, per link as well, with and without bots', async () => {
    await open(0);
    await open(0);
    await click(0, 0);
    await click(0, 0);
    await click(0, 1);
    await click(1, 0);
    await click(2, 0, SCANNER);
    expect(await statistics()).toMatchObject({
      sentCount: 4,
      deliveredCount: 4,
      openedCount: 2,
      openedTotalCount: 3,
      openedPercentage: 50,
      clickedCount: 2,
      clickedTotalCount: 4,
      clickToOpenPercentage: 100,
      massEmails: [{ massEmailId: mailing.id, sentCount: 4, clickedCount: 2 }],
      links: [
        { name: 'Prices', clickedCount: 2, clickedTotalCount: 3 },
        { name: 'Blog', clickedCount: 1, clickedTotalCount: 1 },
      ],
    });
    expect(await statistics('?includeBots=true')).toMatchObject({
      openedCount: 3,
      clickedCount: 3,
      clickedTotalCount: 5,
      links: [{ name: 'Prices', clickedCount: 3 }, { name: 'Blog' }],
    });
    const ofMailing = (await app.get(`/mass-emails/${mailing.id}/statistics`)).body;
    expect(ofMailing).toMatchObject({ sentCount: 4, clickedCount: 2, links: [{}, {}] });
  });

  it('a person after a scanner counts once', async () => {
    await click(2, 0);
    expect(await statistics()).toMatchObject({ clickedCount: 3 });
    expect(await statistics('?includeBots=true')).toMatchObject({ clickedCount: 3 });
  });

  it('two hits of one item at once are one person', async () => {
    await Promise.all([click(3, 0), click(3, 1), open(3), open(3)]);
    expect(await statistics()).toMatchObject({ openedCount: 4, clickedCount: 4 });
  });

  it('by provider, record type, link, mass e-mail', async () => {
    const by = async (what: string) => {
      const { body } = await app.get(`/campaigns/${campaign.id}/breakdown?by=${what}`);
      return 'data' in body ? body.data : undefined;
    };
    expect(await by('domain')).toMatchObject([
      { name: 'one.example', sentCount: 2, clickedCount: 2 },
      { name: 'two.example', sentCount: 2, clickedCount: 2 },
    ]);
    expect(await by('targetType')).toMatchObject([{ name: 'Contact', sentCount: 4 }]);
    expect(await by('link')).toMatchObject([{ name: 'Prices' }, { name: 'Blog' }]);
    expect(await by('massEmail')).toMatchObject([{ massEmailId: mailing.id }]);
  });

  describe('series in a time zone', () => {
    const timeline = async (query: string) =>
      (await app.get(`/campaigns/${campaign.id}/timeline?${query}`)).body.data;

    it('by hour', async () => {
      expect(await timeline('interval=hour')).toMatchObject([
        { time: '2027-03-01T09:00:00Z', counts: { Sent: 4 } },
        { time: '2027-03-01T10:00:00Z', counts: { Opened: 4, Clicked: 4 } },
      ]);
    });

    it('of a zone that is three quarters of an hour off', async () => {
      expect(await timeline('interval=hour&timezone=Asia/Kathmandu')).toMatchObject([
        { time: '2027-03-01T08:15:00Z', local: '2027-03-01T14:00', counts: { Sent: 4 } },
        { time: '2027-03-01T09:15:00Z', local: '2027-03-01T15:00' },
      ]);
    });

    it('days begin at midnight of the zone', async () => {
      expect(await timeline('interval=day&timezone=Pacific/Auckland')).toMatchObject([
        { time: '2027-02-28T11:00:00Z', local: '2027-03-01', counts: { Sent: 4, Clicked: 4 } },
      ]);
    });

    it('also on the day when the clocks change', async () => {
      app.clock.advance(new Date('2027-03-28T14:00:00Z').getTime() - app.clock.now().getTime());
      const list = await app.list('one more', [{ targetType: 'Contact', id: contacts[0]!.id }]);
      await app.mailing([list.id], { campaignId: campaign.id });
      await app.run();
      expect((await timeline('interval=day&timezone=Europe/Paris')).at(-1)).toMatchObject({
        time: '2027-03-27T23:00:00Z',
        local: '2027-03-28',
      });
    });

    it('of one mass e-mail, and of no zone that there is', async () => {
      expect(await timeline(`massEmailId=${mailing.id}`)).toHaveLength(1);
      const { status, problem } = await app.get(`/campaigns/${campaign.id}/timeline?timezone=Mars/Olympus`);
      expect([status, problem.errors?.[0]?.field]).toEqual([400, 'timezone']);
    });

    it('the best hour of the week', async () => {
      const { body } = await app.get(
        `/campaigns/${campaign.id}/breakdown?by=hourOfWeek&timezone=Europe/Paris`,
      );
      const { best, hours } = body as Schemas['HoursOfWeekView'];
      expect(best).toMatchObject({
        weekday: 'Monday',
        hour: 11,
        openedCount: 4,
        openedPercentage: 100,
        reliable: false,
      });
      expect(hours).toHaveLength(168);
    });
  });

  it('campaigns side by side, with what they earned where the host knows', async () => {
    const other = await app.campaign({ name: 'Summer' });
    earned = { [campaign.id]: 1234.5 };
    const { body } = await app.get(`/campaigns/compare?ids=${other.id},${campaign.id}`);
    expect(body.data).toMatchObject([
      { name: 'Summer', statistics: { sentCount: 0, openedPercentage: null, revenue: null } },
      { name: 'Spring', statistics: { sentCount: 5, revenue: 1234.5 } },
    ]);
    expect((await app.get('/campaigns/compare?ids=nothere')).status).toBe(400);
  });

  it('leads of a campaign count as created, once each; an unknown campaign is refused', async () => {
    const campaign = await app.campaign({ type: 'Web' });
    await app.make('/leads', { lastName: 'L', emailAddress: 'l@x.example', campaignId: campaign.id });
    expect((await app.statistics(campaign.id)).leadCreatedCount).toBe(1);
    expect(await app.log(campaign)).toMatchObject([{ action: 'Lead Created' }]);
    const refused = await app.post('/leads', { lastName: 'x', campaignId: 'bogus' });
    expect([refused.status, refused.problem.errors?.[0]?.field]).toEqual([400, 'campaignId']);
  });

  it('counters agree with the log; made anew from the log they are the same', async () => {
    const read = async () => ({
      counters: await app.database.query(
        'SELECT * FROM campaign_counter WHERE value <> 0 ORDER BY 1, 2, 3, 4',
      ),
      breakdowns: await app.database.query(
        'SELECT * FROM campaign_breakdown WHERE value <> 0 ORDER BY 1, 2, 3, 4, 5',
      ),
    });
    const before = await read();
    expect(before.breakdowns.length).toBeGreaterThan(10);
    expect(await app.nest.get(StatisticsCheck).differences()).toEqual([]);
    expect((await app.post(`/campaigns/${campaign.id}/statistics/rebuild`)).body).toEqual({
      differences: [],
    });
    expect(await read()).toEqual(before);
  });

  it('the nightly job fails and says where they differ', async () => {
    const run = () => app.runJob('CheckStatistics');
    expect(await run()).toMatchObject({ status: 'Success', summary: { differences: 0 } });
    await app.database.execute(`UPDATE campaign_counter SET value = 99 WHERE name = 'sent'`);
    expect((await run()).error).toMatch(/differ from the log.*"counter":99/);
    await app.post(`/campaigns/${campaign.id}/statistics/rebuild`);
    expect(await run()).toMatchObject({ status: 'Success' });
  });
});

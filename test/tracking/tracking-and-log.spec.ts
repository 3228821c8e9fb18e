import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { StatisticsCheck } from '@facteur/campaigns';
import { onBothDatabases } from '../support/databases.js';
import { altered, linksIn } from '../support/links.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('tracking and the log', (kind) => {
  let app: TestApp;
  let serial = 0;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    app.smtp.messages.length = 0;
  });

  /** So many contacts, mailed with two tracked links; links by contact. */
  async function mailed(count: number, more: object = {}) {
    const { list, contacts } = await app.listOf(count, `t${++serial}-`);
    const campaign = await app.campaign();
    const prices = await app.make('/tracking-urls', {
      campaignId: campaign.id,
      name: 'Prices',
      url: 'https://www.example.com/prices',
    });
    const thanks = await app.make('/tracking-urls', {
      campaignId: campaign.id,
      name: 'Vote',
      action: 'Show Message',
      message: 'Thank you <b>all</b>',
    });
    const template = await app.template(
      `<a href="${prices.urlToUse}">p</a> <a href="${thanks.urlToUse}">v</a> <a href="{optOutUrl}">o</a>`,
    );
    const mailing = await app.mailing([list.id], {
      campaignId: campaign.id,
      templateId: template.id,
      ...more,
    });
    await app.run();
    const links = [];
    for (const contact of contacts) {
      const html = (await app.smtp.parsed(contact.emailAddress!)).html!;
      const [price, vote] = linksIn(html, 'click');
      links.push({
        price: price!,
        vote: vote!,
        pixel: linksIn(html, 'open')[0],
        optOut: linksIn(html, 'optOut')[0]!,
      });
    }
    return { list, contacts, campaign, mailing, prices, thanks, links };
  }

  it('a click counts as an open where open tracking is on, and not where it is off', async () => {
    const on = await mailed(1, { openTracking: true });
    await app.visit(on.links[0]!.price);
    expect(await app.statistics(on.campaign.id)).toMatchObject({ clickedCount: 1, openedCount: 1 });
    const off = await mailed(1);
    await app.visit(off.links[0]!.price);
    expect(await app.statistics(off.campaign.id)).toMatchObject({ clickedCount: 1, openedCount: 0 });
  });

  it('one record for an item and action, for clicks and link; people are counted, not clicks', async () => {
    const { campaign, links } = await mailed(2);
    app.clock.advance(60_000);
    for (const link of [links[0]!.price, links[0]!.price, links[0]!.vote, links[1]!.price])
      await app.visit(link);
    expect(await app.log(campaign, '&filter.action=Clicked')).toHaveLength(3);
    expect((await app.statistics(campaign.id)).clickedCount).toBe(2);
  });

  it('the pixel twice is one open; fetched by a colleague who is signed in, none', async () => {
    const { campaign, links } = await mailed(2, { openTracking: true });
    for (const _ of [1, 2])
      expect((await app.visit(links[0]!.pixel!)).headers['content-type']).toBe('image/gif');
    await app.visit(links[1]!.pixel!, { headers: { cookie: 'facteur_session=fct_s_x' } });
    expect(await app.statistics(campaign.id)).toMatchObject({ openedCount: 1, openedPercentage: 50 });
  });

  it('a tracking URL can show a message instead, escaped', async () => {
    const { links } = await mailed(1);
    const answer = await app.visit(links[0]!.vote);
    expect([answer.status, answer.headers['location']]).toEqual([200, undefined]);
    expect(answer.text).toContain('Thank you &lt;b&gt;all&lt;/b&gt;');
  });

  it('the link of a deleted item, mailing or tracking URL still leads on', async () => {
    const { mailing, prices, links } = await mailed(1);
    await app.database.execute('DELETE FROM queue_item');
    await app.delete(`/tracking-urls/${prices.id}`);
    await app.delete(`/mass-emails/${mailing.id}`);
    expect((await app.visit(links[0]!.price)).headers['location']).toBe('https://www.example.com/prices');
  });

  it('an altered link leads nowhere; a link leads where the tracking URL leads now', async () => {
    const { prices, links } = await mailed(1);
    const { price } = links[0]!;
    expect((await app.visit(altered(price))).status).toBe(404);
    expect((await app.visit('/t/c/aHR0cHM6Ly9ldmlsLmV4YW1wbGU')).status).toBe(404);
    await app.patch(`/tracking-urls/${prices.id}`, { url: 'https://www.example.com/new' });
    expect((await app.visit(price)).headers['location']).toBe('https://www.example.com/new');
  });

  it.each([
    [
      'a robot by name',
      { userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
    ],
    ['a HEAD request', { method: 'HEAD' }],
    ['a prefetch', { headers: { 'sec-purpose': 'prefetch;prerender' } }],
  ])('hits of %s are kept, marked, and left out of the numbers', async (_name, options) => {
    const { campaign, links } = await mailed(1, { openTracking: true });
    await app.visit(links[0]!.price, options);
    expect(await app.log(campaign, '&filter.action=Clicked')).toMatchObject([{ isBot: true }]);
    expect(await app.statistics(campaign.id)).toMatchObject({ clickedCount: 0, openedCount: 0 });
    await app.visit(links[0]!.price);
    expect((await app.statistics(campaign.id)).clickedCount).toBe(1);
  });

  it('3 sent and 1 opened are 33.33 %; of 0 sent there are no percentages', async () => {
    const { campaign, links } = await mailed(3, { openTracking: true });
    await app.visit(links[0]!.pixel!);
    expect(await app.statistics(campaign.id)).toMatchObject({
      sentCount: 3,
      openedCount: 1,
      openedPercentage: 33.33,
    });
    expect(await app.statistics((await app.campaign()).id)).toMatchObject({
      sentCount: 0,
      openedPercentage: null,
    });
  });

  it('a click in a test mail is logged as a test, counted nowhere, and not taken by log to list', async () => {
    const { contacts, campaign, mailing } = await mailed(1);
    await app.post(`/mass-emails/${mailing.id}/send-test`, {
      targets: [{ targetType: 'Contact', targetId: contacts[0]!.id }],
    });
    await app.visit(await app.link(contacts[0]!.emailAddress!, 'click'));
    expect(await app.log(campaign, '&filter.action=Clicked')).toMatchObject([{ isTest: true }]);
    expect((await app.statistics(campaign.id)).clickedCount).toBe(0);
    const list = await app.make('/target-lists/from-log', {
      name: 'L',
      campaignId: campaign.id,
      includingActions: ['Clicked'],
    });
    expect(list.entryCount).toBe(0);
  });

  it('log to list: including [Clicked] less [Opted Out]; including nothing is empty; opt-out marks are not copied', async () => {
    const { contacts, campaign, prices, links, list: source } = await mailed(3);
    app.clock.advance(60_000);
    await app.visit(links[0]!.price);
    await app.visit(links[1]!.price);
    await app.visit(links[1]!.optOut, { method: 'POST', body: '' });
    const fromLog = async (more: object) => {
      const list = await app.make('/target-lists/from-log', { name: 'L', campaignId: campaign.id, ...more });
      return (await app.members(list)).map((row) => [row.targetId, row.optedOut]);
    };
    expect(await fromLog({ includingActions: ['Clicked'], excludingActions: ['Opted Out'] })).toEqual([
      [contacts[0]!.id, false],
    ]);
    expect(await fromLog({ includingActions: ['Sent'], excludingActions: ['Clicked'] })).toEqual([
      [contacts[2]!.id, false],
    ]);
    expect(await fromLog({ includingActions: ['Clicked'], trackingUrlIds: [prices.id] })).toHaveLength(2);
    expect(await fromLog({ includingActions: [] })).toEqual([]);
    expect(await fromLog({ includingActions: ['Opted Out'] })).toEqual([[contacts[1]!.id, false]]);
    expect((await app.get(`/target-lists/${source.id}`)).body.optedOutCount).toBe(1);
    await app.delete(`/contacts/${contacts[0]!.id}`);
    expect(await fromLog({ includingActions: ['Clicked'] })).toEqual([[contacts[1]!.id, false]]);
  });

  it('counters and log agree', async () => {
    const check = app.nest.get(StatisticsCheck);
    expect(await check.differences()).toEqual([]);
    // And it would tell.
    await app.database.execute("UPDATE campaign_counter SET value = value + 1 WHERE name = 'sent'");
    expect((await check.differences()).length).toBeGreaterThan(0);
    await app.database.execute("UPDATE campaign_counter SET value = value - 1 WHERE name = 'sent'");
  });

  it('the timeline has the steps of the log', async () => {
    const { campaign } = await mailed(2);
    const { body } = await app.get(`/campaigns/${campaign.id}/timeline?interval=hour`);
    expect(body).toMatchObject({
      interval: 'hour',
      data: [{ time: expect.stringMatching(/^2027-03-01T\d\d:00:00Z$/), counts: { Sent: 2 } }],
    });
  });

  it('Show Message is Markdown, sanitised', async () => {
    const campaign = await app.campaign();
    const url = await app.make('/tracking-urls', {
      campaignId: campaign.id,
      name: 'U',
      action: 'Show Message',
      message:
        '# Big thanks\n\nThis is **bold** and [a link](https://example.com/x). [no](javascript:alert(1)) <script>alert(1)</script>',
    });
    const { list } = await app.listOf(1);
    const template = await app.template(`<a href="{trackingUrl:${url.id}}">x</a>`);
    await app.mailing([list.id], { campaignId: campaign.id, templateId: template.id });
    await app.run();
    const page = await app.visit(await app.link('p1@x.example', 'click'));
    expect(page.text).toMatch(/^<!DOCTYPE html>/i);
    expect(page.text).toContain('<h1>Big thanks</h1>');
    expect(page.text).toMatch(/<strong>bold<\/strong> and <a href="https:\/\/example\.com\/x"/);
    expect(page.text).not.toMatch(/<script>alert|href="javascript/);
  });
});

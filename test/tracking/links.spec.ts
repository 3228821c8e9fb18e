import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { linksIn } from '../support/links.js';
import { TestApp } from '../support/test-app.js';

const count = (text: string, part: string) => text.split(part).length - 1;

onBothDatabases('tracked links in a message', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  it('the pixel is there with campaign, setting and HTML, and absent without any of them', async () => {
    const pixel = /<img src="https:\/\/crm\.example\.com\/t\/o\/[0-9a-f]+"/;
    expect((await app.sendTo({}, { body: '<p>x</p>' })).html).not.toMatch(pixel);
    await app.patch('/settings/outbound-email', { openTracking: true });
    expect((await app.sendTo({}, { body: '<p>x</p>' })).html).toMatch(pixel);
    expect((await app.sendTo({}, { body: '<p>x</p>' }, { campaignId: null })).html).not.toMatch(pixel);
    expect((await app.sendTo({}, { body: 'x', isHtml: false })).text).not.toContain('/t/o/');
    expect((await app.sendTo({}, { body: '<p>x</p>' }, { openTracking: false })).html).not.toMatch(pixel);
    await app.patch('/settings/outbound-email', { openTracking: null });
  });

  it('there are none in a campaign that only informs, whatever its type, and in any other there are', async () => {
    const url = { name: 'Prices', url: 'https://shop.example/prices' };
    const informing = await app.campaign({ type: 'Mail', informational: true });
    const { status, problem } = await app.post('/tracking-urls', { ...url, campaignId: informing.id });
    expect([status, problem.errors?.[0]?.field]).toEqual([400, 'campaignId']);
    const plain = await app.campaign({ type: 'Mail' });
    expect((await app.post('/tracking-urls', { ...url, campaignId: plain.id })).status).toBe(201);
  });

  it('tracking links in every spelling lead to the tracking URL', async () => {
    const campaign = await app.campaign();
    const url = await app.make('/tracking-urls', {
      campaignId: campaign.id,
      name: 'Prices',
      url: 'https://www.example.com/prices?a=1&b=2',
    });
    expect(url.urlToUse).toBe(`{trackingUrl:${url.id}}`);
    const body = [
      `<a href="${url.urlToUse}">1</a>`,
      `<a href="<trackingUrl:${url.id}>">2</a>`,
      `<a href="{{trackingUrl "${url.id}"}}">3</a>`,
      `<a href="&lt;trackingUrl:${url.id}&gt;">4</a>`,
      `<a href="%7BtrackingUrl:${url.id}%7D">5</a>`,
    ].join('\n');
    const mail = await app.sendTo({}, { body }, { campaignId: campaign.id });
    const links = linksIn(mail.html!, 'click');
    expect(links).toHaveLength(5);
    expect(new Set(links).size).toBe(1);
    const answer = await app.visit(links[0]!);
    expect([answer.status, answer.headers['location']]).toEqual([
      302,
      'https://www.example.com/prices?a=1&b=2',
    ]);
    expect(mail.text).toContain('/t/c/');
  });

  it('"track all links" gives every http(s) link its tracking URL', async () => {
    const campaign = await app.campaign();
    const mail = await app.sendTo(
      {},
      {
        body: '<a href="https://a.example/?x=1&amp;y=2">a</a> <a href="http://b.example/">b</a> <a href="mailto:c@x.example">c</a>',
      },
      { campaignId: campaign.id, trackAllLinks: true },
    );
    expect(count(mail.html!, '/t/c/')).toBe(2);
    expect(mail.html).toContain('mailto:c@x.example');
    const { body } = await app.get(`/tracking-urls?filter.campaignId=${campaign.id}&sortBy=url:ASC`);
    expect(body.data.map((url) => [url.url, url.automatic])).toEqual([
      ['http://b.example/', true],
      ['https://a.example/?x=1&y=2', true],
    ]);
  });

  const codes = (found: { code: string }[] = []) => found.map(({ code }) => code);

  it('a tracking URL of another campaign is refused by name, and found by preflight when it comes in later', async () => {
    const [c, d] = [await app.campaign(), await app.campaign()];
    const url = await app.make('/tracking-urls', { campaignId: d.id, name: 'U', url: 'https://x.example/' });
    const { list } = await app.listOf(1);
    const template = await app.template(`<a href="{trackingUrl:${url.id}}">x</a>`);
    for (const campaignId of [c.id, null]) {
      const answer = await app.post('/mass-emails', { name: 'M', campaignId, templateId: template.id });
      expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(`{trackingUrl:${url.id}}`)]);
    }
    const good = await app.template('<p>x</p>');
    const mailing = await app.mailing([list.id], { campaignId: c.id, templateId: good.id });
    await app.patch(`/email-templates/${good.id}`, { body: `<a href="{trackingUrl:${url.id}}">x</a>` });
    expect(codes((await app.preflight(mailing)).errors)).toContain('foreign-tracking-url');
    // And one can still go back.
    expect((await app.patch(`/mass-emails/${mailing.id}`, { name: 'N' })).status).toBe(200);
    expect((await app.patch(`/mass-emails/${mailing.id}`, { status: 'Draft' })).status).toBe(200);
  });
});

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('a public archive', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  const campaignWith = async (more: object) => {
    const campaign = await app.campaign({ type: 'Newsletter', ...more });
    const link = await app.make('/tracking-urls', {
      name: 'L',
      campaignId: campaign.id,
      url: 'https://a.example/x',
    });
    const mail = await app.sendTo(
      { firstName: 'Ada' },
      {
        subject: 'Spring & {{default person.firstName "friends"}}',
        body: `<p>Dear {{default person.firstName "friend"}}</p><a href="{trackingUrl:${link.id}}">x</a> {optOutLink} {viewOnlineLink}`,
      },
      { campaignId: campaign.id },
    );
    return { campaign, mailing: mail.mailing };
  };

  it('shows the letters that were sent, newest first, with nothing of anybody in them', async () => {
    const { campaign, mailing } = await campaignWith({ name: 'internal 7', publicName: 'The <Garden>' });
    await app.mailing([], { status: 'Draft', campaignId: campaign.id, name: 'not yet' });
    const page = await app.visit(`/a/${campaign.id}`, { headers: { 'accept-language': 'fr' } });
    expect(page.status).toBe(200);
    expect(page.text).toContain('<h1>Les lettres de The &lt;Garden&gt;</h1>');
    expect(page.text).toContain(`<a href="${campaign.id}/${mailing.id}">Spring &amp; friends</a>`);
    expect(page.text).not.toMatch(/internal 7|Ada|not yet/);
    const letter = await app.visit(`/a/${campaign.id}/${mailing.id}`);
    expect(letter.text).toContain('<p>Dear friend</p><a href="https://a.example/x">x</a>');
    expect(letter.text).not.toMatch(/\/(u|v|p|t\/[oc])\/\w/);
    expect(letter.headers['content-security-policy']).toMatch(/^sandbox /);
    const feed = await app.visit(`/a/${campaign.id}/feed`);
    expect(feed.headers['content-type']).toBe('application/atom+xml; charset=utf-8');
    expect(feed.text).toContain('<title>Spring &#38; friends</title>');
    expect(feed.text).toContain(`<link href="https://crm.example.com/a/${campaign.id}/${mailing.id}"/>`);
  });

  it('is of campaigns with a public name alone, and of their own letters', async () => {
    const hidden = await campaignWith({ name: 'Hidden' });
    const shown = await campaignWith({ name: 'Shown', publicName: 'Shown' });
    for (const path of [
      `/a/${hidden.campaign.id}`,
      `/a/${hidden.campaign.id}/feed`,
      `/a/${hidden.campaign.id}/${hidden.mailing.id}`,
      `/a/${shown.campaign.id}/${hidden.mailing.id}`,
      `/a/nothing`,
    ])
      expect([path, (await app.visit(path)).status]).toEqual([path, 404]);
    await app.patch(`/campaigns/${shown.campaign.id}`, { publicName: null });
    expect((await app.visit(`/a/${shown.campaign.id}/${shown.mailing.id}`)).status).toBe(404);
  });
});

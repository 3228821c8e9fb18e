import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('before sending', (kind) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await TestApp.start(kind);
  });
  afterEach(() => app.stop());

  const codes = (found: { code: string }[] = []) => found.map(({ code }) => code);

  it('preflight answers errors and warnings by codes that stay the same', async () => {
    const campaign = await app.campaign({ status: 'Planning', endDate: '2027-01-01' });
    const template = await app.template(
      '<p>*|FNAME|* <a href="http://localhost:3000/x">a</a> <a href="page.html">b</a> <img src="/logo.png"></p>',
    );
    const list = await app.list('empty');
    const mailing = await app.mailing([list.id], {
      status: 'Draft',
      campaignId: campaign.id,
      templateId: template.id,
    });
    await app.patch('/settings/outbound-email', {
      fromAddress: null,
      smtpHost: '127.0.0.1',
      smtpPort: 1,
      siteUrl: 'http://localhost:3000',
    });
    const found = await app.preflight(mailing);
    expect(codes(found.errors)).toEqual(['image-unseen']);
    expect(new Set(codes(found.warnings))).toEqual(
      new Set([
        'no-recipients',
        'campaign-planning',
        'campaign-ended',
        'account-fails',
        'default-from',
        'site-localhost',
        'foreign-merge-tag',
        'link-dead',
        'image-no-alt',
      ]),
    );
    const bare = await app.make('/mass-emails', { name: 'B' });
    expect(codes((await app.preflight(bare)).errors).sort()).toEqual(['no-lists', 'no-template']);
  });

  it('a mailing with links to localhost is held in production, once somebody outside would get it', async () => {
    const live = await TestApp.start(kind, {
      environment: { production: true, siteUrl: 'http://localhost:3000' },
    });
    try {
      const inside = await live.listOf(1);
      const first = await live.mailing([inside.list.id]);
      await live.run();
      expect(await live.statusOf(first)).toBe('Complete');
      const outside = await live.contact('somebody@company.de');
      const list = await live.list('out', [{ targetType: 'Contact', id: outside.id }]);
      const template = await live.template();
      const refused = await live.post('/mass-emails', {
        name: 'M',
        status: 'Pending',
        startAt: '2027-03-01T08:00:00Z',
        templateId: template.id,
        targetListIds: [list.id],
      });
      expect([refused.status, refused.problem.errors?.[0]?.code]).toEqual([400, 'site-localhost']);
      expect(live.smtp.recipients()).toEqual(['p1@x.example']);
    } finally {
      await live.stop();
    }
  });

  it('the preflight counts whom a placeholder leaves empty', async () => {
    const account = await app.make('/accounts', { name: 'Acme', emailAddress: 'acme@x.example' });
    const nameless = await app.contact('nameless@x.example', { firstName: null });
    const list = await app.list('A', [
      { targetType: 'Account', id: account.id },
      { targetType: 'Contact', id: nameless.id },
    ]);
    const template = await app.template('<p>{Person.firstName} {{default person.lastName "there"}}</p>');
    const mailing = await app.mailing([list.id], { templateId: template.id, status: 'Draft' });
    const body = await app.preflight(mailing);
    expect(body.recipients).toBe(2);
    expect(body.emptyPlaceholders).toEqual([
      { placeholder: 'person.firstName', targetType: 'Account', count: 1 },
      { placeholder: 'person.firstName', targetType: 'Contact', count: 1 },
    ]);
  });

  it('a preview shows the message of any record', async () => {
    const contact = await app.contact('preview@x.example', { firstName: 'Grace' });
    const list = await app.list('A', [{ targetType: 'Contact', id: contact.id }]);
    const mailing = await app.mailing([list.id], { status: 'Draft' });
    const { body } = await app.get(
      `/mass-emails/${mailing.id}/preview?targetType=Contact&targetId=${contact.id}`,
    );
    expect(body).toMatchObject({
      subject: 'News',
      html: expect.stringContaining('Hello Grace'),
      text: expect.stringContaining('Hello Grace'),
    });
    expect(
      (await app.get(`/mass-emails/${mailing.id}/preview?targetType=Contact&targetId=nobody`)).status,
    ).toBe(404);
  });
});

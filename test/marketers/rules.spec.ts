import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('the rules that were decided', (kind) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await TestApp.start(kind);
  });
  afterEach(() => app.stop());

  const preflight = async (mailing: { id: string }) =>
    (await app.get(`/mass-emails/${mailing.id}/preflight`)).body;
  const progress = async (mailing: { id: string }) =>
    (await app.get(`/mass-emails/${mailing.id}/progress`)).body;
  const codes = (found: { code: string }[] = []) => found.map(({ code }) => code);

  describe('33: who may send', () => {
    it('mailings belong to campaigns of the channel’s types', async () => {
      const { list } = await app.listOf(1);
      const template = await app.template();
      for (const type of ['Web', 'Television', 'Radio', 'Mail']) {
        const { id } = await app.campaign({ type });
        for (const status of ['Draft', 'Pending']) {
          const answer = await app.post('/mass-emails', {
            name: 'M',
            status,
            startAt: '2027-03-01T08:00:00Z',
            campaignId: id,
            templateId: template.id,
            targetListIds: [list.id],
          });
          expect([answer.status, answer.problem.errors?.[0]?.field]).toEqual([400, 'campaignId']);
        }
      }
    });

    it('a change of type never lets a mailing reach more people', async () => {
      const { list } = await app.listOf(3);
      const campaign = await app.campaign({ type: 'Newsletter' });
      await app.patch('/settings/outbound-email', { maxPerBatch: 1 });
      const mailing = await app.mailing([list.id], { campaignId: campaign.id });
      const information = await app.campaign({ type: 'Informational Email' });
      const moved = await app.patch(`/mass-emails/${mailing.id}`, { campaignId: information.id });
      expect([moved.status, moved.problem.errors?.[0]?.field]).toEqual([400, 'campaignId']);
      await app.run();
      const { address: out } = (await app.items(mailing, '&filter.status=Pending'))[0]!;
      await app.post('/address-statuses', { channel: 'email', address: out, optedOut: true });
      for (const type of ['Informational Email', 'Web', 'Email'])
        expect((await app.patch(`/campaigns/${campaign.id}`, { type })).status).toBe(409);
      // Not even one that somebody changed in the database.
      await app.database.execute(`UPDATE campaign SET type = 'Informational Email' WHERE public_id = ?`, [
        campaign.id,
      ]);
      await app.patch('/settings/outbound-email', { maxPerBatch: null });
      app.clock.advance(HOUR);
      await app.run();
      expect(app.smtp.recipients()).toHaveLength(2);
      expect(app.smtp.recipients()).not.toContain(out);
    });
  });

  it('21: an Inactive or Complete campaign keeps a due mailing Pending, without a queue, and says why', async () => {
    for (const status of ['Inactive', 'Complete']) {
      const { list } = await app.listOf(2, status.toLowerCase());
      const campaign = await app.campaign({ status });
      const mailing = await app.mailing([list.id], { campaignId: campaign.id });
      expect((await app.run()).queuesBuilt).toBe(0);
      expect(await progress(mailing)).toMatchObject({
        status: 'Pending',
        total: 0,
        hold: { limit: 'campaign', reason: expect.stringContaining(status), nextBatchAt: null },
      });
      const late = await app.contact(`late-${status}@x.example`);
      await app.make(`/target-lists/${list.id}/members`, { targetType: 'Contact', targetIds: [late.id] });
      await app.patch(`/campaigns/${campaign.id}`, { status: 'Active' });
      await app.run();
      expect((await progress(mailing)).counts!.Sent).toBe(3);
    }
  });

  it('scheduling sets a Planning campaign Active, says so, and says when it will really go', async () => {
    const { list } = await app.listOf(1);
    const campaign = await app.campaign({ status: 'Planning' });
    const mailing = await app.mailing([list.id], {
      campaignId: campaign.id,
      startAt: '2027-03-01T09:30:00Z',
    });
    expect(mailing.scheduling).toMatchObject({
      firstRunAt: '2027-03-01T10:00:00.000Z',
      message: expect.stringContaining('2027-03-01 10:00 UTC'),
    });
    expect(codes(mailing.warnings)).toContain('campaign-activated');
    expect((await app.get(`/campaigns/${campaign.id}`)).body.status).toBe('Active');
  });

  it('84: leads of a campaign count as created, once each; an unknown campaign is refused', async () => {
    const campaign = await app.campaign({ type: 'Web' });
    await app.make('/leads', { lastName: 'L', emailAddress: 'l@x.example', campaignId: campaign.id });
    expect((await app.statistics(campaign.id)).leadCreatedCount).toBe(1);
    expect(await app.log(campaign)).toMatchObject([{ action: 'Lead Created' }]);
    const refused = await app.post('/leads', { lastName: 'x', campaignId: 'bogus' });
    expect([refused.status, refused.problem.errors?.[0]?.field]).toEqual([400, 'campaignId']);
  });

  it('75: opting somebody out by hand who is not on the list makes them an opted-out member', async () => {
    const contact = await app.contact('off@x.example');
    const list = await app.list('L');
    const path = (id: string) => `/target-lists/${list.id}/members/Contact/${id}/opt-out`;
    expect((await app.post(path(contact.id))).status).toBe(200);
    expect((await app.get(`/target-lists/${list.id}`)).body).toMatchObject({ optedOutCount: 1 });
    expect((await app.get(`/target-lists/${list.id}/members`)).body.data).toMatchObject([
      { targetId: contact.id, optedOut: true, optedOutAt: expect.any(String), address: 'off@x.example' },
    ]);
    expect((await app.post(path('nobody'))).status).toBe(404);
    expect((await app.get(`/contacts/${contact.id}/target-lists`)).body.data).toMatchObject([
      { name: 'L', optedOut: true },
    ]);
  });

  it('15: left out counts people: who gets it through another list is not left out', async () => {
    const [p, q] = [await app.contact('p@x.example'), await app.contact('q@x.example')];
    const member = (one: { id: string }) => ({ targetType: 'Contact', id: one.id });
    const a = await app.list('A', [member(p), member(q)]);
    const b = await app.list('B', [member(p)]);
    await app.post(`/target-lists/${a.id}/members/Contact/${p.id}/opt-out`);
    const mailing = await app.mailing([a.id, b.id]);
    expect(await preflight(mailing)).toMatchObject({ recipients: 2, leftOut: {} });
    await app.run();
    expect(await progress(mailing)).toMatchObject({ leftOut: {}, counts: { Sent: 2 } });
  });

  it('48: the Sent record names template and stored copy, which can be read; tests are never stored', async () => {
    const { list, contacts } = await app.listOf(1);
    const campaign = await app.campaign();
    const template = await app.template('<p>Copy of {{person.firstName}}</p>');
    const mailing = await app.mailing([list.id], {
      campaignId: campaign.id,
      templateId: template.id,
      storeSentEmails: true,
    });
    await app.post(`/mass-emails/${mailing.id}/send-test`, {
      targets: [{ targetType: 'Contact', targetId: contacts[0]!.id }],
    });
    const mails = async () =>
      (await app.post('/privacy/export', { address: 'p1@x.example' })).body.mails ?? [];
    expect(await mails()).toEqual([]);
    await app.run();
    const [record] = await app.log(campaign, '&filter.isTest=false&filter.action=Sent');
    expect(record).toMatchObject({
      object: { type: 'EmailTemplate', id: template.id },
      hasStoredCopy: true,
    });
    const copy = await app.get(`/queue-items/${record!.queueItemId}/message`);
    expect(copy.text).toContain('Copy of p1');
    expect(await mails()).toHaveLength(1);
  });

  it('54: a tracking URL of another campaign is refused by name, and found by preflight when it comes in later', async () => {
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
    expect(codes((await preflight(mailing)).errors)).toContain('foreign-tracking-url');
    // And one can still go back.
    expect((await app.patch(`/mass-emails/${mailing.id}`, { name: 'N' })).status).toBe(200);
    expect((await app.patch(`/mass-emails/${mailing.id}`, { status: 'Draft' })).status).toBe(200);
  });

  it('81: Show Message is Markdown, sanitised', async () => {
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

  describe('before sending', () => {
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
      const found = await preflight(mailing);
      expect(found.errors).toEqual([]);
      expect(new Set(codes(found.warnings))).toEqual(
        new Set([
          'no-recipients',
          'campaign-planning',
          'campaign-ended',
          'account-fails',
          'default-from',
          'site-localhost',
          'foreign-merge-tag',
          'image-unseen',
          'link-dead',
        ]),
      );
      const bare = await app.make('/mass-emails', { name: 'B' });
      expect(codes((await preflight(bare)).errors).sort()).toEqual(['no-lists', 'no-template']);
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

    it('test mails are what will go out, and say that they are tests where an admin wants it', async () => {
      const { list } = await app.listOf(1);
      const campaign = await app.campaign();
      const template = await app.template('<a href="https://shop.example/x">x</a>');
      const mailing = await app.mailing([list.id], {
        campaignId: campaign.id,
        templateId: template.id,
        trackAllLinks: true,
      });
      const send = () => app.post(`/mass-emails/${mailing.id}/send-test`, { addresses: ['me@x.example'] });
      await send();
      expect((await app.smtp.parsed('me@x.example')).subject).toBe('[Test] News');
      const link = await app.link('me@x.example', 'click');
      expect((await app.visit(link)).headers['location']).toBe('https://shop.example/x');
      expect(await app.statistics(campaign.id)).toMatchObject({ sentCount: 0, clickedCount: 0 });
      await app.patch('/settings/outbound-email', { testSubjectPrefix: false });
      await send();
      expect((await app.smtp.parsed('me@x.example')).subject).toBe('News');
    });
  });

  describe('words that tell the truth', () => {
    const job = async (values: object) => {
      await app.patch(`/scheduled-jobs/${await app.jobOf('SendMassEmails')}`, values);
    };

    it('6: without its job nothing goes out, and that is said first', async () => {
      const { list } = await app.listOf(1);
      const mailing = await app.mailing([list.id]);
      await job({ status: 'Inactive' });
      expect((await progress(mailing)).hold).toMatchObject({
        limit: 'job',
        reason: expect.stringContaining('Inactive'),
        nextBatchAt: null,
      });
      await job({ status: 'Active' });
      expect((await progress(mailing)).hold).toMatchObject({ nextBatchAt: '2027-03-01T10:00:00.000Z' });
      app.clock.advance(2 * HOUR);
      expect((await progress(mailing)).hold).toMatchObject({
        limit: 'job',
        reason: expect.stringContaining('did not run'),
      });
    });

    it('a broken account: the run is no Success and names it; nothing stale stays after mending, pause or cancel', async () => {
      const { list } = await app.listOf(2);
      const account = await app.make('/smtp-accounts', {
        name: 'Relay of ours',
        host: '127.0.0.1',
        port: 1,
        security: 'None',
        fromAddress: 'a@sender.example',
      });
      const mailing = await app.mailing([list.id], { smtpAccountId: account.id });
      const run = await app.runJob('SendMassEmails');
      expect(run).toMatchObject({ status: 'Failed', error: expect.stringContaining('Relay of ours') });
      expect(run.summary!.held).toMatchObject([{ name: 'M', limit: 'account' }]);
      const sentTest = await app.post(`/mass-emails/${mailing.id}/send-test`, {
        addresses: ['me@x.example'],
      });
      expect([sentTest.status, sentTest.problem.detail]).toEqual([
        409,
        expect.stringContaining('Relay of ours'),
      ]);
      expect((await progress(mailing)).hold).toMatchObject({ limit: 'account' });
      await app.post(`/mass-emails/${mailing.id}/pause`);
      expect((await progress(mailing)).hold).toMatchObject({ limit: 'paused', nextBatchAt: null });
      expect((await app.get(`/mass-emails/${mailing.id}`)).body.statusReason).toBeNull();
      await app.post(`/mass-emails/${mailing.id}/resume`);
      await app.run();
      await app.patch(`/smtp-accounts/${account.id}`, { port: app.smtp.port });
      expect((await progress(mailing)).hold).toMatchObject({ limit: 'batch' });
      expect((await app.get(`/mass-emails/${mailing.id}`)).body.statusReason).toBeNull();
      await app.run();
      expect(await app.statusOf(mailing)).toBe('Complete');
    });

    it('what goes wrong unexpectedly holds the mailing with its reason, until it goes on', async () => {
      const { list } = await app.listOf(1);
      const mailing = await app.mailing([list.id]);
      app.smtp.onSender = () => ({ code: 550, message: 'not you' });
      await app.run();
      expect((await progress(mailing)).hold?.reason).toContain('not you');
      app.smtp.onSender = () => undefined;
      app.clock.advance(MINUTE);
      await app.run();
      expect((await progress(mailing)).hold).toBeNull();
    });

    it('the hourly cap: the run says so, and the next batch is that of a run', async () => {
      const { list } = await app.listOf(3);
      await app.patch('/settings/outbound-email', { maxPerHour: 2 });
      const mailing = await app.mailing([list.id]);
      app.clock.advance(17 * MINUTE);
      const run = await app.run();
      expect(run.held).toMatchObject([{ limit: 'hour' }]);
      expect((await progress(mailing)).hold).toMatchObject({
        limit: 'hour',
        nextBatchAt: '2027-03-01T11:00:00.000Z',
      });
      await app.patch('/settings/outbound-email', { maxPerHour: null });
      expect((await progress(mailing)).hold).toMatchObject({ nextBatchAt: '2027-03-01T10:00:00.000Z' });
    });

    it('14: an SMTP test tells each step, and the server’s words', async () => {
      const steps = async (more: object) =>
        (await app.post('/settings/outbound-email/test', more)).body.steps.map((one) => [
          one.step,
          one.result,
          one.field,
        ]);
      expect(await steps({})).toEqual([
        ['name', 'passed', undefined],
        ['connection', 'passed', undefined],
        ['tls', 'passed', undefined],
        ['signIn', 'skipped', undefined],
        ['sender', 'passed', undefined],
        ['dkim', 'skipped', undefined],
      ]);
      const at = { smtpHost: '127.0.0.1', smtpPort: app.smtp.port };
      expect(await steps({ ...at, smtpPort: 1 })).toContainEqual(['connection', 'failed', 'smtpPort']);
      expect(await steps({ ...at, smtpSecurity: 'STARTTLS' })).toContainEqual([
        'tls',
        'failed',
        'smtpSecurity',
      ]);
      expect(await steps({ ...at, smtpHost: 'no-such-host.invalid' })).toContainEqual([
        'name',
        'failed',
        'smtpHost',
      ]);
      app.smtp.onSender = () => ({ code: 550, message: 'not you' });
      const { body } = await app.post('/settings/outbound-email/test', {});
      expect(body.steps[4]).toMatchObject({ result: 'failed', detail: expect.stringContaining('not you') });
    });
  });

  describe('15: whom and why', () => {
    it('by name, reason and page; and for one person or address in words, before and after', async () => {
      const ada = await app.contact('ada@x.example', { lastName: 'Out' });
      const bob = await app.contact('bob@x.example', { firstName: 'Bob' });
      const twin = await app.contact('bob@x.example', { firstName: 'Twin' });
      const none = await app.contact(null, { firstName: 'None' });
      const other = await app.contact('other@x.example');
      const list = await app.list(
        'L',
        [ada, bob, twin, none].map(({ id }) => ({ targetType: 'Contact', id })),
      );
      await app.post('/address-statuses', { channel: 'email', address: 'ada@x.example', optedOut: true });
      const mailing = await app.mailing([list.id]);
      const leftOut = async () =>
        (await app.get(`/mass-emails/${mailing.id}/left-out?limit=50`)).body.data
          .map((one) => [one.name, one.reason])
          .sort();
      const why = async (query: string) =>
        (await app.get(`/mass-emails/${mailing.id}/why?${query}`)).body.data.map((one) => [
          one.code,
          one.gets,
        ]);
      const expected = [
        ['Ada Out', 'opted-out'],
        ['None Lovelace', 'no-address'],
        // Of two with one address the first by id.
        [bob.id < twin.id ? 'Twin Lovelace' : 'Bob Lovelace', 'duplicate-address'],
      ].sort();
      for (const moment of ['before', 'after']) {
        expect([moment, await leftOut()]).toEqual([moment, expected]);
        const got = moment === 'before' ? 'recipient' : 'Sent';
        expect((await why('address=BOB@x.example')).sort()).toEqual(
          [
            [got, true],
            ['duplicate-address', false],
          ].sort(),
        );
        expect(await why(`targetType=Contact&targetId=${ada.id}`)).toEqual([['opted-out', false]]);
        expect(await why(`targetType=Contact&targetId=${other.id}`)).toEqual([['on-no-list', false]]);
        if (moment === 'before') await app.run();
      }
      const { body } = await app.get(`/mass-emails/${mailing.id}/why?address=ada@x.example`);
      expect(body.data[0]!.explanation).toMatch(/^Ada Out .*opted out/);
    });
  });
});

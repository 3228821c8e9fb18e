import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { altered } from '../support/links.js';
import { MailboxBench } from '../support/mailbox-bench.js';
import { bounceOf, complaintOf, report, returnedHeaders, verpAddress } from '../support/reports.js';

onBothDatabases('bounces', (kind) => {
  let bench: MailboxBench;
  let app: MailboxBench['app'];
  let number = 0;
  const fresh = () => `p${(number += 1)}@x.example`;

  beforeAll(async () => {
    bench = await MailboxBench.start(kind);
    app = bench.app;
    await app.patch('/settings/delivery-reports', { softBounceLimit: 3, softBounceDays: 30 });
  });
  afterAll(() => bench?.stop());

  it('a report 5.1.1 with the original headers: Bounced hard, the address invalid', async () => {
    const { item, campaign, contact } = await bench.send(fresh());
    await bench.receive(bounceOf(item));
    expect(await bench.bounces(campaign)).toMatchObject([
      { address: item.address, targetId: contact.id, details: { hard: true, status: '5.1.1' } },
    ]);
    expect(await bench.addressStatus(item.address)).toMatchObject({
      invalid: true,
      lastEvent: 'hard bounce: userunknown',
    });
    expect(await app.statistics(campaign.id)).toMatchObject({ bouncedCount: 1, hardBouncedCount: 1 });
  });

  it('the same without the original, to the VERP address', async () => {
    const { item, campaign } = await bench.send(fresh());
    await bench.receive(report({ recipient: item.address, to: verpAddress(item.id) }));
    expect(await bench.bounces(campaign)).toMatchObject([{ details: { hard: true } }]);
    expect((await bench.addressStatus(item.address))!.invalid).toBe(true);
    expect((await app.get('/delivery-reports?limit=1')).body.data[0]!.matchedBy).toBe('VERP');
  });

  it.each([
    ['4.2.2 final', '4.2.2', '452 4.2.2 mailbox full'],
    ['5.7.1 "rejected permanently"', '5.7.1', '554 5.7.1 rejected permanently'],
    ['5.7.1 "permanently rejected"', '5.7.1', '554 5.7.1 permanently rejected'],
  ])('%s is soft, and the address stays valid', async (_what, status, diagnostic) => {
    const { item, campaign } = await bench.send(fresh());
    await bench.receive(bounceOf(item, { status, diagnostic }));
    expect(await bench.bounces(campaign)).toMatchObject([{ details: { hard: false } }]);
    expect((await bench.addressStatus(item.address))?.invalid ?? false).toBe(false);
    expect((await app.statistics(campaign.id)).softBouncedCount).toBe(1);
  });

  it('4.2.2 whose quoted original says "permanent link" is soft', async () => {
    const { item, campaign } = await bench.send(fresh());
    const raw = bounceOf(item, { status: '4.2.2', diagnostic: '452 4.2.2 mailbox full' });
    await bench.receive(raw.replace('Subject: News\r\n', 'Subject: the permanent link, permanently\r\n'));
    expect(await bench.bounces(campaign)).toMatchObject([{ details: { hard: false } }]);
  });

  it('delayed is no bounce, and is noted', async () => {
    const { item, campaign } = await bench.send(fresh());
    const result = await bench.receive(
      bounceOf(item, { action: 'delayed', status: '4.4.1', diagnostic: '451 4.4.1 timed out' }),
    );
    expect(result).toEqual({ read: 1, delayed: 1 });
    expect(await bench.bounces(campaign)).toEqual([]);
    const { body } = await app.get(`/delivery-reports?filter.queueItemId=${item.id}`);
    expect(body.data).toMatchObject([{ kind: 'delayed', effect: 'none' }]);
    expect((await app.items({ id: item.massEmailId }))[0]!.delivery).toBe('unknown');
  });

  it('from an Exchange address, text alone, no report: a bounce', async () => {
    const address = fresh();
    const { campaign } = await bench.send(address);
    await bench.receive([
      'From: "Microsoft Outlook" <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@x.example>',
      'To: news@sender.example',
      'Subject: Undeliverable: News',
      '',
      'Delivery has failed to these recipients or groups:',
      '',
      `<${address}>`,
      "The email address you entered couldn't be found.",
      'Remote Server returned 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
      '',
    ]);
    expect(await bench.bounces(campaign)).toMatchObject([{ details: { hard: true } }]);
    expect((await app.get('/delivery-reports?limit=1')).body.data[0]!.matchedBy).toBe('address');
  });

  it('an out-of-office note is no bounce and no reply', async () => {
    const { item, campaign } = await bench.send(fresh());
    const result = await bench.receive([
      `From: ${item.address}`,
      'Subject: Out of office: News',
      'Auto-Submitted: auto-replied',
      `In-Reply-To: <${item.id}@sender.example>`,
      '',
      'I am away until Monday; please unsubscribe me from nothing.',
      '',
    ]);
    expect(result).toEqual({ read: 1, 'auto-reply': 1 });
    expect((await app.log(campaign)).map((one) => one.action)).toEqual(['Sent']);
    expect(await bench.addressStatus(item.address)).toBeUndefined();
  });

  it('who bounced hard after the queue was built is not written to', async () => {
    const address = fresh();
    const { item, list } = await bench.send(address);
    // The queue is built, and the hour's share is used up.
    await app.patch('/settings/outbound-email', { maxPerHour: 1 });
    const mailing = await app.mailing([list.id]);
    await app.run();
    expect(await app.items(mailing)).toMatchObject([{ status: 'Pending' }]);
    await bench.receive(bounceOf(item));
    await app.patch('/settings/outbound-email', { maxPerHour: null });
    await app.run();
    expect(await app.items(mailing)).toMatchObject([
      { status: 'Skipped', skipReason: expect.stringMatching(/invalid/i) },
    ]);
  });

  it('an abuse report is a complaint: opted out, and Complained in the log', async () => {
    const { item, campaign, list } = await bench.send(fresh());
    await bench.receive(complaintOf(item));
    expect((await app.statistics(campaign.id)).complainedCount).toBe(1);
    expect((await bench.addressStatus(item.address))!.optedOut).toBe(true);
    const next = await app.mailing([list.id]);
    await app.run();
    expect(await app.items(next)).toEqual([]);
  });

  it('a bounce of a mailing without campaign: the address invalid, no log', async () => {
    const { item } = await bench.send(fresh(), { campaignId: undefined });
    await bench.receive(bounceOf(item));
    expect((await bench.addressStatus(item.address))!.invalid).toBe(true);
    expect((await app.items({ id: item.massEmailId }))[0]!.delivery).toBe('bounced');
    expect((await app.get(`/campaign-log-records?filter.address=${item.address}`)).body.meta.totalItems).toBe(
      0,
    );
  });

  describe('a forged bounce', () => {
    it.each([
      [
        'in the VERP address',
        (item: Schemas['QueueItemView']) =>
          report({ recipient: item.address, to: verpAddress(altered(item.id)) }),
      ],
      [
        'in the returned headers',
        (item: Schemas['QueueItemView']) => bounceOf(item, { returned: returnedHeaders(altered(item.id)) }),
      ],
    ])('with a mark that does not verify %s changes nothing, and is kept', async (_where, make) => {
      const { item, campaign } = await bench.send(fresh());
      await bench.receive(make(item));
      expect(await bench.bounces(campaign)).toEqual([]);
      expect(await bench.addressStatus(item.address)).toBeUndefined();
      const { body } = await app.get(`/delivery-reports?filter.address=${item.address}`);
      expect(body.data).toMatchObject([{ matchedBy: null, effect: 'none', queueItemId: null }]);
    });

    it('about somebody whom nothing was sent to changes nothing', async () => {
      await bench.receive(report({ recipient: 'stranger@x.example' }));
      expect(await bench.addressStatus('stranger@x.example')).toBeUndefined();
    });

    it('about an old message changes nothing', async () => {
      const { item, campaign } = await bench.send(fresh());
      app.clock.advance(8 * 86_400_000);
      await bench.receive(report({ recipient: item.address }));
      expect(await bench.bounces(campaign)).toEqual([]);
    });
  });

  it('a report of another mailbox, to which ours is forwarded, is no evidence against ours', async () => {
    const { item, campaign } = await bench.send(fresh());
    await bench.receive(bounceOf(item, { recipient: 'elsewhere@other.example' }));
    expect(await bench.bounces(campaign)).toMatchObject([{ details: { hard: false, reason: 'forwarded' } }]);
    expect((await bench.addressStatus(item.address))?.invalid ?? false).toBe(false);
    expect(await bench.addressStatus('elsewhere@other.example')).toBeUndefined();
  });

  it('a bounce of a test is kept apart from the numbers', async () => {
    const { mailing, campaign } = await bench.send(fresh());
    const address = fresh();
    await app.post(`/mass-emails/${mailing.id}/send-test`, { addresses: [address] });
    const test = (await app.items(mailing)).find((one) => one.isTest);
    await bench.receive(bounceOf(test!));
    expect((await app.statistics(campaign.id)).bouncedCount).toBe(0);
    expect(await bench.bounces(campaign)).toMatchObject([{ isTest: true }]);
  });

  it('counters and log agree after all of this', () => bench.expectAgreement());
});

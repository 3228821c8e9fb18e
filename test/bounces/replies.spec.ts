import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { MailboxBench } from '../support/mailbox-bench.js';

onBothDatabases('answers of people', (kind) => {
  let bench: MailboxBench;
  let app: MailboxBench['app'];
  let number = 0;
  const fresh = () => `q${(number += 1)}@x.example`;

  beforeAll(async () => {
    bench = await MailboxBench.start(kind, { handledAction: 'Delete' });
    app = bench.app;
  });

  afterAll(() => bench?.stop());

  const answer = (item: { address: string; id: string }, text: string, more: string[] = []) => [
    `From: Ada <${item.address}>`,
    'To: news@sender.example',
    'Subject: Re: News',
    `In-Reply-To: <${item.id}@sender.example>`,
    `Message-ID: <${Math.random()}@x.example>`,
    ...more,
    '',
    text,
    '',
    'On Monday Facteur News wrote:',
    '> Click here to unsubscribe',
    '',
  ];

  it('are counted on the campaign, once for each person, and left in the mailbox as they are', async () => {
    const { item, campaign } = await bench.send(fresh());
    const before = bench.dovecot.files('bounces').length;
    expect(await bench.receive(answer(item, 'Thank you, what does it cost?'))).toEqual({ read: 1, human: 1 });
    await bench.receive(answer(item, 'And in blue?'));
    expect(await app.statistics(campaign.id)).toMatchObject({ repliedCount: 1, bouncedCount: 0 });
    expect(await app.log(campaign, '&filter.action=Replied')).toMatchObject([{ address: item.address }]);
    const files = bench.dovecot.files('bounces').slice(before);
    expect(files.map(({ seen }) => seen)).toEqual([false, false]);
    const { body } = await app.get(`/inbound-messages?filter.campaignId=${campaign.id}`);
    expect(body.data).toMatchObject([
      { kind: 'reply', status: 'Left', removalRequest: null },
      { kind: 'reply', status: 'Left' },
    ]);
  });

  it('that quote a bounce are no bounce', async () => {
    const { item, campaign } = await bench.send(fresh());
    await bench.receive(answer(item, 'I got this, what does it mean?\r\n> 550 5.1.1 User unknown'));
    expect(await app.statistics(campaign.id)).toMatchObject({ repliedCount: 1, bouncedCount: 0 });
    expect(await bench.addressStatus(item.address)).toBeUndefined();
  });

  it('that ask to be removed change nothing until a person says so, with one call', async () => {
    const { item, campaign, list } = await bench.send(fresh());
    await bench.receive(answer(item, 'Please REMOVE me from this list!'));
    expect(await bench.addressStatus(item.address)).toBeUndefined();
    const { body } = await app.get('/inbound-messages?filter.removalRequest=Open');
    expect(body.data).toMatchObject([{ fromAddress: item.address }]);
    const granted = await app.post(`/inbound-messages/${body.data[0]!.id}/opt-out`);
    expect(granted.body).toMatchObject({ removalRequest: 'Done' });
    expect((await bench.addressStatus(item.address))!.optedOut).toBe(true);
    expect((await app.statistics(campaign.id)).optedOutCount).toBe(1);
    expect((await app.get(`/target-lists/${list.id}`)).body.optedOutCount).toBe(1);
    expect((await app.post(`/inbound-messages/${body.data[0]!.id}/opt-out`)).status).toBe(409);
  });

  it('that ask in no answer to anything are put before a person as well', async () => {
    await bench.receive([
      'From: Bea <bea@x.example>',
      'Subject: désabonner',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Merci.',
      '',
    ]);
    const { body } = await app.get('/inbound-messages?filter.fromAddress=bea@x.example');
    expect(body.data).toMatchObject([{ removalRequest: 'Open', queueItemId: null }]);
    await app.post(`/inbound-messages/${body.data[0]!.id}/opt-out`);
    expect((await bench.addressStatus('bea@x.example'))!.optedOut).toBe(true);
  });

  it('can be dismissed', async () => {
    const { item } = await bench.send(fresh());
    await bench.receive(answer(item, 'Please do not unsubscribe me, I like it'));
    const { body } = await app.get(`/inbound-messages?filter.fromAddress=${item.address}`);
    expect((await app.post(`/inbound-messages/${body.data[0]!.id}/dismiss`)).body.removalRequest).toBe(
      'Dismissed',
    );
    expect(await bench.addressStatus(item.address)).toBeUndefined();
  });

  it('the words are an admin’s to change', async () => {
    await app.patch('/settings/inbound-mail', { removalPhrases: ['pas de courrier'] });
    const { item } = await bench.send(fresh());
    await bench.receive(answer(item, 'unsubscribe'));
    await bench.receive(answer(item, 'Pas de courrier, svp'));
    const { body } = await app.get(
      `/inbound-messages?filter.fromAddress=${item.address}&sortBy=createdAt:ASC`,
    );
    expect(body.data.map((one) => one.removalRequest).sort()).toEqual(['Open', null]);
    await app.patch('/settings/inbound-mail', { removalPhrases: null });
    expect((await app.get('/settings/inbound-mail')).body.removalPhrases).toContain('unsubscribe');
  });

  it('letters about other things leave no trace', async () => {
    const before = (await app.get('/inbound-messages')).body.meta.totalItems;
    expect(
      await bench.receive(['From: cara@x.example', 'Subject: Lunch?', '', 'Shall we eat at noon?', '']),
    ).toEqual({ read: 1, human: 1 });
    expect(
      await bench.receive(['From: cara@x.example', 'Subject: Out of office', '', 'I am away.', '']),
    ).toEqual({ read: 1, 'auto-reply': 1 });
    expect((await app.get('/inbound-messages')).body.meta.totalItems).toBe(before);
  });

  it('read receipts, calendar answers and challenges are neither answers nor bounces', async () => {
    const { item, campaign } = await bench.send(fresh());
    const trace = `In-Reply-To: <${item.id}@sender.example>`;
    await bench.receive([
      `From: ${item.address}`,
      'Subject: Read: News',
      trace,
      'Content-Type: multipart/report; report-type=disposition-notification; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Your message was displayed.',
      '--b',
      'Content-Type: message/disposition-notification',
      '',
      'Disposition: manual-action/MDN-sent-manually; displayed',
      '--b--',
      '',
    ]);
    await bench.receive([
      `From: ${item.address}`,
      'Subject: Accepted: News',
      trace,
      'Content-Type: text/calendar; method=REPLY',
      '',
      'BEGIN:VCALENDAR',
      'METHOD:REPLY',
      'END:VCALENDAR',
      '',
    ]);
    await bench.receive([
      `From: ${item.address}`,
      'Subject: Please confirm your message [Boxbe]',
      'Auto-Submitted: auto-replied',
      trace,
      '',
      'Click the link below to deliver your message.',
      '',
    ]);
    const actions = (await app.log(campaign)).map((one) => one.action);
    expect(actions).toEqual(['Sent']);
    const { body } = await app.get(`/delivery-reports?filter.queueItemId=${item.id}`);
    expect(body.data.map((one) => `${one.kind}: ${one.reason}`).sort()).toEqual([
      'auto-reply: calendar answer',
      'auto-reply: challenge',
      'auto-reply: read receipt',
    ]);
  });

  it('what came in is forgotten after the time that was set; what was made of it stays', async () => {
    const { item } = await bench.send(fresh());
    await bench.receive(answer(item, 'Hello'));
    const { body } = await app.get(`/inbound-messages?filter.fromAddress=${item.address}`);
    const [message] = body.data;
    expect((await app.get(`/inbound-messages/${message!.id}/raw`)).status).toBe(200);
    app.clock.advance(31 * 86_400_000);
    expect(await app.runJob('CheckGroupMailboxes')).toMatchObject({ status: 'Success' });
    expect((await app.get(`/inbound-messages/${message!.id}/raw`)).status).toBe(404);
    expect((await app.get(`/inbound-messages/${message!.id}`)).body.kind).toBe('reply');
  });
});

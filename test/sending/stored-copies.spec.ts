import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('copies of what was sent', (kind) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await TestApp.start(kind);
  });
  afterEach(() => app.stop());

  it('the Sent record names template and stored copy, which can be read; tests are never stored', async () => {
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

  it('copies of sent messages are kept when asked for', async () => {
    const mail = await app.sendTo({}, { body: '<p>kept</p>' }, { storeSentEmails: true });
    const [row] = await app.database.query<{ content: Buffer }>('SELECT content FROM sent_message');
    expect(Buffer.from(row!.content).toString()).toContain('<p>kept</p>');
    expect(mail.html).toContain('<p>kept</p>');
  });

  it('letters with a large file are kept whole, a batch of them too, and asked for again they are as they were', async () => {
    const { list } = await app.listOf(6);
    const content = Buffer.alloc(5 * 1024 * 1024, 'kept ').toString('base64');
    const template = await app.template('<p>x</p>', {
      attachments: [{ name: 'a.bin', contentType: 'application/octet-stream', content }],
    });
    const mailing = await app.mailing([list.id], { templateId: template.id, storeSentEmails: true });
    await app.run();
    expect(await app.statusOf(mailing)).toBe('Complete');
    const { raw } = app.smtp.messages.find(({ to }) => to === 'p6@x.example')!;
    const item = (await app.items(mailing)).find(({ address }) => address === 'p6@x.example')!;
    const copy = await app.get(`/queue-items/${item.id}/message`);
    expect(copy.text.length).toBeGreaterThan(7_000_000);
    expect(raw.toString('latin1')).toContain(copy.text.trimEnd());
  });
});

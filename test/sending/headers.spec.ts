import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('headers of a message', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  it('Auto-Submitted for Newsletter and not for Email; Precedence and X-Queue-Item-Id for all', async () => {
    const newsletter = await app.sendTo(
      {},
      { body: 'x' },
      { campaignId: (await app.campaign({ type: 'Newsletter' })).id },
    );
    expect(newsletter.header('Auto-Submitted')).toBe('auto-generated');
    const email = await app.sendTo({}, { body: 'x' });
    expect(email.header('Auto-Submitted')).toBeUndefined();
    const [item] = await app.items(email.mailing);
    expect(email.header('Precedence')).toBe('bulk');
    expect(email.header('X-Queue-Item-Id')).toBe(item!.id);
    expect(email.messageId).toBe(`<${item!.id}@sender.example>`);
    expect(email.header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    expect(email.header('List-Unsubscribe')).toMatch(/^<https:\/\/crm\.example\.com\/u\/[0-9a-f]+>$/);
    expect(email.header('List-Id')).toMatch(/^<\w+\.sender\.example>$/);
    expect(email.header('Feedback-ID')!.split(':')).toHaveLength(4);
  });

  it('the mailing sets Reply-To before the account does; the account fills in what is left empty', async () => {
    const account = await app.make('/smtp-accounts', {
      name: 'relay',
      host: '127.0.0.1',
      port: app.smtp.port,
      security: 'None',
      fromAddress: 'relay@sender.example',
      replyToAddress: 'r2@x.example',
      replyToName: 'Account',
    });
    const own = await app.sendTo(
      {},
      { body: 'x' },
      { smtpAccountId: account.id, replyToAddress: 'r1@x.example', replyToName: 'Help' },
    );
    expect(own.replyTo).toMatchObject([{ address: 'r1@x.example', name: 'Help' }]);
    expect(own.from).toMatchObject({ address: 'relay@sender.example' });
    const filled = await app.sendTo({}, { body: 'x' }, { smtpAccountId: account.id });
    expect(filled.replyTo).toMatchObject([{ address: 'r2@x.example', name: 'Account' }]);
  });

  it('a mailing that names no sender comes from the admin until one is set', async () => {
    await app.patch('/settings/outbound-email', { fromAddress: null, fromName: null });
    const mail = await app.sendTo({}, { body: 'x' });
    await app.patch('/settings/outbound-email', {
      fromAddress: 'news@sender.example',
      fromName: 'Facteur News',
    });
    expect(mail.from).toMatchObject({ address: 'admin@example.com' });
  });

  it('VERP gives each message an envelope sender of its own', async () => {
    await app.patch('/settings/outbound-email', { verp: true, bounceAddress: 'bounces@sender.example' });
    const mail = await app.sendTo({}, { body: 'x' });
    await app.patch('/settings/outbound-email', { verp: null, bounceAddress: null });
    const [item] = await app.items(mail.mailing);
    expect(mail.sunk.from).toBe(`bounces+bounce-qid-${item!.id}@sender.example`);
  });

  it('messages are signed (DKIM) when a key is set', async () => {
    const { generateKeyPairSync } = await import('node:crypto');
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    await app.patch('/settings/outbound-email', {
      dkimDomain: 'sender.example',
      dkimSelector: 'f1',
      dkimPrivateKey: privateKey,
    });
    const mail = await app.sendTo({}, { body: 'x' });
    const settings = await app.get('/settings/outbound-email');
    await app.patch('/settings/outbound-email', {
      dkimDomain: null,
      dkimSelector: null,
      dkimPrivateKey: null,
    });
    expect(mail.header('DKIM-Signature')).toMatch(/d=sender\.example; .*s=f1;/s);
    expect(settings.body).toMatchObject({ hasDkimPrivateKey: true });
    expect(settings.text).not.toContain('PRIVATE KEY');
  });
});

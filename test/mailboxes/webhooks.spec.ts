import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHmac, createSign, generateKeyPairSync, sign } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AmazonFetch } from '@facteur/mailboxes';
import { requireBinary } from '../support/binaries.js';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('webhooks of providers', (kind) => {
  let app: TestApp;
  let sent: { campaign: Schemas['CampaignView']; item: Schemas['QueueItemView']; address: string };
  let number = 0;

  beforeAll(async () => {
    app = await TestApp.start(kind);
  });

  afterAll(() => app?.stop());

  beforeEach(async () => {
    const address = `w${(number += 1)}@x.example`;
    const contact = await app.contact(address);
    const list = await app.list(address, [{ targetType: 'Contact', id: contact.id }]);
    const campaign = await app.campaign();
    const mailing = await app.mailing([list.id], { campaignId: campaign.id });
    await app.run();
    sent = { campaign, item: (await app.items(mailing))[0]!, address };
  });

  const call = (provider: string, body: unknown, headers: Record<string, string> = {}) =>
    app.call('POST', `/hooks/${provider}`, body, { authorization: '', ...headers });
  const isInvalid = async () =>
    (await app.get(`/address-statuses?filter.address=${sent.address}`)).body.data[0]?.invalid ?? false;

  /** What must hold for each provider: a hard bounce counts once, and a changed call changes nothing. */
  async function expectHardOnce(provider: string, make: () => [unknown, Record<string, string>?]) {
    const [body, headers] = make();
    expect((await call(provider, body, headers)).body).toEqual({ received: 1, new: 1 });
    expect((await call(provider, ...make())).body).toEqual({ received: 1, new: 0 });
    expect(await isInvalid()).toBe(true);
    expect(await app.statistics(sent.campaign.id)).toMatchObject({ hardBouncedCount: 1 });
    const { body: reports } = await app.get(`/delivery-reports?filter.queueItemId=${sent.item.id}`);
    expect(reports.data).toMatchObject([{ source: provider, kind: 'hard', reason: 'userunknown' }]);
  }

  it('all are off until they are configured', async () => {
    for (const provider of ['amazon-ses', 'sendgrid', 'mailgun', 'postmark', 'nobody'])
      expect((await call(provider, {})).status).toBe(404);
  });

  it.each([
    ['amazonSesEnabled', 'amazonSesTopicArn'],
    ['sendgridEnabled', 'sendgridPublicKey'],
    ['mailgunEnabled', 'mailgunSigningKey'],
    ['postmarkEnabled', 'postmarkUsername'],
  ])('%s is refused without %s', async (enabled, needed) => {
    const { status, problem } = await app.patch('/settings/delivery-webhooks', { [enabled]: true });
    expect(status).toBe(400);
    expect(problem.errors?.map((one) => one.field)).toContain(needed);
  });

  describe('Amazon SES', () => {
    const folder = mkdtempSync(join(tmpdir(), 'facteur-sns-'));
    const topicArn = 'arn:aws:sns:eu-west-1:123456789012:bounces';
    const fetched: string[] = [];
    let certificate = '';
    let key = '';

    beforeAll(async () => {
      const openssl = requireBinary('openssl', 'openssl');
      execFileSync(
        openssl,
        [
          'req',
          '-x509',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-days',
          '400',
          '-subj',
          '/CN=sns.amazonaws.com',
        ].concat(['-keyout', join(folder, 'key'), '-out', join(folder, 'cert')]),
        { stdio: 'pipe' },
      );
      certificate = readFileSync(join(folder, 'cert'), 'utf8');
      key = readFileSync(join(folder, 'key'), 'utf8');
      rmSync(folder, { recursive: true });
      // Amazon itself cannot be had here.
      app.nest.get(AmazonFetch).fetch = async (url) => {
        fetched.push(url);
        return certificate;
      };
      await app.patch('/settings/delivery-webhooks', { amazonSesEnabled: true, amazonSesTopicArn: topicArn });
    });

    function signed(message: Record<string, string>): Record<string, string> {
      const all: Record<string, string> = {
        Type: 'Notification',
        MessageId: `sns-${number}`,
        TopicArn: topicArn,
        Timestamp: '2027-03-01T09:00:00.000Z',
        SignatureVersion: '2',
        SigningCertURL:
          'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
        ...message,
      };
      const fields =
        all['Type'] === 'Notification'
          ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
          : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
      const text = fields.filter((name) => all[name] !== undefined).map((name) => `${name}\n${all[name]}\n`);
      const algorithm = all['SignatureVersion'] === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
      return { ...all, Signature: createSign(algorithm).update(text.join('')).sign(key, 'base64') };
    }

    const bounce = (more: object = {}) =>
      JSON.stringify({
        notificationType: 'Bounce',
        mail: { headers: [{ name: 'X-Queue-Item-Id', value: sent.item.id }] },
        bounce: {
          bounceType: 'Permanent',
          bounceSubType: 'General',
          bouncedRecipients: [
            { emailAddress: sent.address, status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
          ],
          ...more,
        },
      });
    // Amazon sends its JSON as plain text.
    const post = (message: object | string) =>
      call('amazon-ses', JSON.stringify(message), { 'content-type': 'text/plain; charset=UTF-8' });

    it('a hard bounce counts, once', () =>
      expectHardOnce('amazon-ses', () => [
        JSON.stringify(signed({ Message: bounce() })),
        { 'content-type': 'text/plain; charset=UTF-8' },
      ]));

    it('signature version 1 is read as well', async () => {
      expect((await post(signed({ Message: bounce(), SignatureVersion: '1' }))).status).toBe(200);
    });

    it.each<[string, (good: Record<string, string>) => object | string]>([
      [
        'an altered message',
        (good) => ({ ...good, Message: good['Message']!.replace('Permanent', 'Transient') }),
      ],
      ['another topic', (good) => ({ ...good, TopicArn: `${topicArn}2` })],
      [
        'a certificate of somebody else',
        (good) => ({ ...good, SigningCertURL: 'https://evil.example/sns.pem' }),
      ],
      [
        'a certificate of a host that only looks like Amazon’s',
        (good) => ({
          ...good,
          SigningCertURL: 'https://sns.eu-west-1.amazonaws.com.evil.example/a.pem',
        }),
      ],
      ...[
        'https://sns.s3-us-west-2.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
        'https://sns.eu-west-1.amazonaws.com/x/../evil.pem?x=.pem',
        'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem?x',
        'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
      ].map((SigningCertURL): [string, (good: Record<string, string>) => object] => [
        `L7: a certificate at ${SigningCertURL}`,
        (good) => ({ ...good, SigningCertURL }),
      ]),
      ['no JSON', () => 'nothing'],
    ])('%s is refused, and nothing changes', async (_what, alter) => {
      const before = fetched.length;
      expect((await post(alter(signed({ Message: bounce() })))).status).toBe(403);
      expect(await isInvalid()).toBe(false);
      expect(fetched.slice(before).filter((url) => /evil|s3-|\?|^http:/.test(url))).toEqual([]);
    });

    it('a full mailbox is soft, whatever Amazon calls it', async () => {
      const recipients = [{ emailAddress: sent.address, diagnosticCode: 'smtp; 552 5.2.2 mailbox full' }];
      await post(signed({ Message: bounce({ bouncedRecipients: recipients }) }));
      expect(await app.statistics(sent.campaign.id)).toMatchObject({
        softBouncedCount: 1,
        hardBouncedCount: 0,
      });
    });

    it('a complaint opts out', async () => {
      const Message = JSON.stringify({
        eventType: 'Complaint',
        mail: { headers: [{ name: 'X-Queue-Item-Id', value: sent.item.id }] },
        complaint: { complainedRecipients: [{ emailAddress: sent.address }], complaintFeedbackType: 'abuse' },
      });
      await post(signed({ Message }));
      expect(await app.statistics(sent.campaign.id)).toMatchObject({ complainedCount: 1 });
    });

    it('a subscription is confirmed, at Amazon alone', async () => {
      const confirm = (SubscribeURL: string) =>
        post(signed({ Type: 'SubscriptionConfirmation', Message: 'confirm', Token: 't', SubscribeURL }));
      const url = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';
      expect((await confirm(url)).status).toBe(200);
      expect(fetched.at(-1)).toBe(url);
      expect((await confirm('http://169.254.169.254/latest')).status).toBe(403);
      expect(fetched.at(-1)).not.toMatch(/169/);
    });
  });

  describe('SendGrid', () => {
    const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    beforeAll(() =>
      app.patch('/settings/delivery-webhooks', {
        sendgridEnabled: true,
        sendgridPublicKey: keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
      }),
    );

    function signed(events: object[]): [string, Record<string, string>] {
      // The very bytes are signed: spaces and all.
      const body = JSON.stringify(events, null, 1);
      const timestamp = String(app.clock.now().getTime() / 1000);
      const signature = sign('sha256', Buffer.from(timestamp + body), keys.privateKey).toString('base64');
      return [
        body,
        {
          'x-twilio-email-event-webhook-signature': signature,
          'x-twilio-email-event-webhook-timestamp': timestamp,
        },
      ];
    }

    const bounce = (more: object = {}) => ({
      email: sent.address,
      event: 'bounce',
      type: 'bounce',
      reason: '550 5.1.1 The email account does not exist',
      'smtp-id': `<${sent.item.id}@sender.example>`,
      sg_event_id: `sg-${kind}-${number}`,
      timestamp: 1772355600,
      ...more,
    });

    it('a hard bounce counts, once', () => expectHardOnce('sendgrid', () => signed([bounce()])));

    it('an altered body is refused', async () => {
      const [body, headers] = signed([bounce()]);
      expect((await call('sendgrid', `${body} `, headers)).status).toBe(403);
      expect(await isInvalid()).toBe(false);
    });

    it('a block is soft', async () => {
      const [body, headers] = signed([bounce({ type: 'blocked', reason: '554 5.7.1 blocked' })]);
      await call('sendgrid', body, headers);
      expect(await app.statistics(sent.campaign.id)).toMatchObject({ softBouncedCount: 1 });
      expect(await isInvalid()).toBe(false);
    });

    it('what was delivered is known, and deferred is nothing', async () => {
      const event = (name: string) => ({
        ...bounce(),
        event: name,
        sg_event_id: `${name}-${kind}-${number}`,
      });
      const [body, headers] = signed([event('deferred'), event('delivered'), event('open')]);
      expect((await call('sendgrid', body, headers)).body).toEqual({ received: 2, new: 2 });
      expect((await app.get(`/queue-items/${sent.item.id}`)).body.delivery).toBe('delivered');
    });
  });

  describe('Mailgun', () => {
    beforeAll(() =>
      app.patch('/settings/delivery-webhooks', { mailgunEnabled: true, mailgunSigningKey: 'signing key' }),
    );

    let tokens = 0;
    const signed = (event: object, at = app.clock.now()) => {
      const [timestamp, token] = [String(at.getTime() / 1000), `token-${kind}-${(tokens += 1)}`];
      return {
        signature: {
          timestamp,
          token,
          signature: createHmac('sha256', 'signing key')
            .update(timestamp + token)
            .digest('hex'),
        },
        'event-data': {
          id: `mg-${kind}-${number}`,
          event: 'failed',
          severity: 'permanent',
          reason: 'bounce',
          recipient: sent.address,
          message: { headers: { 'message-id': `${sent.item.id}@sender.example` } },
          'delivery-status': { code: 550, message: '5.1.1 user unknown' },
          ...event,
        },
      };
    };

    it('a hard bounce counts, once', () => expectHardOnce('mailgun', () => [signed({})]));

    it('a wrong signature is refused', async () => {
      const bad = signed({});
      bad.signature.token = 'another';
      expect((await call('mailgun', bad)).status).toBe(403);
      expect(await isInvalid()).toBe(false);
    });

    it('a call once seen is no key to others: neither its token again, nor a signature of yesterday', async () => {
      const first = signed({ event: 'opened' });
      expect((await call('mailgun', first)).status).toBe(200);
      const forged = { ...first, 'event-data': signed({})['event-data'] };
      expect((await call('mailgun', forged)).status).toBe(403);
      for (const minutes of [-16, 16]) {
        const at = new Date(app.clock.now().getTime() + minutes * 60_000);
        expect((await call('mailgun', signed({}, at))).status).toBe(403);
      }
      expect(await isInvalid()).toBe(false);
    });

    it('a temporary failure is nothing', async () => {
      await call('mailgun', signed({ severity: 'temporary' }));
      expect(await app.statistics(sent.campaign.id)).toMatchObject({ bouncedCount: 0 });
    });
  });

  describe('Postmark', () => {
    const authorization = `Basic ${Buffer.from('facteur:pass word').toString('base64')}`;
    beforeAll(() =>
      app.patch('/settings/delivery-webhooks', {
        postmarkEnabled: true,
        postmarkUsername: 'facteur',
        postmarkPassword: 'pass word',
      }),
    );

    const record = (more: object = {}) => ({
      RecordType: 'Bounce',
      ID: number + (kind === 'SQLite' ? 0 : 1000),
      Type: 'HardBounce',
      Email: sent.address,
      Details: 'smtp;550 5.1.1 user unknown',
      Content: `Return-Path: <>\r\nX-Queue-Item-Id: ${sent.item.id}\r\n`,
      ...more,
    });

    it('a hard bounce counts, once', () => expectHardOnce('postmark', () => [record(), { authorization }]));

    it('a wrong password is refused', async () => {
      const wrong = `Basic ${Buffer.from('facteur:password').toString('base64')}`;
      expect((await call('postmark', record(), { authorization: wrong })).status).toBe(403);
      expect(await isInvalid()).toBe(false);
    });

    it('a complaint opts out', async () => {
      await call('postmark', record({ RecordType: 'SpamComplaint', Type: 'SpamComplaint' }), {
        authorization,
      });
      expect(await app.statistics(sent.campaign.id)).toMatchObject({ complainedCount: 1 });
    });
  });

  it('no secret of theirs is shown, and none lies open in the database', async () => {
    const { body, text } = await app.get('/settings/delivery-webhooks');
    expect(body).toMatchObject({ hasMailgunSigningKey: true, hasPostmarkPassword: true });
    expect(body.urls.mailgun).toBe('https://crm.example.com/hooks/mailgun');
    const rows = JSON.stringify(await app.database.query('SELECT value FROM setting'));
    for (const all of [text, rows]) expect(all).not.toMatch(/signing key|pass word/);
  });
});

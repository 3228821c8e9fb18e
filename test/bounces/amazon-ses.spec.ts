import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createSign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AmazonFetch } from '@facteur/mailboxes';
import { requireBinary } from '../support/binaries.js';
import { onBothDatabases } from '../support/databases.js';
import { type TestApp } from '../support/test-app.js';
import { WebhookBench } from '../support/webhook-bench.js';

onBothDatabases('webhooks of Amazon SES', (kind) => {
  let bench: WebhookBench;
  let app: TestApp;
  beforeAll(async () => {
    bench = await WebhookBench.start(kind);
    app = bench.app;
  });
  afterAll(() => bench?.stop());
  beforeEach(() => bench.send());

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
      MessageId: `sns-${bench.number}`,
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
      mail: { headers: [{ name: 'X-Queue-Item-Id', value: bench.sent.item.id }] },
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [
          {
            emailAddress: bench.sent.address,
            status: '5.1.1',
            diagnosticCode: 'smtp; 550 5.1.1 user unknown',
          },
        ],
        ...more,
      },
    });

  // Amazon sends its JSON as plain text.
  const post = (message: object | string) =>
    bench.call('amazon-ses', JSON.stringify(message), { 'content-type': 'text/plain; charset=UTF-8' });

  it('a hard bounce counts, once', () =>
    bench.expectHardOnce('amazon-ses', () => [
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
    expect(await bench.isInvalid()).toBe(false);
    expect(fetched.slice(before).filter((url) => /evil|s3-|\?|^http:/.test(url))).toEqual([]);
  });

  it('a full mailbox is soft, whatever Amazon calls it', async () => {
    const recipients = [{ emailAddress: bench.sent.address, diagnosticCode: 'smtp; 552 5.2.2 mailbox full' }];
    await post(signed({ Message: bounce({ bouncedRecipients: recipients }) }));
    expect(await bench.statistics()).toMatchObject({
      softBouncedCount: 1,
      hardBouncedCount: 0,
    });
  });

  it('a complaint opts out', async () => {
    const Message = JSON.stringify({
      eventType: 'Complaint',
      mail: { headers: [{ name: 'X-Queue-Item-Id', value: bench.sent.item.id }] },
      complaint: {
        complainedRecipients: [{ emailAddress: bench.sent.address }],
        complaintFeedbackType: 'abuse',
      },
    });
    await post(signed({ Message }));
    expect(await bench.statistics()).toMatchObject({ complainedCount: 1 });
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

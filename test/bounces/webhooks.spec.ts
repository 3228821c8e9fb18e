import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { DeliveryReports } from '@facteur/dispatch';
import { onBothDatabases } from '../support/databases.js';
import { type TestApp } from '../support/test-app.js';
import { WebhookBench } from '../support/webhook-bench.js';

onBothDatabases('webhooks of providers', (kind) => {
  let bench: WebhookBench;
  let app: TestApp;
  beforeAll(async () => {
    bench = await WebhookBench.start(kind);
    app = bench.app;
  });
  afterAll(() => bench?.stop());
  beforeEach(() => bench.send());

  it('all are off until they are configured', async () => {
    for (const provider of ['amazon-ses', 'sendgrid', 'mailgun', 'postmark', 'nobody'])
      expect((await bench.call(provider, {})).status).toBe(404);
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
      email: bench.sent.address,
      event: 'bounce',
      type: 'bounce',
      reason: '550 5.1.1 The email account does not exist',
      'smtp-id': `<${bench.sent.item.id}@sender.example>`,
      sg_event_id: `sg-${kind}-${bench.number}`,
      timestamp: 1772355600,
      ...more,
    });

    it('a hard bounce counts, once', () => bench.expectHardOnce('sendgrid', () => signed([bounce()])));

    it('an altered body is refused', async () => {
      const [body, headers] = signed([bounce()]);
      expect((await bench.call('sendgrid', `${body} `, headers)).status).toBe(403);
      expect(await bench.isInvalid()).toBe(false);
    });

    it('a block is soft', async () => {
      const [body, headers] = signed([bounce({ type: 'blocked', reason: '554 5.7.1 blocked' })]);
      await bench.call('sendgrid', body, headers);
      expect(await bench.statistics()).toMatchObject({ softBouncedCount: 1 });
      expect(await bench.isInvalid()).toBe(false);
    });

    it('what was delivered is known, and deferred is nothing', async () => {
      const event = (name: string) => ({
        ...bounce(),
        event: name,
        sg_event_id: `${name}-${kind}-${bench.number}`,
      });
      const [body, headers] = signed([event('deferred'), event('delivered'), event('open')]);
      expect((await bench.call('sendgrid', body, headers)).body).toEqual({ received: 2, new: 2 });
      expect((await app.get(`/queue-items/${bench.sent.item.id}`)).body.delivery).toBe('delivered');
    });

    describe('tells many things in one call', () => {
      /** Delivered, then bounced, and that twice; and what it has to say of so many strangers. */
      const many = (strangers: number) => [
        bounce({ event: 'delivered', sg_event_id: `delivered-${kind}-${bench.number}` }),
        bounce(),
        ...Array.from({ length: strangers }, (_, i) =>
          bounce({ 'smtp-id': '', email: `s${i}@y.example`, sg_event_id: `s${i}-${kind}-${bench.number}` }),
        ),
        bounce(),
      ];

      it('each counts once, and the last word on a message wins', async () => {
        expect((await bench.call('sendgrid', ...signed(many(60)))).body).toEqual({ received: 63, new: 62 });
        expect(await bench.statistics()).toMatchObject({ hardBouncedCount: 1, softBouncedCount: 0 });
        expect((await app.get(`/queue-items/${bench.sent.item.id}`)).body.delivery).toBe('bounced');
      });

      it('one that cannot be taken in keeps none before it from being kept, and comes again', async () => {
        const reports = app.nest.get(DeliveryReports);
        const applyAll = reports.applyAll.bind(reports);
        const spied = jest.spyOn(reports, 'applyAll').mockImplementation((said, held) => {
          if (said.some(({ address }) => address === 's30@y.example')) throw new Error('a fault in Facteur');
          return applyAll(said, held);
        });
        expect((await bench.call('sendgrid', ...signed(many(60)))).status).toBe(500);
        expect(await bench.isInvalid()).toBe(true);
        spied.mockRestore();
        expect((await bench.call('sendgrid', ...signed(many(60)))).body).toEqual({ received: 63, new: 30 });
      });
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
          id: `mg-${kind}-${bench.number}`,
          event: 'failed',
          severity: 'permanent',
          reason: 'bounce',
          recipient: bench.sent.address,
          message: { headers: { 'message-id': `${bench.sent.item.id}@sender.example` } },
          'delivery-status': { code: 550, message: '5.1.1 user unknown' },
          ...event,
        },
      };
    };

    it('a hard bounce counts, once', () => bench.expectHardOnce('mailgun', () => [signed({})]));

    it('a wrong signature is refused', async () => {
      const bad = signed({});
      bad.signature.token = 'another';
      expect((await bench.call('mailgun', bad)).status).toBe(403);
      expect(await bench.isInvalid()).toBe(false);
    });

    it('a call once seen is no key to others: neither its token again, nor a signature of yesterday', async () => {
      const first = signed({ event: 'opened' });
      expect((await bench.call('mailgun', first)).status).toBe(200);
      const forged = { ...first, 'event-data': signed({})['event-data'] };
      expect((await bench.call('mailgun', forged)).status).toBe(403);
      for (const minutes of [-16, 16]) {
        const at = new Date(app.clock.now().getTime() + minutes * 60_000);
        expect((await bench.call('mailgun', signed({}, at))).status).toBe(403);
      }
      expect(await bench.isInvalid()).toBe(false);
    });

    it('a temporary failure is nothing', async () => {
      await bench.call('mailgun', signed({ severity: 'temporary' }));
      expect(await bench.statistics()).toMatchObject({ bouncedCount: 0 });
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
      ID: bench.number + (kind === 'SQLite' ? 0 : 1000),
      Type: 'HardBounce',
      Email: bench.sent.address,
      Details: 'smtp;550 5.1.1 user unknown',
      Content: `Return-Path: <>\r\nX-Queue-Item-Id: ${bench.sent.item.id}\r\n`,
      ...more,
    });

    it('a hard bounce counts, once', () =>
      bench.expectHardOnce('postmark', () => [record(), { authorization }]));

    it('a wrong password is refused', async () => {
      const wrong = `Basic ${Buffer.from('facteur:password').toString('base64')}`;
      expect((await bench.call('postmark', record(), { authorization: wrong })).status).toBe(403);
      expect(await bench.isInvalid()).toBe(false);
    });

    it('a complaint opts out', async () => {
      await bench.call('postmark', record({ RecordType: 'SpamComplaint', Type: 'SpamComplaint' }), {
        authorization,
      });
      expect(await bench.statistics()).toMatchObject({ complainedCount: 1 });
    });
  });

  it('an empty secret takes it away, once its provider is off', async () => {
    const refused = await app.patch('/settings/delivery-webhooks', { postmarkPassword: '' });
    expect(refused.problem.errors?.map((one) => one.field)).toEqual(['postmarkPassword']);
    const { body } = await app.patch('/settings/delivery-webhooks', {
      postmarkEnabled: null,
      postmarkPassword: '',
    });
    expect(body).toMatchObject({ postmarkEnabled: false, hasPostmarkPassword: false });
    await app.patch('/settings/delivery-webhooks', { postmarkEnabled: true, postmarkPassword: 'pass word' });
  });

  it('no secret of theirs is shown, and none lies open in the database', async () => {
    const { body, text } = await app.get('/settings/delivery-webhooks');
    expect(body).toMatchObject({ hasMailgunSigningKey: true, hasPostmarkPassword: true });
    expect(body.urls.mailgun).toBe('https://crm.example.com/hooks/mailgun');
    const rows = JSON.stringify(await app.database.query('SELECT value FROM setting'));
    for (const all of [text, rows]) expect(all).not.toMatch(/signing key|pass word/);
  });
});

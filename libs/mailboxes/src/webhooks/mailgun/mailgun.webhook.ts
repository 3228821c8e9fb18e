import { createHmac, timingSafeEqual } from 'node:crypto';
import { HOUR, RateLimits } from '@facteur/platform';
import { FRESHNESS, refuseStale, type WebhookNews, WebhookRefused, type WebhookRequest } from '../webhook.js';
import { WebhookPlugin, type WebhookProvider } from '../webhook-plugin.js';
import type { Stored } from '../webhook-settings-part.js';
import { type MailgunCall, mailgunCallOf, readMailgunEvent } from './mailgun-events.js';
import { MAILGUN, MAILGUN_SETTINGS, type MailgunSettingsDto } from './mailgun-settings.js';

/** What a proved call told, and the token that is good for this one call. */
interface ProvedCall {
  event: MailgunCall['event-data'];
  token: string;
}

/** Mailgun's webhook: HMAC-SHA256 over timestamp and token with the account's HTTP webhook signing key. */
@WebhookPlugin()
export class MailgunWebhook implements WebhookProvider<Stored<MailgunSettingsDto>, ProvedCall> {
  static readonly settings = MAILGUN_SETTINGS;
  readonly settings = MAILGUN_SETTINGS;
  readonly name = MAILGUN.name;
  readonly label = MAILGUN.label;

  constructor(private readonly limits: RateLimits) {}

  async prove(
    request: WebhookRequest,
    { mailgunSigningKey }: Stored<MailgunSettingsDto>,
    now: Date,
  ): Promise<ProvedCall> {
    const call = mailgunCallOf(request.raw);
    const [timestamp, token, signature] = (['timestamp', 'token', 'signature'] as const).map((name) => {
      const value = call.signature?.[name];
      return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    }) as [string, string, string];
    const expected = createHmac('sha256', mailgunSigningKey ?? '')
      .update(`${timestamp}${token}`)
      .digest();
    const given = Buffer.from(signature, 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new WebhookRefused('The signature does not verify.');
    // The signature does not cover what is told: it is good for one call, and not for long.
    refuseStale(new Date(Number(timestamp) * 1000), now, FRESHNESS.signedAnew);
    if (!(await this.isNew(token))) throw new WebhookRefused('The signature was used before.');
    return { event: call['event-data'], token };
  }

  read({ event, token }: ProvedCall): WebhookNews {
    return readMailgunEvent(event, token);
  }

  private async isNew(token: string): Promise<boolean> {
    return (await this.limits.take(`mailgun ${token}`, HOUR)).count === 1;
  }
}

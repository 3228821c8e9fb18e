import { createHash, timingSafeEqual } from 'node:crypto';
import { headerOf, type WebhookNews, WebhookRefused, type WebhookRequest } from '../webhook.js';
import { WebhookPlugin, type WebhookProvider } from '../webhook-plugin.js';
import type { Stored } from '../webhook-settings-part.js';
import { readPostmarkCall } from './postmark-events.js';
import { POSTMARK, POSTMARK_SETTINGS, type PostmarkSettingsDto } from './postmark-settings.js';

/**
 * Postmark's bounce, complaint and delivery webhooks, which prove themselves by a user name and password in the
 * address that they call (HTTP Basic, RFC 7617).
 */
@WebhookPlugin()
export class PostmarkWebhook implements WebhookProvider<Stored<PostmarkSettingsDto>, Buffer> {
  static readonly settings = POSTMARK_SETTINGS;
  readonly settings = POSTMARK_SETTINGS;
  readonly name = POSTMARK.name;
  readonly label = POSTMARK.label;

  prove(
    request: WebhookRequest,
    { postmarkUsername, postmarkPassword }: Stored<PostmarkSettingsDto>,
  ): Buffer {
    const account = `${postmarkUsername ?? ''}:${postmarkPassword ?? ''}`;
    const expected = `Basic ${Buffer.from(account).toString('base64')}`;
    if (!sameText(headerOf(request, 'authorization'), expected))
      throw new WebhookRefused('User name or password are wrong.');
    return request.raw;
  }

  read(raw: Buffer): WebhookNews {
    return readPostmarkCall(raw);
  }
}

/** Compares without telling by its duration how much was right. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

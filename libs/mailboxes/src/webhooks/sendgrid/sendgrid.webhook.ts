import { createPublicKey, verify } from 'node:crypto';
import {
  FRESHNESS,
  headerOf,
  refuseStale,
  type WebhookNews,
  WebhookRefused,
  type WebhookRequest,
} from '../webhook.js';
import { WebhookPlugin, type WebhookProvider } from '../webhook-plugin.js';
import type { Stored } from '../webhook-settings-part.js';
import { readSendGridEvents } from './sendgrid-events.js';
import { SENDGRID, SENDGRID_SETTINGS, type SendGridSettingsDto } from './sendgrid-settings.js';

/** The bytes that were signed, and what names the call. */
interface ProvedCall {
  raw: Buffer;
  id: string;
}

/**
 * Twilio SendGrid's signed event webhook: ECDSA over timestamp and body, with the public key (base64) of the
 * account's settings.
 */
@WebhookPlugin()
export class SendGridWebhook implements WebhookProvider<Stored<SendGridSettingsDto>, ProvedCall> {
  static readonly settings = SENDGRID_SETTINGS;
  readonly settings = SENDGRID_SETTINGS;
  readonly name = SENDGRID.name;
  readonly label = SENDGRID.label;

  prove(request: WebhookRequest, { sendgridPublicKey }: Stored<SendGridSettingsDto>, now: Date): ProvedCall {
    const signature = headerOf(request, 'x-twilio-email-event-webhook-signature');
    const timestamp = headerOf(request, 'x-twilio-email-event-webhook-timestamp');
    if (!isSigned(sendgridPublicKey ?? '', Buffer.concat([Buffer.from(timestamp), request.raw]), signature))
      throw new WebhookRefused('The signature does not verify.');
    refuseStale(new Date(Number(timestamp) * 1000), now, FRESHNESS.signedOnce);
    return { raw: request.raw, id: `${timestamp}:${signature}` };
  }

  read({ raw, id }: ProvedCall): WebhookNews {
    return readSendGridEvents(raw, id);
  }
}

function isSigned(publicKey: string, content: Buffer, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return verify('sha256', content, key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

import { createPublicKey, verify } from 'node:crypto';
import { failureVerdict, plainVerdict } from './provider-verdict.js';
import { tracesOfHeaders } from './traces-of-headers.js';
import {
  FRESHNESS,
  headerOf,
  jsonOf,
  refuseStale,
  timeOf,
  type WebhookNews,
  WebhookRefused,
  type WebhookRequest,
} from './webhook.js';

interface SendGridEvent {
  email?: string;
  event?: string;
  type?: string;
  reason?: string;
  status?: string;
  timestamp?: number;
  sg_event_id?: string;
  'smtp-id'?: string;
}

const TEXTS = new Set(['email', 'event', 'type', 'reason', 'status', 'sg_event_id', 'smtp-id']);

/**
 * Twilio SendGrid's signed event webhook: ECDSA over timestamp and body, with the public key (base64) of the
 * account's settings.
 *
 * @throws WebhookRefused
 */
export function readSendGrid(
  request: WebhookRequest,
  { publicKey }: { publicKey: string },
  now: Date,
): WebhookNews {
  const signature = headerOf(request, 'x-twilio-email-event-webhook-signature');
  const timestamp = headerOf(request, 'x-twilio-email-event-webhook-timestamp');
  if (!isSigned(publicKey, Buffer.concat([Buffer.from(timestamp), request.raw]), signature))
    throw new WebhookRefused('The signature does not verify.');
  refuseStale(new Date(Number(timestamp) * 1000), now, FRESHNESS.signedOnce);
  const events = jsonOf<SendGridEvent[]>(request.raw, TEXTS);
  return (Array.isArray(events) ? events : []).flatMap((event, index) => {
    if (typeof event !== 'object' || event === null) return [];
    const verdict = verdictOf(event);
    if (!verdict) return [];
    return {
      eventId: event.sg_event_id ?? `${timestamp}:${signature}:${index}`,
      verdict,
      traces: tracesOfHeaders({ messageId: event['smtp-id'] }),
      at: timeOf(event.timestamp, new Date()),
      payload: event,
    };
  });
}

function isSigned(publicKey: string, content: Buffer, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return verify('sha256', content, key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

function verdictOf({ event, email = '', reason = '', status, type = '' }: SendGridEvent) {
  switch (event) {
    case 'bounce':
      // "blocked" is SendGrid's word for refusals that are not about the address.
      return failureVerdict({
        recipient: email,
        diagnostic: reason,
        ...(status ? { status } : {}),
        providerSaysHard: type === 'bounce',
        word: `bounce ${type}`,
      });
    case 'dropped':
      return failureVerdict({
        recipient: email,
        diagnostic: reason,
        providerSaysHard: false,
        word: 'dropped',
      });
    case 'deferred':
      return plainVerdict(email, 'delayed', reason);
    case 'spamreport':
      return plainVerdict(email, 'complaint', 'spam report');
    case 'delivered':
      return plainVerdict(email, 'delivered');
    default:
      return undefined;
  }
}

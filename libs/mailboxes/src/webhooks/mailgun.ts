import { createHmac, timingSafeEqual } from 'node:crypto';
import { failureVerdict, plainVerdict } from './provider-verdict.js';
import { tracesOfHeaders } from './traces-of-headers.js';
import { jsonOf, timeOf, type WebhookNews, WebhookRefused, type WebhookRequest } from './webhook.js';

interface MailgunCall {
  signature?: { timestamp?: string; token?: string; signature?: string };
  'event-data'?: {
    id?: string;
    event?: string;
    severity?: string;
    reason?: string;
    timestamp?: number;
    recipient?: string;
    message?: { headers?: Record<string, string> };
    'delivery-status'?: { code?: number; message?: string; description?: string; 'enhanced-code'?: string };
  };
}

/**
 * Mailgun's webhook: HMAC-SHA256 over timestamp and token with the account's HTTP webhook signing key.
 *
 * @throws WebhookRefused
 */
export function readMailgun(request: WebhookRequest, { signingKey }: { signingKey: string }): WebhookNews {
  const call = jsonOf<MailgunCall>(request.raw);
  const { timestamp = '', token = '', signature = '' } = call.signature ?? {};
  const expected = createHmac('sha256', signingKey).update(`${timestamp}${token}`).digest();
  const given = Buffer.from(String(signature), 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new WebhookRefused('The signature does not verify.');
  const event = call['event-data'];
  const verdict = event && verdictOf(event);
  if (!event || !verdict) return [];
  const headers = event.message?.headers ?? {};
  return [
    {
      eventId: event.id ?? String(token),
      verdict,
      traces: tracesOfHeaders({ itemId: headers['x-queue-item-id'], messageId: headers['message-id'] }),
      at: timeOf(event.timestamp, new Date()),
      payload: event,
    },
  ];
}

function verdictOf(event: NonNullable<MailgunCall['event-data']>) {
  const { recipient = '', severity, reason = '' } = event;
  const status = event['delivery-status'] ?? {};
  const words = [status.code, status.message, status.description].filter(Boolean).join(' ');
  switch (event.event) {
    case 'failed':
      // Mailgun goes on trying after a temporary failure.
      if (severity === 'temporary') return plainVerdict(recipient, 'delayed', words);
      return failureVerdict({
        recipient,
        diagnostic: words,
        ...(status['enhanced-code'] ? { status: status['enhanced-code'] } : {}),
        providerSaysHard: reason === 'bounce',
        word: `failed ${reason}`,
      });
    case 'complained':
      return plainVerdict(recipient, 'complaint', 'complained');
    case 'delivered':
      return plainVerdict(recipient, 'delivered');
    default:
      return undefined;
  }
}

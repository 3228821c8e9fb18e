import { createHmac, timingSafeEqual } from 'node:crypto';
import { failureVerdict, plainVerdict } from './provider-verdict.js';
import { tracesOfHeaders } from './traces-of-headers.js';
import {
  FRESHNESS,
  jsonOf,
  refuseStale,
  timeOf,
  type WebhookNews,
  WebhookRefused,
  type WebhookRequest,
} from './webhook.js';

interface MailgunCall {
  signature?: { timestamp?: string | number; token?: string; signature?: string };
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

const TEXTS = new Set([
  'id',
  'event',
  'severity',
  'reason',
  'recipient',
  'description',
  'enhanced-code',
  'x-queue-item-id',
  'message-id',
]);

/**
 * Mailgun's webhook: HMAC-SHA256 over timestamp and token with the account's HTTP webhook signing key.
 *
 * @param once whether the token is seen for the first time.
 * @throws WebhookRefused
 */
export async function readMailgun(
  request: WebhookRequest,
  { signingKey }: { signingKey: string },
  { now, once }: { now: Date; once: (token: string) => Promise<boolean> },
): Promise<WebhookNews> {
  const call = jsonOf<MailgunCall>(request.raw, TEXTS);
  const [timestamp, token, signature] = (['timestamp', 'token', 'signature'] as const).map((name) => {
    const value = call.signature?.[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  }) as [string, string, string];
  const expected = createHmac('sha256', signingKey).update(`${timestamp}${token}`).digest();
  const given = Buffer.from(signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new WebhookRefused('The signature does not verify.');
  // The signature does not cover what is told: it is good for one call, and not for long.
  refuseStale(new Date(Number(timestamp) * 1000), now, FRESHNESS.signedAnew);
  if (!(await once(token))) throw new WebhookRefused('The signature was used before.');
  const event = call['event-data'];
  const verdict = event && verdictOf(event);
  if (!event || !verdict) return [];
  const headers = event.message?.headers ?? {};
  return [
    {
      eventId: event.id ?? token,
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

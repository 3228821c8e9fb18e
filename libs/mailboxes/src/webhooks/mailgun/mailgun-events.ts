import { failureVerdict, plainVerdict } from '../provider-verdict.js';
import { tracesOfHeaders } from '../traces-of-headers.js';
import { jsonOf, timeOf, type WebhookNews } from '../webhook.js';

export interface MailgunCall {
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

/** Whatever a call holds; nothing is proved by that. @throws WebhookRefused when it is no JSON. */
export const mailgunCallOf = (raw: Buffer): MailgunCall => jsonOf<MailgunCall>(raw, TEXTS);

/** @param token names the event where it has no id of its own. */
export function readMailgunEvent(event: MailgunCall['event-data'], token: string): WebhookNews {
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

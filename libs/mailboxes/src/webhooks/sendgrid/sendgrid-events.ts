import { failureVerdict, plainVerdict } from '../provider-verdict.js';
import { tracesOfHeaders } from '../traces-of-headers.js';
import { jsonOf, timeOf, type WebhookNews } from '../webhook.js';

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
 * What the events of a call say.
 *
 * @param call names the call, for events that have no id of their own.
 * @throws WebhookRefused when it is no JSON.
 */
export function readSendGridEvents(raw: Buffer, call: string): WebhookNews {
  const events = jsonOf<SendGridEvent[]>(raw, TEXTS);
  return (Array.isArray(events) ? events : []).flatMap((event, index) => {
    if (typeof event !== 'object' || event === null) return [];
    const verdict = verdictOf(event);
    if (!verdict) return [];
    return {
      eventId: event.sg_event_id ?? `${call}:${index}`,
      verdict,
      traces: tracesOfHeaders({ messageId: event['smtp-id'] }),
      at: timeOf(event.timestamp, new Date()),
      payload: event,
    };
  });
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

import { failureVerdict, plainVerdict } from '../provider-verdict.js';
import { tracesOfHeaders } from '../traces-of-headers.js';
import { jsonOf, textOf, timeOf, type WebhookNews } from '../webhook.js';

interface PostmarkCall {
  RecordType?: string;
  ID?: number;
  MessageID?: string;
  Type?: string;
  Email?: string;
  Recipient?: string;
  Description?: string;
  Details?: string;
  Content?: string;
  BouncedAt?: string;
  DeliveredAt?: string;
  Metadata?: Record<string, string>;
}

const TEXTS = new Set([
  'RecordType',
  'MessageID',
  'Type',
  'Email',
  'Recipient',
  'Description',
  'Details',
  'Content',
  'BouncedAt',
  'DeliveredAt',
]);

/** Types of Postmark that say by themselves that nobody is there. */
const HARD = new Set(['HardBounce', 'BadEmailAddress']);
const WAITING = new Set(['Transient', 'DnsError']);
const NO_FAILURE = new Set(['AutoResponder', 'AddressChange', 'OpenRelayTest', 'VirusNotification']);

/** What a call says. @throws WebhookRefused when it is no JSON. */
export function readPostmarkCall(raw: Buffer): WebhookNews {
  const call = jsonOf<PostmarkCall>(raw, TEXTS);
  const verdict = verdictOf(call);
  if (!verdict) return [];
  const dump = /x-queue-item-id:\s{0,10}([0-9a-f]{1,100})/i.exec(call.Content?.slice(0, 64_000) ?? '')?.[1];
  return [
    {
      eventId: `${call.RecordType}:${call.ID ?? `${call.MessageID}:${call.Recipient}`}`,
      verdict,
      traces: tracesOfHeaders({ itemId: textOf(call.Metadata?.['queue-item-id']) ?? dump }),
      at: timeOf(call.BouncedAt ?? call.DeliveredAt, new Date()),
      payload: call,
    },
  ];
}

function verdictOf(call: PostmarkCall) {
  const { Type = '', Email = '', Recipient = '', Description = '', Details = '' } = call;
  if (call.RecordType === 'Delivery') return plainVerdict(Recipient, 'delivered');
  if (call.RecordType === 'SpamComplaint' || Type === 'SpamComplaint' || Type === 'SpamNotification')
    return plainVerdict(Email, 'complaint', Type || 'spam complaint');
  if (call.RecordType !== 'Bounce' || NO_FAILURE.has(Type)) return undefined;
  if (WAITING.has(Type)) return plainVerdict(Email, 'delayed', Details);
  return failureVerdict({
    recipient: Email,
    diagnostic: Details || Description,
    providerSaysHard: HARD.has(Type),
    word: Type,
  });
}

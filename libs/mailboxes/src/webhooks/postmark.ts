import { createHash, timingSafeEqual } from 'node:crypto';
import { failureVerdict, plainVerdict } from './provider-verdict.js';
import { tracesOfHeaders } from './traces-of-headers.js';
import {
  headerOf,
  jsonOf,
  textOf,
  timeOf,
  type WebhookNews,
  WebhookRefused,
  type WebhookRequest,
} from './webhook.js';

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

/**
 * Postmark's bounce, complaint and delivery webhooks, which prove themselves by a user name and password in the
 * address that they call (HTTP Basic, RFC 7617).
 *
 * @throws WebhookRefused
 */
export function readPostmark(
  request: WebhookRequest,
  { username, password }: { username: string; password: string },
): WebhookNews {
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  if (!sameText(headerOf(request, 'authorization'), expected))
    throw new WebhookRefused('User name or password are wrong.');
  const call = jsonOf<PostmarkCall>(request.raw, TEXTS);
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

/** Compares without telling by its duration how much was right. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

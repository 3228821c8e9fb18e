import { createVerify } from 'node:crypto';
import { failureVerdict, plainVerdict } from './provider-verdict.js';
import { tracesOfHeaders } from './traces-of-headers.js';
import { jsonOf, timeOf, type WebhookNews, WebhookRefused, type WebhookRequest } from './webhook.js';

/** The envelope of Amazon SNS, in which SES puts its events. */
interface SnsMessage {
  Type?: string;
  MessageId?: string;
  TopicArn?: string;
  Subject?: string;
  Message?: string;
  Timestamp?: string;
  Token?: string;
  SubscribeURL?: string;
  SigningCertURL?: string;
  Signature?: string;
  SignatureVersion?: string;
}

interface SesRecipient {
  emailAddress?: string;
  status?: string;
  diagnosticCode?: string;
}

interface SesEvent {
  notificationType?: string;
  eventType?: string;
  mail?: { messageId?: string; headers?: { name: string; value: string }[]; destination?: string[] };
  bounce?: {
    bounceType?: string;
    bounceSubType?: string;
    bouncedRecipients?: SesRecipient[];
    timestamp?: string;
  };
  complaint?: {
    complainedRecipients?: SesRecipient[];
    complaintFeedbackType?: string;
    timestamp?: string;
  };
  delivery?: { recipients?: string[]; timestamp?: string };
  deliveryDelay?: { delayedRecipients?: SesRecipient[]; timestamp?: string };
}

/** Only Amazon's own hosts: the address of the certificate is in the message that it is to prove. */
const AMAZON = /^https:\/\/sns\.[a-z0-9-]{3,30}\.amazonaws\.com(\.cn)?\//;

const SIGNED: Record<string, (keyof SnsMessage)[]> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
};

/** Fetches from Amazon; a part of its own so that tests can stand in for Amazon. */
export type Fetch = (url: string) => Promise<string>;

/**
 * Events of Amazon SES by way of SNS. The signature is checked as Amazon's developer guide describes it
 * ("Verifying the signatures of Amazon SNS messages"), and the topic must be the one that was set.
 *
 * @throws WebhookRefused
 */
export async function readAmazonSes(
  request: WebhookRequest,
  { topicArn }: { topicArn: string },
  fetchText: Fetch,
): Promise<WebhookNews> {
  const message = jsonOf<SnsMessage>(request.raw);
  if (message.TopicArn !== topicArn) throw new WebhookRefused('It is of another topic.');
  await verifySignature(message, fetchText);
  if (message.Type === 'SubscriptionConfirmation') {
    if (!AMAZON.test(message.SubscribeURL ?? ''))
      throw new WebhookRefused('The subscription is to be confirmed at an address that is not Amazon’s.');
    await fetchText(message.SubscribeURL!);
    return [];
  }
  return newsOf(jsonOf<SesEvent>(Buffer.from(message.Message ?? '')), message);
}

async function verifySignature(message: SnsMessage, fetchText: Fetch): Promise<void> {
  const fields = SIGNED[message.Type ?? ''];
  const url = message.SigningCertURL ?? '';
  if (!fields || !AMAZON.test(url) || !url.endsWith('.pem'))
    throw new WebhookRefused('The certificate is not Amazon’s.');
  const verifier = createVerify(message.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1');
  for (const name of fields) if (message[name] !== undefined) verifier.update(`${name}\n${message[name]}\n`);
  const certificate = await fetchText(url);
  if (!verifier.verify(certificate, message.Signature ?? '', 'base64'))
    throw new WebhookRefused('The signature does not verify.');
}

function newsOf(event: SesEvent, { MessageId: id = '', Timestamp }: SnsMessage): WebhookNews {
  const kind = event.notificationType ?? event.eventType;
  const header = (name: string) => event.mail?.headers?.find((one) => one.name.toLowerCase() === name)?.value;
  const traces = tracesOfHeaders({ itemId: header('x-queue-item-id'), messageId: header('message-id') });
  const at = (time: string | undefined) => timeOf(time ?? Timestamp, new Date());
  const entry = (verdict: WebhookNews[number]['verdict'], time: string | undefined, index: number) => ({
    eventId: `${id}:${index}`,
    verdict,
    traces,
    at: at(time),
    payload: event,
  });
  switch (kind) {
    case 'Bounce': {
      const { bounceType = '', bounceSubType = '', bouncedRecipients = [], timestamp } = event.bounce ?? {};
      // "Suppressed" is Amazon's list, filled by whoever sends through Amazon: no evidence of today.
      const hard = bounceType === 'Permanent' && /^(NoEmail|General)$/.test(bounceSubType);
      return bouncedRecipients.map(({ emailAddress = '', diagnosticCode = '', status = '' }, index) =>
        entry(
          failureVerdict({
            recipient: emailAddress,
            diagnostic: diagnosticCode,
            status,
            providerSaysHard: hard,
            word: `${bounceType} ${bounceSubType}`.trim(),
          }),
          timestamp,
          index,
        ),
      );
    }
    case 'Complaint': {
      const { complainedRecipients = [], complaintFeedbackType = '', timestamp } = event.complaint ?? {};
      if (complaintFeedbackType === 'not-spam') return [];
      return complainedRecipients.map(({ emailAddress = '' }, index) =>
        entry(plainVerdict(emailAddress, 'complaint', complaintFeedbackType), timestamp, index),
      );
    }
    case 'Delivery':
      return (event.delivery?.recipients ?? []).map((address, index) =>
        entry(plainVerdict(address, 'delivered'), event.delivery?.timestamp, index),
      );
    case 'DeliveryDelay':
      return (event.deliveryDelay?.delayedRecipients ?? []).map(
        ({ emailAddress = '', diagnosticCode = '' }, index) =>
          entry(plainVerdict(emailAddress, 'delayed', diagnosticCode), event.deliveryDelay?.timestamp, index),
      );
    default:
      return [];
  }
}

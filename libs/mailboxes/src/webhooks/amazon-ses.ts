import { createVerify, X509Certificate } from 'node:crypto';
import { parseWebAddress } from '@facteur/platform';
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

/**
 * Only Amazon's own hosts: the address of the certificate is in the message that it is to prove. Regions end in a
 * number; `sns.s3-….amazonaws.com` would be a bucket called "sns", which is anybody's.
 */
const AMAZON = /^sns\.(?!s3)[a-z]{2}(-[a-z]+){1,3}-\d{1,2}\.amazonaws\.com(\.cn)?$/;
const CERTIFICATE = /^\/SimpleNotificationService-[0-9a-f]{32}\.pem$/;

function amazonUrl(text: string | undefined): URL | undefined {
  const url = text === undefined ? undefined : parseWebAddress(text);
  return url?.protocol === 'https:' && url.port === '' && AMAZON.test(url.hostname) ? url : undefined;
}

const SNS_TEXTS = new Set([
  'Type',
  'MessageId',
  'TopicArn',
  'Subject',
  'Message',
  'Timestamp',
  'Token',
  'SubscribeURL',
  'SigningCertURL',
  'Signature',
  'SignatureVersion',
]);
const SES_TEXTS = new Set([
  'emailAddress',
  'status',
  'diagnosticCode',
  'notificationType',
  'eventType',
  'messageId',
  'name',
  'value',
  'bounceType',
  'bounceSubType',
  'timestamp',
  'complaintFeedbackType',
]);

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
  now: Date,
): Promise<WebhookNews> {
  const message = jsonOf<SnsMessage>(request.raw, SNS_TEXTS);
  if (message.TopicArn !== topicArn) throw new WebhookRefused('It is of another topic.');
  await verifySignature(message, fetchText, now);
  refuseStale(new Date(message.Timestamp ?? ''), now, FRESHNESS.signedOnce);
  if (message.Type === 'SubscriptionConfirmation') {
    const url = amazonUrl(message.SubscribeURL);
    if (!url)
      throw new WebhookRefused('The subscription is to be confirmed at an address that is not Amazon’s.');
    await fetched(fetchText, url);
    return [];
  }
  return newsOf(jsonOf<SesEvent>(Buffer.from(message.Message ?? ''), SES_TEXTS), message);
}

async function verifySignature(message: SnsMessage, fetchText: Fetch, now: Date): Promise<void> {
  const fields = SIGNED[message.Type ?? ''];
  const url = amazonUrl(message.SigningCertURL);
  if (!fields || !url || !CERTIFICATE.test(url.pathname) || url.search || url.hash)
    throw new WebhookRefused('The certificate is not Amazon’s.');
  const verifier = createVerify(message.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1');
  for (const name of fields) if (message[name] !== undefined) verifier.update(`${name}\n${message[name]}\n`);
  const certificate = certificateOf(await fetched(fetchText, url));
  if (new Date(certificate.validTo) < now || new Date(certificate.validFrom) > now)
    throw new WebhookRefused('The certificate is not of today.');
  if (!verifier.verify(certificate.publicKey, message.Signature ?? '', 'base64'))
    throw new WebhookRefused('The signature does not verify.');
}

async function fetched(fetchText: Fetch, url: URL): Promise<string> {
  try {
    return await fetchText(url.href);
  } catch (error) {
    throw new WebhookRefused(
      `The certificate cannot be had from Amazon just now: ${(error as Error).message}`,
    );
  }
}

function certificateOf(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new WebhookRefused('The certificate cannot be read.');
  }
}

/** What is not a list has nothing in it. */
const listOf = <T>(value: T[] | undefined): T[] =>
  Array.isArray(value) ? value.filter((one) => one !== null && one !== undefined) : [];

function newsOf(event: SesEvent, { MessageId: id = '', Timestamp }: SnsMessage): WebhookNews {
  const kind = event.notificationType ?? event.eventType;
  const header = (name: string) =>
    listOf(event.mail?.headers).find((one) => one.name?.toLowerCase() === name)?.value;
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
      return listOf(bouncedRecipients).map(({ emailAddress = '', diagnosticCode = '', status = '' }, index) =>
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
      return listOf(complainedRecipients).map(({ emailAddress = '' }, index) =>
        entry(plainVerdict(emailAddress, 'complaint', complaintFeedbackType), timestamp, index),
      );
    }
    case 'Delivery':
      return listOf(event.delivery?.recipients).map((address, index) =>
        entry(plainVerdict(String(address), 'delivered'), event.delivery?.timestamp, index),
      );
    case 'DeliveryDelay':
      return listOf(event.deliveryDelay?.delayedRecipients).map(
        ({ emailAddress = '', diagnosticCode = '' }, index) =>
          entry(plainVerdict(emailAddress, 'delayed', diagnosticCode), event.deliveryDelay?.timestamp, index),
      );
    default:
      return [];
  }
}

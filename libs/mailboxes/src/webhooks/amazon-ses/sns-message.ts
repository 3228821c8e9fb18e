import { createVerify, X509Certificate } from 'node:crypto';
import { parseWebAddress } from '@facteur/platform';
import { FRESHNESS, jsonOf, refuseStale, WebhookRefused } from '../webhook.js';
import type { Fetch } from './amazon-fetch.js';

/** The envelope of Amazon SNS, in which SES puts its events. */
export interface SnsMessage {
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

/**
 * Whatever a call holds, as an envelope; nothing is proved by that.
 *
 * @throws WebhookRefused when it is no JSON.
 */
export const snsMessageOf = (raw: Buffer): SnsMessage => jsonOf<SnsMessage>(raw, SNS_TEXTS);

/**
 * That Amazon made the message, lately. The signature is checked as Amazon's developer guide describes it ("Verifying
 * the signatures of Amazon SNS messages").
 *
 * @throws WebhookRefused
 */
export async function proveAmazon(message: SnsMessage, fetchText: Fetch, now: Date): Promise<void> {
  await verifySignature(message, fetchText, now);
  refuseStale(new Date(message.Timestamp ?? ''), now, FRESHNESS.signedOnce);
}

/**
 * Amazon sends events once somebody has followed the address in its first message.
 *
 * @throws WebhookRefused when that is another's address, or cannot be had.
 */
export async function confirmSubscription(message: SnsMessage, fetchText: Fetch): Promise<void> {
  const url = amazonUrl(message.SubscribeURL);
  if (!url)
    throw new WebhookRefused('The subscription is to be confirmed at an address that is not Amazon’s.');
  await fetched(fetchText, url);
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

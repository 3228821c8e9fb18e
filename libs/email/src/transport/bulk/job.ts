import type { Outcome } from '@facteur/dispatch';
import type { SmtpReply } from '../smtp-dialog.js';
import type { EmailMessage } from '../email-message.js';
import { isThrottled } from '../throttled.js';
import type { Content } from './content.js';

/** One message on its way out. */
export interface Job {
  envelope: EmailMessage['envelope'];
  content: Content;
  /** Connections that broke while it was their turn. */
  losses: number;
  /** There was no other when the first of them broke. */
  alone?: boolean;
  /** Answers that there had been for others when the first of them broke. */
  answersBefore?: number;
  settle(outcome: Outcome): void;
}

/** What a server offers, as far as envelopes are concerned. */
export type Extensions = ReadonlyMap<string, string>;

/** Every character that could end an address, or the command that it stands in. */
const UNFIT = /[\u0000-\u0020\u007f<>]/;
const BEYOND_ASCII = /[^\u0000-\u007f]/;

/**
 * Why a server with these extensions cannot be given the message; undefined when it can. Nothing is written before that
 * is known.
 */
export function unfitFor({ envelope, content }: Job, extensions: Extensions): string | undefined {
  for (const address of [envelope.from, envelope.to])
    if (UNFIT.test(address)) return 'An address has characters that no server may be given.';
  if (needsUtf8(envelope) && !extensions.has('SMTPUTF8'))
    return `The server does not take addresses beyond ASCII such as ${envelope.to} (it does not offer SMTPUTF8, RFC 6531)`;
  const most = Number(extensions.get('SIZE') ?? 0);
  if (most > 0 && content.size > most)
    return `The message has ${content.size} bytes, and the server takes ${most} (SIZE, RFC 1870)`;
  return undefined;
}

/** MAIL and RCPT for a message, each with its end. */
export function envelopeOf(
  { envelope, content }: Job,
  extensions: Extensions,
): { mail: string; rcpt: string } {
  const parameters = [
    extensions.has('SIZE') ? ` SIZE=${content.size}` : '',
    content.eightBit && extensions.has('8BITMIME') ? ' BODY=8BITMIME' : '',
    needsUtf8(envelope) ? ' SMTPUTF8' : '',
  ];
  return {
    mail: `MAIL FROM:<${envelope.from}>${parameters.join('')}\r\n`,
    rcpt: `RCPT TO:<${envelope.to}>\r\n`,
  };
}

const needsUtf8 = ({ from, to }: Job['envelope']) => BEYOND_ASCII.test(from) || BEYOND_ASCII.test(to);

/** A server's answer as people read it. */
export const wordsOf = ({ code, lines }: SmtpReply) =>
  [code, ...lines].join(' ').replace(/\s+/g, ' ').trim().slice(0, 900);

/** What a refusal of the recipient or of the content means for the recipient (RFC 5321, 4.2.1). */
export function refusalOf(reply: SmtpReply): Outcome {
  const reason = wordsOf(reply);
  if (reply.code >= 500) return { kind: 'permanent', reason };
  return { kind: 'temporary', reason, ...(isThrottled(reply.code, reason) ? { throttled: true } : {}) };
}

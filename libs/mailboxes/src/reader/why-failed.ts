import { addressesIn } from './addresses.js';
import { type Circumstances, classify, statusIn } from './classify.js';
import type { Contents } from './contents.js';
import { isGateway } from './kind-of-mail.js';
import { LIMITS } from './limits.js';
import { replyLines } from './text-bounce.js';

/** What is the same for all recipients of one message. */
export type Around = Omit<Circumstances, 'recipient'>;

export interface Failure {
  kind: 'hard' | 'soft';
  reason: string;
  status: string;
  /** The server's words, without addresses, for people. */
  words: string;
}

export const aroundOf = (contents: Contents): Around => ({
  transcript: contents.human,
  gateway: () => isGateway(contents),
  own: ownAddresses(contents),
});

/** Ours: whoever the report is for, and whoever the returned message says that it is from. */
function ownAddresses({ headers, returned }: Contents): string[] {
  return [
    ...(headers.get('to') ?? []),
    ...(returned?.get('from') ?? []),
    ...(returned?.get('return-path') ?? []),
  ].flatMap(addressesIn);
}

/** Why a report (RFC 3464) says that it failed. One that says little is read with the words `beside` it. */
export function whyReported(
  { diagnostic, status: reported }: { diagnostic: string; status: string },
  beside: string,
  circumstances: Circumstances,
): Failure {
  const words = withoutAddresses(diagnostic);
  const status = statusIn(words) || reported;
  const result = classify(diagnostic, status, circumstances);
  if (result.reason !== 'undefined' && words.trim().length >= 8) return { ...result, status, words };
  const wider = whyInText(
    `${diagnostic}\n${beside}`,
    status || statusIn(withoutAddresses(beside)),
    circumstances,
  );
  return { ...(wider.reason === 'undefined' ? result : wider), status, words };
}

/** Why a text says that it failed. */
export function whyTold(text: string, circumstances: Circumstances): Failure {
  const words = withoutAddresses(text);
  const status = statusIn(words);
  return { ...whyInText(text, status, circumstances), status, words };
}

/** Reasons that outweigh a reply about an unknown user, wherever in the report they stand. */
const CAUTIOUS = new Set(['suspend', 'mailboxfull', 'badhelo']);
/** Some letters of each of them: what has none of these need not be read again. */
const CAUTION =
  /\bfull\b|quota|exceed|out of|storage|space|disable|suspend|inactive|not active|lock|froze|dormant|expired|on hold|\b[he][eh]lo\b|name was|[^\x00-\x7f]/i;

/** The server's reply first: what is written around it is general, and the same for every failure. */
function whyInText(text: string, status: string, circumstances: Circumstances) {
  const replies = replyLines(text);
  const ofReply = replies ? classify(replies, status, circumstances) : undefined;
  if (ofReply?.kind === 'soft' && ofReply.reason !== 'undefined') return ofReply;
  const isSure = ofReply && ofReply.reason !== 'undefined';
  if (isSure && !CAUTION.test(text)) return ofReply;
  const whole = classify(text, status, circumstances);
  return isSure && !CAUTIOUS.has(whole.reason) ? ofReply : whole;
}

/** For people, and for codes: an address may hold anything. */
function withoutAddresses(text: string): string {
  if (!text.includes('@') && !text.includes('://')) return text.slice(0, 16_000);
  return text
    .slice(0, 64_000)
    .split('\n')
    .map((line) => {
      const short = line.slice(0, LIMITS.line);
      if (!short.includes('@') && !short.includes('://')) return short;
      return short.replace(/<?[^\s<>"']+@[^\s<>"',;)]+>?/g, ' ').replace(/https?:\/\/\S+/g, ' ');
    })
    .join('\n')
    .slice(0, 16_000);
}

import { HARD_REASONS, ruleFor } from './reasons.js';
import { type Parties, plainWords } from './words/plain-words.js';

/** What enhanced codes (RFC 3463 and the registry) say by themselves, where the words say nothing or only what all say. */
const CODES: [RegExp, string][] = [
  [/^5\.1\.[013]$/, 'userunknown'],
  [/^5\.1\.2$/, 'hostunknown'],
  [/^5\.1\.6$/, 'hasmoved'],
  [/^5\.1\.10$/, 'notaccept'],
  [/^5\.1\.[78]$/, 'rejected'],
  [/^5\.2\.1$/, 'suspend'],
  [/^5\.2\.2$/, 'mailboxfull'],
  [/^5\.(2\.3|3\.4)$/, 'mesgtoobig'],
  [/^5\.7\.\d+$/, 'policyviolation'],
];

/** First enhanced code of a text; codes in the words outrank the generic one of the report. */
export function statusIn(text: string): string {
  const codes = text.match(/(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])/g);
  return codes?.find((code) => !code.endsWith('.0.0')) ?? codes?.[0] ?? '';
}

/** Words that leave no doubt, even behind a code that is only temporary (Postfix answers 450 by default). */
const CERTAIN =
  /^(?![^]*\b(?:fail\w*|reachable|moment|replicat\w*|cache|later|look ?up|verif\w*|unverified|rechecked|temporar\w*)\b)[^]*?(?:user unknown in|no such user|unknown user\b|user unknown)/;

/** Given up after retries: what was said last was said for the time being. */
const EXPIRED = /^[45]\.4\.7$/;

/** Prose that offers several reasons says none of them. */
const CHOICES =
  /(one of (these|the following)|possible|some) (reasons|causes)|(reasons|causes) (may|might|could|can) (be|include)|mögliche (gründe|ursachen)|(raisons|causes) possibles|(razones|causas) posibles|possibili (motivi|cause)|possíveis (razões|causas|motivos)/;

/** Carriers that answer "user unknown" for their subscribers' filters as well. */
const FILTERING_CARRIERS = /@(ezweb\.ne\.jp|au\.com|([\w-]+\.)*docomo\.([\w-]+\.)*ne\.jp)$/;

/** A directory speaks, whenever it does. */
const DIRECTORY_WORDS = /does not have an? [\w.-]+ account/;

/** The recipient was refused when it was named, not the message that followed. */
const AT_RCPT = /rcpt/i;

export interface Circumstances extends Parties {
  /** Everything the server wrote, for what happened around the words. */
  transcript: string;
  /** A filtering gateway answered, which knows no mailboxes of its own. */
  gateway: () => boolean;
}

/** Why a delivery failed for good, and whether that says that the address is dead. Pure. */
export function classify(
  diagnostic: string,
  status: string,
  { transcript, gateway, recipient, own }: Circumstances,
): { reason: string; kind: 'hard' | 'soft' } {
  // A temporary code, final only because the sender gave up, says nothing of the address.
  const isFor4xx =
    /^4\./.test(status) || /^\s*(smtp;)?\s*4\d\d[ -]/i.test(diagnostic) || EXPIRED.test(status);
  const permanent =
    (/^5\./.test(status) && !EXPIRED.test(status)) ||
    (!isFor4xx && /(^|[\s;:"(#])5\d\d[ -]/.test(diagnostic));
  const temporary = !permanent && (/^4\./.test(status) || /(^|[\s;:"(#])4\d\d[ -]/.test(diagnostic));
  const words = plainWords(diagnostic, { recipient, own });
  const found = CHOICES.test(words) ? undefined : ruleFor(words, permanent, status);
  const byCode = CODES.find(([code]) => code.test(status))?.[1];
  const outranked = found?.general && byCode !== undefined && HARD_REASONS.has(byCode);
  const reason = (outranked ? undefined : found?.reason) ?? byCode ?? 'undefined';
  const certain =
    (reason === 'userunknown' && CERTAIN.test(words)) ||
    (reason === 'hostunknown' && /nxdomain|domain name not found/.test(words));
  if (temporary && !certain) return { reason: HARD_REASONS.has(reason) ? 'expired' : reason, kind: 'soft' };
  if (reason === 'userunknown' && byCode !== 'userunknown' && !DIRECTORY_WORDS.test(words)) {
    const disabled = status === '5.2.1' && !AT_RCPT.test(transcript) && /\.\.\. user unknown/.test(words);
    if (gateway() || disabled || FILTERING_CARRIERS.test(recipient))
      return { reason: 'filtered', kind: 'soft' };
  }
  return { reason, kind: HARD_REASONS.has(reason) ? 'hard' : 'soft' };
}

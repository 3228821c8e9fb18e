import { HARD_REASONS, REASON_RULES } from './reasons.js';

/** Enhanced codes (RFC 3463 and the registry) that say by themselves that the mailbox or domain does not exist. */
const HARD_CODES: [RegExp, string][] = [
  [/^5\.1\.(1|3|0)$/, 'userunknown'],
  [/^5\.1\.(2)$/, 'hostunknown'],
  [/^5\.1\.6$/, 'hasmoved'],
  [/^5\.1\.10$/, 'notaccept'],
];

/** First enhanced code of a text; codes in the words outrank the generic one of the report. */
export function statusIn(text: string): string {
  const codes = [...text.matchAll(/(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])/g)].map(
    (match) => match[0],
  );
  return codes.find((code) => !/^[245]\.0\.0$/.test(code)) ?? codes[0] ?? '';
}

/** Refused once the message was there: the recipient had been taken before, so a filter speaks, not a directory. */
const AFTER_DATA =
  /in reply to (the )?end of data|>>> ?data\b|after (the )?(end of )?data|response to (end of )?data|data command/i;

/** Words that leave no doubt, even behind a code that is only temporary (Postfix answers 450 by default). */
const CERTAIN = /user unknown in|no such user|unknown user\b|user unknown/i;

/** Carriers that answer "user unknown" for their subscribers' filters as well. */
const FILTERING_CARRIERS = /@(ezweb\.ne\.jp|au\.com|(\w+\.)*docomo\.ne\.jp)$/;

/** A directory speaks, whenever it does. */
const DIRECTORY_WORDS = /doesn't have an? [\w.-]+ account/i;

/** The recipient was refused when it was named, not the message that followed. */
const AT_RCPT = /rcpt/i;

export interface Circumstances {
  /** Everything the server wrote, for what happened around the words. */
  transcript: string;
  /** A filtering gateway answered, which knows no mailboxes of its own. */
  gateway: boolean;
  recipient: string;
}

/** Why a delivery failed for good, and whether that says that the address is dead. Pure. */
export function classify(
  diagnostic: string,
  status: string,
  { transcript, gateway, recipient }: Circumstances,
): { reason: string; kind: 'hard' | 'soft' } {
  // A temporary code, final only because the sender gave up, says nothing of the address.
  const permanent = /^5\./.test(status) || /(^|[\s;:"(#])5\d\d[ -]/.test(diagnostic);
  const temporary = !permanent && (/^4\./.test(status) || /(^|[\s;:"(#])4\d\d[ -]/.test(diagnostic));
  const found = REASON_RULES.find(({ words }) => words.test(diagnostic))?.reason;
  const byCode = HARD_CODES.find(([code]) => code.test(status))?.[1];
  const reason = found ?? byCode ?? 'undefined';
  if (temporary && !(reason === 'userunknown' && CERTAIN.test(diagnostic)))
    return { reason: HARD_REASONS.has(reason) ? 'expired' : reason, kind: 'soft' };
  if (reason === 'userunknown' && byCode !== 'userunknown' && !DIRECTORY_WORDS.test(diagnostic)) {
    const disabled = status === '5.2.1' && !AT_RCPT.test(transcript);
    if (AFTER_DATA.test(transcript) || gateway || disabled || FILTERING_CARRIERS.test(recipient))
      return { reason: 'filtered', kind: 'soft' };
  }
  return { reason, kind: HARD_REASONS.has(reason) ? 'hard' : 'soft' };
}

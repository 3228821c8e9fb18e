import { CONCRETE, DIALECTS } from './words/concrete-reasons.js';
import { DOMAIN, GENERAL, MAILBOX } from './words/general-reasons.js';
import { deniesMailboxAbroad } from './words/languages.js';
import { type ReasonRule, rule } from './words/reason-rule.js';

/** Reasons that say: this mailbox or domain does not exist, or takes no mail for good. */
export const HARD_REASONS = new Set(['userunknown', 'hostunknown', 'hasmoved', 'notaccept']);

/**
 * Reasons that lie with the address or its server, so that a soft bounce counts towards the admin's limit. All
 * others (spam filters, reputation, rate limits, size, our own set-up) say nothing about the address.
 */
export const COUNTED_REASONS = new Set([
  ...HARD_REASONS,
  ...[
    'mailboxfull',
    'suspend',
    'filtered',
    'expired',
    'undefined',
    'mailererror',
    'systemfull',
    'systemerror',
  ],
  'networkerror',
]);

/**
 * What the words of mail servers mean, over plain words (words/plain-words.ts: lower case, "not" written out, no codes, no
 * names). First match wins; one line each. In this order: dialects that cannot be misread; what is about the sender, our
 * server, the message, room or the moment, in concrete words; that the mailbox does not exist; that the domain does not;
 * and last general words, which half of all servers add to everything.
 *
 * To add a wording: one word in words/existence.ts, or one line in words/concrete-reasons.ts or words/general-reasons.ts, and
 * one sample in words/replies.samples.ts.
 */
export const REASON_RULES: readonly ReasonRule[] = [
  ...DIALECTS,
  ...CONCRETE,
  ...MAILBOX,
  ...DOMAIN,
  ...GENERAL,
];

const ABROAD: ReasonRule = rule('userunknown', /(?!)/);

/**
 * The rule that plain words fall under. Pure; the last few thousand answers are remembered, since the bounces of one
 * mailing say the same few sentences again and again.
 *
 * @param permanent the code says that it failed for good.
 */
export function ruleFor(words: string, permanent: boolean, status: string): ReasonRule | undefined {
  if (words.length > MOST_REMEMBERED) return look(words, permanent, status);
  const key = `${permanent ? 'p' : 't'}${status}\n${words}`;
  if (REMEMBERED.has(key)) return REMEMBERED.get(key);
  const rule = look(words, permanent, status);
  if (REMEMBERED.size >= MOST_ANSWERS) REMEMBERED.clear();
  REMEMBERED.set(key, rule);
  return rule;
}

const REMEMBERED = new Map<string, ReasonRule | undefined>();
const MOST_ANSWERS = 2_000;
/** Characters; longer texts are prose, which is not said twice. */
const MOST_REMEMBERED = 300;

function look(words: string, permanent: boolean, status: string): ReasonRule | undefined {
  const found = REASON_RULES.find(
    (one) =>
      (permanent || !one.permanent) && (!one.status || one.status.test(status)) && one.words.test(words),
  );
  // Words of other languages stand beside general ones of English.
  return (!found || found.general) && deniesMailboxAbroad(words) ? ABROAD : found;
}

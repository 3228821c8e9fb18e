import type { Outcome } from '@facteur/dispatch';

/** Words by which receivers say that it comes too fast, or too much; after those of Google, Microsoft, Yahoo, Apple, Orange and Postfix. */
const TOO_FAST =
  /rate.{0,20}(limit|exceed)|limit.{0,20}(rate|exceed|reached)|too (many|fast|much|quick)|throttl|unusual rate|temporar\w+ (deferred|blocked|rate)|\[?TSS0\d|4\.7\.(28|500|650|651)\b|try again later.{0,40}(policy|volume|reputation)|(policy|volume|reputation).{0,60}(try|later|slow)|slow down/i;
/** Said to everybody who comes for the first time; or of one mailbox. */
const OTHERWISE = /gr[ea]y.?list|mailbox|quota|storage|disk|4\.2\.[12]\b|user.{0,20}(over|full)/i;

/** Whether a temporary refusal is about how fast messages come, and not about the recipient. Pure. */
export const isThrottled = (code: number, words: string): boolean =>
  code >= 400 && code < 500 && TOO_FAST.test(words) && !OTHERWISE.test(words);

/** The same of an answer that begins with its code, whatever stands before it. Pure. */
export const saysTooFast = (answer: string): boolean =>
  isThrottled(Number(/\b4\d\d\b/.exec(answer)?.[0] ?? 0), answer);

/**
 * An account that is of no use now, in the words of its server: a 421 or a refused MAIL that is about how fast messages
 * come lets it rest, and does not make it a broken one. Pure.
 */
export const unavailable = (reason: string): Outcome => ({
  kind: 'unavailable',
  reason,
  ...(saysTooFast(reason) ? { throttled: true } : {}),
});

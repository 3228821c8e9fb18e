import { isbot } from 'isbot';

/** What is known of a hit when it is judged. */
export interface HitFacts {
  method: string;
  userAgent: string;
  /** Value of a header by which browsers announce that nobody has clicked yet. */
  purpose: string;
  /** Milliseconds since the message was handed over; null when that is not known. */
  sinceSent: number | null;
  /** Other links of the same message that were fetched in the two seconds before. */
  otherLinks: number;
}

/** So soon after hand-over hardly anybody has read anything. */
const EARLY = 2_000;

/**
 * Whether a hit looks like a scanner's rather than a person's, and why. Pure. One sign that a person cannot
 * give is enough; being early is only a hint, so it takes a second link with it.
 */
export function judgeHit({ method, userAgent, purpose, sinceSent, otherLinks }: HitFacts): string[] {
  const reasons: string[] = [];
  if (method === 'HEAD') reasons.push('asked for the head only');
  if (userAgent && isbot(userAgent)) reasons.push('calls itself a robot');
  if (/prefetch|preview/i.test(purpose)) reasons.push('fetched ahead by a program');
  if (otherLinks >= 3) reasons.push('many links within seconds');
  else if (otherLinks >= 1 && sinceSent !== null && sinceSent < EARLY)
    reasons.push('several links right after delivery');
  return reasons;
}

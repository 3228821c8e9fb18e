import type { DeliveryKind } from '@facteur/dispatch';

/** What became of a message, as one returned message tells it of one recipient. */
export interface Verdict {
  /** Lower-case address; empty when the message does not tell. */
  recipient: string;
  kind: DeliveryKind;
  /** Enhanced status code (RFC 3463), or empty. */
  status: string;
  /** The words of the server, shortened. */
  diagnostic: string;
  /** Why, in one word of the reason table. */
  reason: string;
  /** Where it was read: report, feedback, text, headers. */
  evidence: string;
}

/** A verdict with its words in one line of a length that can be kept. */
export const newVerdict = (verdict: Omit<Verdict, 'status'> & { status?: string }): Verdict => ({
  status: '',
  ...verdict,
  diagnostic: verdict.diagnostic
    .slice(0, 2_000)
    .replace(/\s{2,}|[\t\n\r]/g, ' ')
    .trim()
    .slice(0, 1_000),
});

/**
 * What can come back about a message once it was handed over. `delayed` and `auto-reply` are kept and change
 * nothing.
 */
export const DELIVERY_KINDS = ['hard', 'soft', 'delayed', 'complaint', 'auto-reply', 'delivered'] as const;

export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

/** One verdict of one report, as a channel's reader gives it. */
export interface DeliveryReport {
  channel: string;
  /** The queue item that the report speaks of, and how that was found out; without one nothing changes. */
  itemId?: number;
  matchedBy?: string;
  /** As the report names it; may be another than the item's (forwarding), or empty. */
  address: string;
  kind: DeliveryKind;
  /** The peer's code, e.g. an enhanced status code of RFC 3463; may be empty. */
  status: string;
  /** Why, in one word. */
  reason: string;
  /** The peer's own words. */
  diagnostic: string;
  /** Where in the report it was read. */
  evidence: string;
  /** False for failures that are the sender's fault (blocked, spam, rate limit): they do not count against the address. */
  countsAgainstAddress: boolean;
  /** `mailbox`, or the provider that told. */
  source: string;
  /** Public id of the message that came in. */
  sourceId: string | null;
  reportedAt: Date;
}

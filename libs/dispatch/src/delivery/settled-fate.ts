import type { DeliveryKind } from './delivery-report.js';

/** What all reports about an item come to. */
export interface Fate {
  delivery: 'unknown' | 'delivered' | 'bounced' | 'complained';
  /** Which kind of bounce stands in the log, if any. */
  bounced: 'hard' | 'soft' | undefined;
  complained: boolean;
}

/**
 * The fate of a message, whatever the order in which its reports came: the final verdict wins. A complaint
 * proves that it arrived and was unwanted; hard outweighs soft; a bounce outweighs an earlier "delivered",
 * which only says that the first server took it.
 */
export function fateOf(kinds: Iterable<DeliveryKind>): Fate {
  const has = new Set(kinds);
  const bounced = has.has('hard') ? 'hard' : has.has('soft') ? 'soft' : undefined;
  const complained = has.has('complaint');
  return {
    delivery: complained
      ? 'complained'
      : bounced
        ? 'bounced'
        : has.has('delivered')
          ? 'delivered'
          : 'unknown',
    bounced,
    complained,
  };
}

import { addressesIn, cleanAddress } from './addresses.js';
import type { Contents } from './contents.js';

/*
 * An alias that was written to, and a mailbox that it stands for: a report may name both. Whoever keeps lists knows the
 * first one alone.
 */

/** Whom the returned message was for, as its own headers say. */
export function addresseesOf({ returned }: Contents): Set<string> {
  return new Set(['to', 'x-original-to'].flatMap((name) => returned?.get(name)?.flatMap(addressesIn) ?? []));
}

/** Of the address that failed and the one it came from, the one that was written to. */
export function writtenTo(failed: string, original: string, addressees: Set<string>): string {
  if (!original || addressees.has(failed)) return failed || original;
  // One mailbox by two names of its host is no alias.
  return localPart(failed) === localPart(original) ? failed : original;
}

const localPart = (address: string) => address.slice(0, address.lastIndexOf('@')).replaceAll('"', '');

/** `<a> (expanded from <b>)` of Postfix and Sendmail, `(generated from b)` of Exim, `b -> a`; they may break the line. */
const CAME_FROM =
  /\((?:expanded|(?:ultimately )?generated) from:?\s+(?:root )?<?([^\s<>()@]+@[^\s<>()]+)>?\)|^\s*<?([^\s<>()@]+@[^\s<>()]+)>? -> |original address:\s+<?([^\s<>()@]+@[^\s<>()]+)>?/i;

/** The alias that an address came from, as the lines say that name it. */
export function aliasIn(lines: string[]): string {
  const [, from, alias, original] = CAME_FROM.exec(lines.slice(0, 4).join(' ').slice(0, 600)) ?? [];
  return cleanAddress(from ?? alias ?? original ?? '');
}

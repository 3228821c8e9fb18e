import { parseWebAddress } from '@facteur/platform';

/**
 * Where a click leads, in ASCII whatever was stored. Pure. An address that depends on the recipient comes sealed within
 * the link; the page's owner is still the one that is stored.
 *
 * @param stored what stands with the tracking URL, placeholders and all.
 * @param filled the same with this recipient's values, as the link brings it.
 * @returns undefined where it leads nowhere.
 */
export function addressOfClick(stored: string | null, filled: string | undefined): string | undefined {
  const known = parseWebAddress((stored ?? '').split('{{')[0]!);
  if (!known || filled === undefined) return stored?.includes('{{') ? undefined : known?.href;
  const wanted = parseWebAddress(filled);
  return wanted?.origin === known.origin ? wanted.href : undefined;
}

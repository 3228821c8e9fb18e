/**
 * Informational mail reaches people who opted out. What a mailing was when its queue was built, it stays: a change of
 * its campaign never lets it reach more people. Pure.
 */
export function isInformational(
  mailing: { informational: boolean | null },
  campaign: { informational: boolean } | null,
): boolean {
  return mailing.informational ?? campaign?.informational ?? false;
}

/** The same in SQL, of a mailing `g` and its campaign `c`. */
export const INFORMATIONAL_SQL = 'COALESCE(g.informational, c.informational, 0)';

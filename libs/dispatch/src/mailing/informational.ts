import { INFORMATIONAL } from '@facteur/campaigns';
import type { Mailing } from './mailing.entity.js';

/**
 * Informational mail reaches people who opted out. What a mailing was when its queue was built, it stays: a change of
 * its campaign's type never lets it reach more people. Pure.
 */
export function isInformational(
  { informational }: Pick<Mailing, 'informational'>,
  campaign: { type: string } | null,
): boolean {
  return informational === null || informational === undefined
    ? campaign?.type === INFORMATIONAL
    : Boolean(informational);
}

/** The same in SQL, of a mailing `g` and its campaign `c`. */
export const INFORMATIONAL_SQL = `COALESCE(g.informational, CASE WHEN c.type = '${INFORMATIONAL}' THEN 1 ELSE 0 END)`;

/**
 * How far what somebody may do reaches: over all things; over those of their teams, of nobody's team and their own; or, to look, over their
 * own and those of nobody's team, and to change, over their own alone.
 */
export const REACHES = ['all', 'team', 'own'] as const;
export type Reach = (typeof REACHES)[number];

/** What of whoever asks decides which things they see. */
export interface Reaching {
  /** By which their own things are known. */
  id: string;
  reach: Reach;
  /** Ids of their teams. */
  teams: readonly string[];
}

/** @param principal who asks; whoever is not told apart reaches everything */
export const reachOf = ({
  id,
  name,
  reach = 'all',
  teams = [],
}: Partial<Reaching> & { name: string }): Reaching => ({
  id: (id ?? name).slice(0, 64),
  reach,
  teams,
});

/** The same for all who see the same. Pure. */
export const reachKey = ({ id, reach, teams }: Reaching): string =>
  reach === 'all' ? reach : JSON.stringify([reach, id, [...teams].sort()]);

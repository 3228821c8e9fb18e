import { actorNow } from '../http/acting.js';
import { reachOf } from './reach.js';

/** Whose a thing is, as it is kept. */
export interface Made {
  madeBy: string;
  teamId?: string;
}

/** Whose it is that is made just now: theirs who ask for it, and of their team where they see no others' and have but one. */
export function madeNow(): Made | undefined {
  const actor = actorNow();
  if (!actor) return undefined;
  const { id, reach, teams } = reachOf(actor);
  const [team] = teams;
  return {
    madeBy: id,
    ...(reach !== 'all' && team !== undefined && teams.length === 1 ? { teamId: team } : {}),
  };
}

import { MINUTE } from '@facteur/platform';

/** Milliseconds to wait after the n-th failed attempt (from 1): 5 minutes, then four times as long each time, at most a day. */
export function retryDelay(attempt: number): number {
  return Math.min(5 * MINUTE * 4 ** Math.max(0, attempt - 1), 24 * 60 * MINUTE);
}

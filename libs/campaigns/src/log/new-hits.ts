import { type Counted, countedNames, type Earlier } from '../statistics/counted-names.js';
import type { LogEntry } from './log-actions.js';

/** An open or a click that is in the log. */
export interface KnownHit extends Earlier {
  queueItemId: number;
  action: string;
  dedupeKey: string | null;
}

export interface NewHits {
  /** To be written. */
  fresh: LogEntry[];
  /** How often what is written, or about to be, happened once more: by dedupe key. */
  again: Map<string, number>;
  /** Which numbers each moves. */
  counted: { entry: LogEntry; counted: Counted[] }[];
}

/**
 * What opens and clicks are to a log that holds some already, as if they came one after the other. Pure.
 *
 * @param entries in the order in which they happened, each with its dedupe key.
 */
export function newHits(entries: readonly LogEntry[], known: readonly KnownHit[]): NewHits {
  const news: NewHits = { fresh: [], again: new Map(), counted: [] };
  const earlierOf = new Map<string, (Earlier & { dedupeKey: string | null })[]>();
  const listOf = (queueItemId: number, action: string) => {
    const name = `${queueItemId}:${action}`;
    const list = earlierOf.get(name) ?? [];
    earlierOf.set(name, list);
    return list;
  };
  for (const one of known) listOf(one.queueItemId, one.action).push(one);
  for (const entry of entries) {
    const { action, isBot = false, trackingUrlId = null } = entry;
    const dedupeKey = entry.dedupeKey!;
    const earlier = listOf(entry.queueItemId!, action);
    const isNew = !earlier.some((one) => one.dedupeKey === dedupeKey);
    if (!isNew && entry.implied) continue;
    news.counted.push({ entry, counted: countedNames(entry, earlier, isNew) });
    if (isNew) {
      news.fresh.push(entry);
      earlier.push({ trackingUrlId, isBot, dedupeKey });
    } else news.again.set(dedupeKey, (news.again.get(dedupeKey) ?? 0) + 1);
  }
  return news;
}

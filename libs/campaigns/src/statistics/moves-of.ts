import type { LogEntry } from '../log/log-actions.js';
import type { Counted } from './counted-names.js';
import type { BreakdownMove, CounterMove } from './counters.repository.js';

/** Something that happened, and which numbers it moves. */
export interface CountedEvent {
  entry: LogEntry;
  counted: Counted[];
  /** What the channel groups its address by. */
  group: string | null;
}

/** By how much which numbers move, for all of them. Most of what comes together is alike, and is worked out once. Pure. */
export function movesOf(events: readonly CountedEvent[]): {
  moves: CounterMove[];
  breakdown: BreakdownMove[];
} {
  const moves: CounterMove[] = [];
  const breakdown: BreakdownMove[] = [];
  for (const { event, times } of alike(events)) {
    const { entry, counted, group } = event;
    const of = { campaignId: entry.campaignId, mailingId: entry.mailingId ?? 0 };
    for (const { name, by: once, ofLink, onlyOfLink } of counted) {
      const by = once * times;
      const link = entry.trackingUrlId ?? 0;
      if (!onlyOfLink) moves.push({ ...of, trackingUrlId: 0, name, by });
      if (onlyOfLink || (ofLink && link)) moves.push({ ...of, trackingUrlId: link, name, by });
      if (onlyOfLink) continue;
      breakdown.push({ ...of, kind: 'slot', bucket: slotOf(entry.actionDate), name, by });
      if (group) breakdown.push({ ...of, kind: 'group', bucket: group, name, by });
      if (entry.targetType) breakdown.push({ ...of, kind: 'type', bucket: entry.targetType, name, by });
    }
  }
  return { moves, breakdown };
}

function alike(events: readonly CountedEvent[]): Iterable<{ event: CountedEvent; times: number }> {
  const known = new Map<string, { event: CountedEvent; times: number }>();
  for (const event of events) {
    const { entry, counted, group } = event;
    const { campaignId, mailingId, trackingUrlId, targetType, actionDate } = entry;
    const names = counted.map(({ name, by, ofLink, onlyOfLink }) => `${name} ${by} ${ofLink} ${onlyOfLink}`);
    const name = [
      ...[campaignId, mailingId, trackingUrlId ?? 0, targetType, slotOf(actionDate)],
      ...[...names, '', group],
    ].join('\n');
    const same = known.get(name);
    if (same) same.times += 1;
    else known.set(name, { event, times: 1 });
  }
  return known.values();
}

/** All time zones are whole quarters of an hour from UTC, so series for any of them can be made of these. */
const SLOT = 15 * 60_000;

let lastSlot = { number: NaN, name: '' };

/** Writing a date takes longer than anything else about a count, and what comes together comes in one slot. */
function slotOf(date: Date): string {
  const number = Math.floor(date.getTime() / SLOT);
  if (number !== lastSlot.number)
    lastSlot = { number, name: new Date(number * SLOT).toISOString().slice(0, 16) };
  return lastSlot.name;
}

import type { LogEntry } from '../log/log-actions.js';

/** Counters of what happens once for a message; opens and clicks are counted apart. */
const SIMPLE: Partial<Record<string, string>> = {
  Sent: 'sent',
  Complained: 'complained',
  Replied: 'replied',
  'Lead Created': 'leadCreated',
};

export interface Earlier {
  trackingUrlId: number | null;
  isBot: boolean;
}

export interface Counted {
  name: string;
  by: number;
  /** Also for the link that was clicked. */
  ofLink?: boolean;
  /** Not for the whole. */
  onlyOfLink?: boolean;
}

/**
 * Which numbers an event moves. Opened and Clicked count people (the first of an item), their totals count
 * every time; each is kept without and with suspected bots. Pure.
 *
 * @param earlier the records that the item has of this action already.
 * @param isNew false for a further hit of a record that is there.
 */
export function countedNames(entry: LogEntry, earlier: Earlier[], isNew: boolean): Counted[] {
  if (entry.isTest) return [];
  switch (entry.action) {
    case 'Opted Out':
      return [{ name: 'optedOut', by: 1 }];
    case 'Opted In':
      // Only who had opted out by a message comes back; a form brings people who never were out.
      return entry.queueItemId === null ? [] : [{ name: 'optedOut', by: -1 }];
    case 'Bounced':
      return [{ name: bounceCounter(entry.details), by: 1 }];
    case 'Opened':
    case 'Clicked':
      return hitNames(entry, earlier, isNew);
    default: {
      const name = SIMPLE[entry.action];
      return name && !entry.isBot ? [{ name, by: 1 }] : [];
    }
  }
}

const bounceCounter = (details: LogEntry['details']) => (details?.hard ? 'hardBounced' : 'softBounced');

function hitNames(entry: LogEntry, earlier: Earlier[], isNew: boolean): Counted[] {
  const base = entry.action === 'Opened' ? 'opened' : 'clicked';
  const link = entry.trackingUrlId ?? null;
  const sameLink = earlier.filter((one) => one.trackingUrlId === link);
  const names: Counted[] = [{ name: `${base}TotalWithBots`, by: 1, ofLink: true }];
  if (!entry.isBot) names.push({ name: `${base}Total`, by: 1, ofLink: true });
  if (!isNew) return names;
  const first = (all: Earlier[]) => all.length === 0;
  const firstHuman = (all: Earlier[]) => !entry.isBot && !all.some((one) => !one.isBot);
  if (first(earlier)) names.push({ name: `${base}WithBots`, by: 1 });
  if (firstHuman(earlier)) names.push({ name: base, by: 1 });
  if (link !== null && first(sameLink)) names.push({ name: `${base}WithBots`, by: 1, onlyOfLink: true });
  if (link !== null && firstHuman(sameLink)) names.push({ name: base, by: 1, onlyOfLink: true });
  return names;
}

import { DAY, HOUR, MINUTE, wallTime } from '@facteur/platform';
import type { PaceRule } from './pace-rule.entity.js';

/** What a rule counts over. A window is any such time, not one that begins with the hour. */
export const SPANS = ['minute', 'hour', 'day'] as const;
export type Span = (typeof SPANS)[number];

/**
 * Counts are kept by slots. Those that lie in a window in part count as a whole, so a cap is never passed in any window,
 * and what is held back by that is a twelfth, a sixtieth or a forty-eighth.
 */
const SLOTS: Record<Span, { length: number; count: number }> = {
  minute: { length: 5_000, count: 13 },
  hour: { length: MINUTE, count: 61 },
  day: { length: 30 * MINUTE, count: 49 },
};

const LENGTH: Record<Span, number> = { minute: MINUTE, hour: HOUR, day: DAY };

export const slotOf = (span: Span, at: Date) => Math.floor(at.getTime() / SLOTS[span].length);

/** The first slot that a window which ends now still touches. */
export const firstSlotOf = (span: Span, now: Date) => slotOf(span, now) - SLOTS[span].count + 1;

/** Every ten minutes without a word from receivers the rate grows by a fifth. */
const RECOVERY = 1.2;
const RECOVERY_EVERY = 10 * MINUTE;

type Caps = Partial<Record<Span, number>>;

/** The most of a rule at a moment, by span; absent where there is none. Pure. */
export function capsOf(rule: PaceRule, now: Date): Caps {
  const caps: Caps = {};
  const atMost = (span: Span, cap: number | null | undefined) => {
    if (cap != null) caps[span] = Math.min(caps[span] ?? Infinity, cap);
  };
  atMost('minute', rule.perMinute);
  atMost('hour', rule.perHour);
  atMost('day', rule.perDay);
  atMost('day', warmUp(rule, now));
  atMost('minute', slowed(rule, now));
  return caps;
}

/** Messages of this day of a warm-up; undefined without one, and before it begins it is its first day. */
function warmUp({ warmUpFrom, warmUpFirst, warmUpFactor }: PaceRule, now: Date): number | undefined {
  if (!warmUpFrom || warmUpFirst === null) return undefined;
  const days = Math.max(0, Math.floor((now.getTime() - warmUpFrom.getTime()) / DAY));
  return Math.min(1e9, Math.floor(warmUpFirst * ((warmUpFactor ?? 150) / 100) ** Math.min(days, 365)));
}

/** Messages a minute that receivers bear for now; undefined when they say nothing, or have not for long enough. */
export function slowed({ slowLevel, slowedAt, slowBase }: PaceRule, now: Date): number | undefined {
  if (slowLevel === 0 || !slowedAt || slowBase === null) return undefined;
  const share = 0.5 ** slowLevel * RECOVERY ** ((now.getTime() - slowedAt.getTime()) / RECOVERY_EVERY);
  return share >= 1 ? undefined : Math.max(1, Math.floor(slowBase * share));
}

/** Whether it lets anything through at this hour. Pure. */
export function isOpen({ days, openFrom, openUntil, timezone }: PaceRule, now: Date): boolean {
  if (days === null && openFrom === null) return true;
  const { weekday, hour, minute } = wallTime(now, timezone ?? 'UTC');
  const at = hour * 60 + minute;
  const [from, until] = [minuteOf(openFrom ?? '00:00'), minuteOf(openUntil ?? '24:00')];
  const overMidnight = until <= from;
  const within = overMidnight ? at >= from || at < until : at >= from && at < until;
  // What began on Friday evening is Friday's until it ends on Saturday morning.
  const day = overMidnight && at < until ? (weekday + 6) % 7 : weekday;
  return within && (days === null || days.includes(String(day)));
}

/** Of the day. */
const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** When it opens, to the quarter of an hour; undefined when that is not within a week. */
export function opensAt(rule: PaceRule, now: Date): Date | undefined {
  const quarter = 15 * MINUTE;
  for (let at = Math.ceil(now.getTime() / quarter) * quarter; at < now.getTime() + 8 * DAY; at += quarter)
    if (isOpen(rule, new Date(at))) return new Date(at);
  return undefined;
}

/** Messages an hour at the most, in the long run; undefined where nothing bounds them. */
export function hourlyRate(rule: PaceRule, now: Date): number | undefined {
  const caps = capsOf(rule, now);
  const rates = SPANS.flatMap((span) => (caps[span] === undefined ? [] : (caps[span] * HOUR) / LENGTH[span]));
  return rates.length ? Math.min(...rates) : undefined;
}

const STEP = 15 * MINUTE;
/** Further ahead it goes on as it went until then. */
const FORECAST = 28 * DAY;

/**
 * When so many messages will have gone, by the rule's caps, its hours and days, its warm-up and its recovery. Pure.
 *
 * @returns undefined where nothing holds them, or where they never go.
 */
export function doneAt(rule: PaceRule, waiting: number, now: Date): Date | undefined {
  const start = now.getTime();
  let left = waiting;
  let today = 0;
  for (let passed = 0; passed < FORECAST; passed += STEP) {
    if (passed % DAY === 0) today = 0;
    const moment = new Date(start + passed);
    if (!isOpen(rule, moment)) continue;
    const { minute = Infinity, hour = Infinity, day = Infinity } = capsOf(rule, moment);
    const most = Math.min((minute * STEP) / MINUTE, (hour * STEP) / HOUR, day - today);
    if (most === Infinity) return passed === 0 ? undefined : moment;
    if (left <= most) return new Date(start + passed + (STEP * left) / most);
    left -= most;
    today += most;
  }
  const gone = waiting - left;
  return gone > 0 ? new Date(start + FORECAST * Math.min(waiting / gone, 1_000)) : undefined;
}

/** `30 a minute`, for people. */
export const wordsOfCap = (span: Span, cap: number) => `${cap} ${span === 'hour' ? 'an' : 'a'} ${span}`;

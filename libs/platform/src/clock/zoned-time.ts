/** A moment as a clock on the wall shows it in a time zone. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** 0 Monday … 6 Sunday. */
  weekday: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** True for names such as Europe/Paris or UTC. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export function wallTime(moment: Date, timeZone: string): WallTime {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      weekday: 'short',
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return {
    year: Number(parts['year']),
    month: Number(parts['month']),
    day: Number(parts['day']),
    hour: Number(parts['hour']),
    minute: Number(parts['minute']),
    second: Number(parts['second']),
    weekday: WEEKDAYS.indexOf(parts['weekday'] ?? ''),
  };
}

const two = (value: number) => String(value).padStart(2, '0');

/** `2027-03-01` */
export const dayOf = ({ year, month, day }: WallTime) => `${year}-${two(month)}-${two(day)}`;

/** `2027-03-01T10:00` */
export const hourOf = (wall: WallTime) => `${dayOf(wall)}T${two(wall.hour)}:00`;

/** `2027-03-01 10:00:59`, as spreadsheets understand it. */
export function wallClock(moment: Date, timeZone: string): string {
  const wall = wallTime(moment, timeZone);
  return `${dayOf(wall)} ${two(wall.hour)}:${two(wall.minute)}:${two(wall.second)}`;
}

/** The moment at which the hour (or the day) of a moment began in the zone. */
export function stepStart(moment: Date, wall: WallTime, interval: 'hour' | 'day', timeZone: string): Date {
  const hourStart = new Date(moment.getTime() - wall.minute * 60_000);
  if (interval === 'hour') return hourStart;
  // Where clocks were changed since midnight, the day began an hour earlier or later than it seems.
  const guess = new Date(hourStart.getTime() - wall.hour * 3_600_000);
  const seen = wallTime(guess, timeZone);
  const off = seen.day === wall.day ? seen.hour * 60 + seen.minute : (seen.hour - 24) * 60 + seen.minute;
  return new Date(guess.getTime() - off * 60_000);
}

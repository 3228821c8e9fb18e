/** How often a job runs, as people say it; everything else is cron's own words. */
export type Often =
  | { kind: 'minutes'; every: number }
  | { kind: 'hourly'; minute: number }
  | { kind: 'daily'; hour: number; minute: number }
  | { kind: 'weekly'; day: number; hour: number; minute: number }
  | { kind: 'cron' };

const whole = (text: string | undefined, most: number): number | undefined =>
  text !== undefined && /^\d{1,2}$/.test(text) && Number(text) <= most ? Number(text) : undefined;

/** What a cron expression of five fields says; `cron` where it says more than the form can. Pure. */
export function oftenOf(expression: string): Often {
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== 5) return { kind: 'cron' };
  const [first, second, dayOfMonth, month, dayOfWeek] = parts;
  if (dayOfMonth !== '*' || month !== '*') return { kind: 'cron' };
  const minute = whole(first, 59);
  const hour = whole(second, 23);
  const day = whole(dayOfWeek, 7);
  const every = whole(/^\*\/(\d{1,2})$/.exec(first ?? '')?.[1], 59);
  if (dayOfWeek === '*') {
    if (first === '*' && second === '*') return { kind: 'minutes', every: 1 };
    if (every && second === '*') return { kind: 'minutes', every };
    if (minute !== undefined && second === '*') return { kind: 'hourly', minute };
    if (minute !== undefined && hour !== undefined) return { kind: 'daily', hour, minute };
    return { kind: 'cron' };
  }
  if (day !== undefined && minute !== undefined && hour !== undefined)
    return { kind: 'weekly', day: day % 7, hour, minute };
  return { kind: 'cron' };
}

/** The expression of what the form says. Pure. */
export function cronOf(often: Exclude<Often, { kind: 'cron' }>): string {
  switch (often.kind) {
    case 'minutes':
      return often.every === 1 ? '* * * * *' : `*/${often.every} * * * *`;
    case 'hourly':
      return `${often.minute} * * * *`;
    case 'daily':
      return `${often.minute} ${often.hour} * * *`;
    case 'weekly':
      return `${often.minute} ${often.hour} * * ${often.day}`;
  }
}

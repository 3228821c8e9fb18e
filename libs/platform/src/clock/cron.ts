import { Cron } from 'croner';
import { InvalidInput } from '../errors/problems.js';

/** The first moment after `from` at which the expression fires in the time zone; null when it never does. */
export function nextFiring(scheduling: string, timezone: string, from: Date): Date | null {
  return new Cron(scheduling, { timezone, paused: true }).nextRun(from);
}

/** @throws InvalidInput naming `scheduling` or `timezone`: unreadable, unknown, or a date that never comes. */
export function checkSchedule(scheduling: string, timezone: string, from: Date): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
  } catch {
    throw InvalidInput.of('timezone', `"${timezone}" is not a time zone such as Europe/Paris or UTC`);
  }
  if (scheduling.trim().split(/\s+/).length !== 5)
    throw InvalidInput.of('scheduling', 'must have five fields: minute hour day month weekday');
  let next: Date | null;
  try {
    next = nextFiring(scheduling, timezone, from);
  } catch (error) {
    throw InvalidInput.of(
      'scheduling',
      `cannot be read as cron (minute hour day month weekday): ${(error as Error).message}`,
    );
  }
  if (!next) throw InvalidInput.of('scheduling', `"${scheduling}" never fires`);
}

import { expect, it } from '@jest/globals';
import { checkSchedule, nextFiring } from './cron.js';

const now = new Date('2027-03-27T23:30:00Z');

it('fires by the clock of its time zone, through the change to summer time', () => {
  expect(nextFiring('0 9 * * *', 'Europe/Paris', now)?.toISOString()).toBe('2027-03-28T07:00:00.000Z');
  expect(nextFiring('0 9 * * *', 'UTC', now)?.toISOString()).toBe('2027-03-28T09:00:00.000Z');
});

it.each(['0 0 30 2 *', '0 0 31 4 *', '61 * * * *', 'hourly please', ''])('%j is refused', (scheduling) => {
  expect(() => checkSchedule(scheduling, 'UTC', now)).toThrow(/scheduling/);
});

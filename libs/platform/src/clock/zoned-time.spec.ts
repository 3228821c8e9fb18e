import { expect, it } from '@jest/globals';
import { dayOf, hourOf, isTimeZone, stepStart, wallClock, wallTime } from './zoned-time.js';

it.each([
  ['UTC', true],
  ['Europe/Paris', true],
  ['Asia/Kathmandu', true],
  ['Europe/Nowhere', false],
  ['', false],
])('whether "%s" is a time zone: %s', (name, expected) => expect(isTimeZone(name)).toBe(expected));

it.each([
  ['2027-03-01T09:05:07Z', 'UTC', '2027-03-01 09:05:07'],
  ['2027-12-31T23:30:00Z', 'Europe/Paris', '2028-01-01 00:30:00'],
  ['2027-01-01T00:00:00Z', 'America/New_York', '2026-12-31 19:00:00'],
  ['2027-01-01T00:00:00Z', 'Asia/Kathmandu', '2027-01-01 05:45:00'],
  ['2027-03-28T00:59:59Z', 'Europe/Paris', '2027-03-28 01:59:59'],
  ['2027-03-28T01:00:00Z', 'Europe/Paris', '2027-03-28 03:00:00'],
])('a clock shows %s in %s as %s', (moment, zone, expected) =>
  expect(wallClock(new Date(moment), zone)).toBe(expected),
);

it('midnight is hour 0 of the new day, and the week begins with Monday', () => {
  const sunday = wallTime(new Date('2027-02-28T23:00:00Z'), 'UTC');
  const monday = wallTime(new Date('2027-03-01T00:00:00Z'), 'UTC');
  expect([sunday.weekday, sunday.hour]).toEqual([6, 23]);
  expect(monday).toEqual({ year: 2027, month: 3, day: 1, hour: 0, minute: 0, second: 0, weekday: 0 });
});

it('names days and hours with two digits, so that they sort as texts', () => {
  const wall = wallTime(new Date('2027-03-01T09:05:07Z'), 'UTC');
  expect(dayOf(wall)).toBe('2027-03-01');
  expect(hourOf(wall)).toBe('2027-03-01T09:00');
});

const start = (moment: string, interval: 'hour' | 'day', zone: string) => {
  const date = new Date(moment);
  return stepStart(date, wallTime(date, zone), interval, zone).toISOString();
};

it.each([
  ['2027-03-01T09:45:00Z', 'UTC', '2027-03-01T09:00:00.000Z'],
  ['2027-03-01T09:45:00Z', 'Asia/Kolkata', '2027-03-01T09:30:00.000Z'],
  ['2027-03-01T09:30:00Z', 'Asia/Kathmandu', '2027-03-01T09:15:00.000Z'],
])('the hour of %s in %s began at %s', (moment, zone, expected) =>
  expect(start(moment, 'hour', zone)).toBe(expected),
);

it.each([
  ['on an ordinary day', '2027-03-01T10:15:00Z', 'Europe/Paris', '2027-02-28T23:00:00.000Z'],
  ['with minutes in its offset', '2027-03-01T10:15:00Z', 'Asia/Kathmandu', '2027-02-28T18:15:00.000Z'],
  ['once clocks went forward', '2027-03-28T10:15:00Z', 'Europe/Paris', '2027-03-27T23:00:00.000Z'],
  ['once clocks went back', '2027-10-31T10:15:00Z', 'Europe/Paris', '2027-10-30T22:00:00.000Z'],
  ['before clocks went back', '2027-10-30T23:15:00Z', 'Europe/Paris', '2027-10-30T22:00:00.000Z'],
  ['by half an hour', '2027-10-02T20:15:00Z', 'Australia/Lord_Howe', '2027-10-02T13:30:00.000Z'],
  ['where midnight was skipped', '2018-11-04T12:30:00Z', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
])('finds where the day began %s', (_, moment, zone, expected) =>
  expect(start(moment, 'day', zone)).toBe(expected),
);

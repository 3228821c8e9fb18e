import { expect, it } from '@jest/globals';
import { monthsAfter } from './months-after.js';

it.each([
  ['2026-08-31T10:00:00.000Z', 1, '2026-09-30T10:00:00.000Z'],
  ['2026-08-31T10:00:00.000Z', 6, '2027-02-28T10:00:00.000Z'],
  ['2027-12-15T23:59:00.000Z', 3, '2028-03-15T23:59:00.000Z'],
  ['2027-01-31T00:00:00.000Z', 13, '2028-02-29T00:00:00.000Z'],
])('%s and %d months is %s', (at, months, then) => {
  expect(monthsAfter(new Date(at), months).toISOString()).toBe(then);
});

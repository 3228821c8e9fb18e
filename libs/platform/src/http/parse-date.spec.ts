import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseDate } from './parse-date.js';

it.each([
  ['2027-01-31T09:00:00Z', '2027-01-31T09:00:00.000Z'],
  ['2027-01-31T10:00:00+01:00', '2027-01-31T09:00:00.000Z'],
  ['2027-01-31T00:30:00-0530', '2027-01-31T06:00:00.000Z'],
  ['2027-01-31T09:00', '2027-01-31T09:00:00.000Z'],
  ['2027-01-31', '2027-01-31T00:00:00.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
])('%s is %s', (text, expected) => expect(parseDate(text)?.toISOString()).toBe(expected));

it.each([
  '2027-02-29',
  '2027-13-01',
  '2027-01-31T24:00:00Z',
  '2027-01-31T10:60:00Z',
  'tomorrow',
  '',
  '1 January',
  '2027-01-31T10:00:00+15:00',
  7,
  null,
  {},
])('%p is no date', (value) => expect(parseDate(value)).toBeUndefined());

it('reads every date that ISO 8601 writes', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }),
      (date) => expect(parseDate(date.toISOString())).toEqual(date),
    ),
  );
});

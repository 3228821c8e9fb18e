import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cronOf, type Often, oftenOf } from './schedule.js';

const minute = fc.integer({ min: 0, max: 59 });
const hour = fc.integer({ min: 0, max: 23 });

const often: fc.Arbitrary<Exclude<Often, { kind: 'cron' }>> = fc.oneof(
  fc.record({ kind: fc.constant('minutes' as const), every: fc.integer({ min: 1, max: 59 }) }),
  fc.record({ kind: fc.constant('hourly' as const), minute }),
  fc.record({ kind: fc.constant('daily' as const), hour, minute }),
  fc.record({ kind: fc.constant('weekly' as const), day: fc.integer({ min: 0, max: 6 }), hour, minute }),
);

describe('a schedule as people say it', () => {
  it('says the same after being written as cron and read again', () => {
    fc.assert(fc.property(often, (one) => expect(oftenOf(cronOf(one))).toEqual(one)));
  });

  it.each([
    '0 9 1 * *',
    '0 9 * 3 *',
    '0 9-17 * * *',
    '0,30 * * * *',
    '0 9 * * 1-5',
    '@daily',
    '0 0 9 * * *',
    '',
  ])('leaves "%s" as it is written', (expression) => expect(oftenOf(expression)).toEqual({ kind: 'cron' }));
});

import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { brakeReason } from './brake.js';

const RULES = { brakeAfter: 100, brakeBounces: 10, brakeComplaints: 1, brakeOptOuts: 10 };
const counts = fc.record({
  sentCount: fc.nat({ max: 10_000 }),
  bouncedCount: fc.nat({ max: 3_000 }),
  complainedCount: fc.nat({ max: 300 }),
  optedOutCount: fc.nat({ max: 3_000 }),
});

it('brakes when a share is over its limit, and never before so many were sent', () =>
  fc.assert(
    fc.property(counts, (figures) => {
      const over =
        figures.bouncedCount * 10 > figures.sentCount ||
        figures.complainedCount * 100 > figures.sentCount ||
        figures.optedOutCount * 10 > figures.sentCount;
      expect(brakeReason(figures, RULES) !== undefined).toBe(figures.sentCount >= 100 && over);
    }),
  ));

it('is off by 0, as a whole and each share', () =>
  fc.assert(
    fc.property(counts, (figures) => {
      expect(brakeReason(figures, { ...RULES, brakeAfter: 0 })).toBeUndefined();
      expect(
        brakeReason(figures, { brakeAfter: 1, brakeBounces: 0, brakeComplaints: 0, brakeOptOuts: 0 }),
      ).toBeUndefined();
    }),
  ));

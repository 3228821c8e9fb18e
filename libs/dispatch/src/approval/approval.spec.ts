import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Approval, APPROVALS, covers } from './approval.js';

const somebody = fc.record({ id: fc.constantFrom('a', 'b', 'c'), name: fc.string() });
const approval: fc.Arbitrary<Approval> = fc.record({
  status: fc.constantFrom(...APPROVALS),
  fingerprint: fc.constantFrom('f', 'g'),
  recipients: fc.nat({ max: 1_000_000 }),
  askedBy: somebody,
  answeredBy: fc.option(somebody),
  answeredAt: fc.constant(null),
});

it('a yes covers what was seen, for about as many, and never one’s own wish', () => {
  fc.assert(
    fc.property(approval, fc.constantFrom('f', 'g'), fc.nat({ max: 2_000_000 }), (one, print, count) => {
      if (!covers(one, print, count)) return;
      expect(one.status).toBe('Approved');
      expect(one.fingerprint).toBe(print);
      expect(one.answeredBy?.id).not.toBe(one.askedBy.id);
      expect(count).toBeLessThanOrEqual(one.recipients * 1.2 + 10);
    }),
  );
});

it('nor others in the place of those who were looked at', () => {
  fc.assert(
    fc.property(approval, fc.nat({ max: 2_000_000 }), (one, joined) => {
      const given: Approval = { ...one, status: 'Approved', answeredBy: { id: 'z', name: 'Zoe' } };
      const isCovered = covers(given, given.fingerprint, given.recipients, joined);
      expect(isCovered).toBe(joined <= Math.max(10, given.recipients * 0.2));
    }),
  );
});

it('it covers fewer than were seen', () => {
  fc.assert(
    fc.property(approval, fc.nat({ max: 100 }), (one, less) => {
      const given: Approval = { ...one, status: 'Approved', answeredBy: { id: 'z', name: 'Zoe' } };
      expect(covers(given, given.fingerprint, Math.max(0, given.recipients - less))).toBe(true);
    }),
  );
});

it('without anybody asked nothing is covered', () => expect(covers(undefined, 'f', 0)).toBe(false));

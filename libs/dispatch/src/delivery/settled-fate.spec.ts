import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DELIVERY_KINDS } from './delivery-report.js';
import { fateOf } from './settled-fate.js';

describe('the fate of a message', () => {
  it('a later hard verdict outweighs a soft one, and a soft one never a hard one', () => {
    expect(fateOf(['soft', 'hard']).bounced).toBe('hard');
    expect(fateOf(['hard', 'soft']).bounced).toBe('hard');
  });

  it('delays and auto-replies change nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...DELIVERY_KINDS)), (kinds) => {
        const without = kinds.filter((kind) => kind !== 'delayed' && kind !== 'auto-reply');
        expect(fateOf(kinds)).toEqual(fateOf(without));
      }),
    );
  });

  it('neither order nor repetition matters', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...DELIVERY_KINDS)), (kinds) => {
        expect(fateOf([...kinds].reverse())).toEqual(fateOf([...kinds, ...kinds]));
      }),
    );
  });
});

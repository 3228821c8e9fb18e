import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Filter,
  filterOf,
  groupOf,
  isGroup,
  keyOfFault,
  move,
  newGroup,
  pathsOf,
  replace,
} from './rule-model';

const conditions = fc.oneof(
  fc.record({
    field: fc.constantFrom('addressCity', 'account.industry'),
    operator: fc.constantFrom('is', 'in'),
    value: fc.string(),
  }),
  fc.record({ field: fc.constant('title'), operator: fc.constant('isEmpty') }),
  fc.record({ memberOf: fc.record({ targetListIds: fc.array(fc.string(), { minLength: 1 }) }) }),
  fc.record({ activity: fc.record({ action: fc.constant('Clicked'), atLeast: fc.nat() }) }),
  fc.record({ wombat: fc.record({ depth: fc.nat() }) }),
);
const { node } = fc.letrec<{ node: Filter }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    conditions,
    fc.record({ all: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('node'), { minLength: 2, maxLength: 3 }) }),
    fc.record({ not: tie('node') }),
  ),
}));
const filters = fc.record({ all: fc.array(node, { minLength: 1, maxLength: 4 }) }) as fc.Arbitrary<Filter>;

describe('a filter that is built', () => {
  it('is the very filter that it was read from', () => {
    fc.assert(fc.property(filters, (filter) => expect(filterOf(groupOf(filter))).toEqual(filter)));
  });

  it('of analysts: clicked prices, bought nothing, not of a customer', () => {
    const filter = {
      all: [
        { activity: { action: 'Clicked', campaignIds: ['MARCH', 'APRIL'], trackingUrlIds: ['PRICES'] } },
        { not: { memberOf: { targetListIds: ['BOUGHT'] } } },
        { not: { related: 'account', matches: { memberOf: { targetListIds: ['CUSTOMERS'] } } } },
      ],
    };
    const rule = groupOf(filter);
    expect(rule.children.map(({ kind }) => kind)).toEqual(['activity', 'none', 'none']);
    expect(filterOf(rule)).toEqual(filter);
  });

  it('knows where a fault is', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const rule = groupOf(filter);
        for (const [key, path] of pathsOf(rule)) {
          const found = keyOfFault(rule, `${path}.operator`);
          expect(pathsOf(rule).get(found)).toBe(path);
          expect(key).toBeTruthy();
        }
      }),
    );
  });

  it('moved down and up again is as it was', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const rule = groupOf(filter);
        const [first] = rule.children;
        if (rule.children.length < 2) return;
        expect(filterOf(move(move(rule, first!.key, 1), first!.key, -1))).toEqual(filter);
      }),
    );
  });

  it('changes one node and no other', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const rule = groupOf(filter);
        const [first] = rule.children;
        const changed = replace(rule, first!.key, () => newGroup('any'));
        expect(changed.children.slice(1)).toEqual(rule.children.slice(1));
        expect(isGroup(changed.children[0]!)).toBe(true);
      }),
    );
  });
});

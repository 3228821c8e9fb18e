import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CountedEvent, movesOf } from './moves-of.js';

const number = fc.nat(2);

const event = fc.record<CountedEvent>({
  entry: fc.record({
    campaignId: number,
    mailingId: fc.option(number),
    trackingUrlId: fc.option(number),
    targetType: fc.option(fc.constantFrom('Contact', 'Lead')),
    actionDate: fc.constantFrom(new Date('2027-03-01T09:14:59Z'), new Date('2027-03-01T09:15:00Z')),
    action: fc.constant('Clicked'),
    queueItemId: fc.constant(1),
    targetId: fc.constant('1'),
    address: fc.constant('a@x.example'),
    isTest: fc.constant(false),
  }),
  counted: fc.array(
    fc.record({
      name: fc.constantFrom('clicked', 'clickedTotal'),
      by: fc.constantFrom(1, -1),
      ofLink: fc.boolean(),
      onlyOfLink: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  group: fc.option(fc.constantFrom('x.example', 'y.example')),
});

/** What every number has moved by in the end. */
function sums(all: readonly ReturnType<typeof movesOf>[]): Record<string, number> {
  const by: Record<string, number> = {};
  for (const { moves, breakdown } of all)
    for (const { by: step, ...where } of [...moves, ...breakdown]) {
      const name = JSON.stringify(where);
      by[name] = (by[name] ?? 0) + step;
    }
  return by;
}

it('what is worked out for all at once moves every number as one after the other would', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), (events) => {
      expect(sums([movesOf(events)])).toEqual(sums(events.map((one) => movesOf([one]))));
    }),
  );
});

it('counts by quarters of an hour, which every time zone is made of', () => {
  const at = (actionDate: string) => ({
    entry: { ...ENTRY, actionDate: new Date(actionDate) },
    counted: [{ name: 'sent', by: 1 }],
    group: null,
  });
  const { breakdown } = movesOf([
    at('2027-03-01T09:14:59Z'),
    at('2027-03-01T09:15:00Z'),
    at('2027-03-01T09:29:59Z'),
  ]);
  expect(breakdown.map(({ bucket, by }) => [bucket, by])).toEqual([
    ['2027-03-01T09:00', 1],
    ['2027-03-01T09:15', 2],
  ]);
});

const ENTRY = {
  ...{ campaignId: 1, mailingId: 1, queueItemId: 1, action: 'Sent', targetType: null, targetId: null },
  ...{ address: null, isTest: false },
} as const;

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { capsOf, doneAt, firstSlotOf, isOpen, opensAt, slotOf, slowed, type Span } from './pace-limits.js';
import { PaceRule } from './pace-rule.entity.js';

const rule = (values: Partial<PaceRule>): PaceRule =>
  Object.assign(new PaceRule(), {
    ...{
      perMinute: null,
      perHour: null,
      perDay: null,
      atOnce: null,
      days: null,
      openFrom: null,
      openUntil: null,
    },
    ...{ timezone: null, warmUpFrom: null, warmUpFirst: null, warmUpFactor: null },
    ...{ slowLevel: 0, slowedAt: null, slowBase: null, slowReason: null, ...values },
  });

const MONDAY = new Date('2027-03-01T00:00:00Z');
const at = (hours: number) => new Date(MONDAY.getTime() + hours * 3_600_000);

describe('caps', () => {
  it.each<[Span, number]>([
    ['minute', 60_000],
    ['hour', 3_600_000],
    ['day', 86_400_000],
  ])('are never passed in any %s, wherever it begins', (span, length) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 1, max: length / 3 }), { minLength: 1, maxLength: 80 }),
        (cap, waits) => {
          const slots = new Map<number, number>();
          const sent: number[] = [];
          let now = MONDAY.getTime();
          for (const wait of waits) {
            now += wait;
            const moment = new Date(now);
            const used = [...slots].reduce(
              (sum, [slot, n]) => (slot >= firstSlotOf(span, moment) ? sum + n : sum),
              0,
            );
            for (let i = used; i < cap; i++) {
              sent.push(now);
              slots.set(slotOf(span, moment), (slots.get(slotOf(span, moment)) ?? 0) + 1);
            }
          }
          for (const start of sent)
            expect(sent.filter((time) => time >= start && time < start + length).length).toBeLessThanOrEqual(
              cap,
            );
        },
      ),
    );
  });

  it('a warm-up grows by its factor from day to day, and the cap of the day holds beside it', () => {
    const warming = rule({ warmUpFrom: MONDAY, warmUpFirst: 50, warmUpFactor: 200, perDay: 300 });
    expect([-5, 0, 23, 24, 48, 72].map((hours) => capsOf(warming, at(hours)).day)).toEqual([
      50, 50, 50, 100, 200, 300,
    ]);
  });
});

describe('slowing down', () => {
  it('halves, and recovers slowly to where it was, and no further', () => {
    const slow = rule({ slowLevel: 2, slowBase: 100, slowedAt: MONDAY });
    expect(slowed(slow, MONDAY)).toBe(25);
    const later = Array.from({ length: 24 }, (_, i) => slowed(slow, at(i / 6)) ?? Infinity);
    expect(later).toEqual([...later].sort((a, b) => a - b));
    expect(later.at(-1)).toBe(Infinity);
    expect(capsOf(rule({ ...slow, perMinute: 10 }), MONDAY).minute).toBe(10);
  });

  it('never stops altogether', () => {
    expect(slowed(rule({ slowLevel: 6, slowBase: 1, slowedAt: MONDAY }), MONDAY)).toBe(1);
  });
});

describe('hours and days', () => {
  const office = rule({ days: '01234', openFrom: '08:00', openUntil: '20:00', timezone: 'Europe/Paris' });
  it.each([
    [6.9, false],
    [7, true],
    [18.9, true],
    [19, false],
    [5 * 24 + 10, false],
  ])('%d hours after Monday in UTC: %s', (hours, open) => expect(isOpen(office, at(hours))).toBe(open));

  it('over midnight belongs to the day on which it began', () => {
    const night = rule({ days: '4', openFrom: '22:00', openUntil: '06:00' });
    expect(
      [4 * 24 + 21, 4 * 24 + 23, 5 * 24 + 5, 5 * 24 + 7, 4 * 24 + 3].map((hours) => isOpen(night, at(hours))),
    ).toEqual([false, true, true, false, false]);
  });

  it('tells when it opens next', () => {
    expect(opensAt(office, at(4 * 24 + 20))).toEqual(at(7 * 24 + 7));
    expect(opensAt(office, at(8))).toEqual(at(8));
  });
});

describe('a forecast', () => {
  it.each<[string, Partial<PaceRule>, number, number | undefined]>([
    ['by the hour', { perHour: 100 }, 250, 2.5],
    ['by the lowest of its caps', { perMinute: 10, perHour: 100 }, 250, 2.5],
    ['of a day at once, and the rest on the next', { perDay: 100 }, 150, 24.125],
    ['waits until it opens', { perHour: 100, openFrom: '08:00', openUntil: '10:00' }, 200, 10],
    ['and until it opens again', { perHour: 100, openFrom: '08:00', openUntil: '10:00' }, 300, 33],
    [
      'over the days on which it is closed',
      { perHour: 100, openFrom: '08:00', openUntil: '09:00', days: '04' },
      200,
      105,
    ],
    ['of hours alone ends when they begin', { openFrom: '08:00', openUntil: '09:00' }, 9, 8],
    ['grows with a warm-up', { warmUpFrom: MONDAY, warmUpFirst: 100, warmUpFactor: 200 }, 300, 24.25],
    ['is none where nothing holds them', {}, 9, undefined],
    ['further than four weeks goes on as it went', { perDay: 1 }, 56, 56 * 24],
  ])('%s', (_what, values, waiting, hours) => {
    const end = doneAt(rule(values), waiting, MONDAY);
    expect(end && (end.getTime() - MONDAY.getTime()) / 3_600_000).toEqual(hours);
  });
});

import { expect, it } from '@jest/globals';
import { inOrder } from './erasure-order.js';

const names = (parts: { section: string; erasedBefore?: string[] }[]) =>
  inOrder(parts).map(({ section }) => section);

it('each part comes before those that are found by way of it, wherever it was registered', () => {
  const queue = { section: 'queue' };
  const copies = { section: 'copies', erasedBefore: ['queue'] };
  const parts = { section: 'parts', erasedBefore: ['copies'] };
  for (const all of [
    [queue, copies, parts],
    [parts, copies, queue],
    [copies, queue, parts],
  ])
    expect(names(all)).toEqual(['parts', 'copies', 'queue']);
});

it('parts that wait for nothing keep their order, and all are there once', () => {
  expect(names([{ section: 'b' }, { section: 'a' }, { section: 'c', erasedBefore: ['b'] }])).toEqual([
    'a',
    'c',
    'b',
  ]);
  expect(names([])).toEqual([]);
});

it('one part may come before several', () => {
  expect(names([{ section: 'a' }, { section: 'b' }, { section: 'c', erasedBefore: ['a', 'b'] }])).toEqual([
    'c',
    'a',
    'b',
  ]);
});

it('leaves the list that it was given as it is', () => {
  const parts = [{ section: 'a' }, { section: 'b', erasedBefore: ['a'] }];
  inOrder(parts);
  expect(parts.map(({ section }) => section)).toEqual(['a', 'b']);
});

it('refuses a section that nobody brings, since a misspelt one would let rows be missed', () => {
  expect(() => names([{ section: 'copies', erasedBefore: ['quwue'] }])).toThrow(/"copies".*"quwue"/);
});

it('refuses parts that wait for one another, by their names', () => {
  const circle = [
    { section: 'a' },
    { section: 'b', erasedBefore: ['c'] },
    { section: 'c', erasedBefore: ['b'] },
  ];
  expect(() => names(circle)).toThrow(/before the other: b, c\./);
  expect(() => names([{ section: 'a', erasedBefore: ['a'] }])).toThrow(/before the other: a\./);
});

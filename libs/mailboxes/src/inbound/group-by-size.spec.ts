import { expect, it } from '@jest/globals';
import { groupBySize } from './group-by-size.js';

const sizes = (groups: { size: number }[][]) => groups.map((group) => group.map(({ size }) => size));
const messages = (...all: number[]) => all.map((size) => ({ size }));

it('messages go together, in their order, for as long as they fit', () => {
  expect(sizes(groupBySize(messages(4, 6, 1, 9, 1), 100, 10))).toEqual([[4, 6], [1, 9], [1]]);
});

it('room that a group leaves is no room of the next', () => {
  expect(sizes(groupBySize(messages(4, 8, 4), 100, 10))).toEqual([[4], [8], [4]]);
});

it('a message whose size nobody tells is fetched too', () => {
  expect(sizes(groupBySize(messages(0, 10), 100, 10))).toEqual([[0, 10]]);
});

it('a large message costs only what is fetched of it', () => {
  expect(sizes(groupBySize(messages(1_000, 1_000, 1_000), 5, 10))).toEqual([[1_000, 1_000], [1_000]]);
});

it('a message that alone is over the limit is fetched all the same, alone', () => {
  expect(sizes(groupBySize(messages(3, 50, 3), 100, 10))).toEqual([[3], [50], [3]]);
});

it('nothing to fetch makes no group', () => {
  expect(groupBySize([], 5, 10)).toEqual([]);
});

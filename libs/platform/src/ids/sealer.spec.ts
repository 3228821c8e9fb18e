import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Sealer } from './sealer.js';

const sealer = new Sealer('a secret for this test');

it('opens what it sealed, for the same purpose alone', () => {
  fc.assert(
    fc.property(fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 4 }), (numbers) => {
      const token = sealer.seal('click', ...numbers);
      expect(sealer.open('click', token)).toEqual(numbers);
      expect(sealer.open('open', token)).toBeUndefined();
      expect(new Sealer('another secret').open('click', token)).toBeUndefined();
    }),
  );
});

it('refuses a token with any one character altered', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.constantFrom(...'0123456789abcdef'), (number, position, character) => {
      const token = sealer.seal('item', number);
      const at = position % token.length;
      fc.pre(token[at] !== character);
      expect(sealer.open('item', token.slice(0, at) + character + token.slice(at + 1))).toBeUndefined();
    }),
  );
});

it('never throws for whatever stands in a link', () => {
  fc.assert(fc.property(fc.string(), (text) => expect(sealer.open('item', text)).toBeUndefined()));
});

it('tells nothing of its numbers: neighbours have nothing in common', () => {
  const tokens = Array.from({ length: 1000 }, (_, i) => sealer.seal('item', i));
  expect(new Set(tokens.map((token) => token.slice(0, 6))).size).toBeGreaterThan(990);
  expect(new Set(tokens.map((token) => token.slice(-2))).size).toBeGreaterThan(200);
});

it('seals text, too', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 300 }), (text) =>
      expect(sealer.openText('t', sealer.sealText('t', text))).toBe(text.toWellFormed?.() ?? text),
    ),
  );
});

it('makes the tokens that it has always made: links were sent with them', () => {
  const old = new Sealer('a secret for tests alone');
  expect(old.seal('click', 123456, 7, 1)).toBe('4c3e7bb197ac3e8bb4f12bacbbfa9afaba');
  expect(old.sealText('text', 'longer than one block of the cipher')).toBe(
    '7ffc4551b5c395c61c61bdcdf040a7ee9aab28b108b73d3b4f720dcea3d524c9540dcfa3193faedb893c97cbb773da',
  );
});

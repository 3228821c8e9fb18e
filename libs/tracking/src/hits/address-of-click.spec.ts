import { expect, it } from '@jest/globals';
import { addressOfClick } from './address-of-click.js';

it('a link leads to what is stored, as it is stored now', () => {
  expect(addressOfClick('https://shop.example/spring?a=1#b', undefined)).toBe(
    'https://shop.example/spring?a=1#b',
  );
});

it('addresses leave in ASCII', () => {
  expect(addressOfClick('https://bücher.example/über', undefined)).toBe(
    'https://xn--bcher-kva.example/%C3%BCber',
  );
});

it('an address that depends on the recipient is the one within the link', () => {
  expect(addressOfClick('https://shop.example/?id={{person.id}}', 'https://shop.example/?id=7')).toBe(
    'https://shop.example/?id=7',
  );
});

it('blanks in a placeholder, and what is filled in, may be of any letters', () => {
  expect(addressOfClick('https://shop.example/?n={{ person.name }}', 'https://shop.example/?n=Zoë')).toBe(
    'https://shop.example/?n=Zo%C3%AB',
  );
});

it.each([
  ['another host', 'https://evil.example/?id=7'],
  ['another scheme', 'http://shop.example/?id=7'],
  ['another port', 'https://shop.example:8443/?id=7'],
  ['no address', 'javascript:alert(1)'],
])('a link that brings %s leads nowhere', (_what, filled) => {
  expect(addressOfClick('https://shop.example/?id={{person.id}}', filled)).toBeUndefined();
});

it('an address with open placeholders is never gone to', () => {
  expect(addressOfClick('https://shop.example/?id={{person.id}}', undefined)).toBeUndefined();
});

it.each([[null], [''], ['no address']])('%j leads nowhere', (stored) => {
  expect(addressOfClick(stored, undefined)).toBeUndefined();
  expect(addressOfClick(stored, 'https://shop.example/')).toBeUndefined();
});

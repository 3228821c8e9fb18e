import { expect, it } from '@jest/globals';
import { deadLink } from './dead-links.js';

it.each([
  // Filled in when the letter is written to somebody, in each of the forms that there are.
  ['<optOutUrl>', undefined],
  ['<trackingUrl:abc>', undefined],
  ['{optOutUrl}', undefined],
  ['{{trackingUrl "abc"}}', undefined],
  ['https://shop.example/x', undefined],
  ['mailto:a@b.example', undefined],
  ['#top', undefined],
  ['shop.example/x', 'is no address that works from a letter; begin it with https://.'],
  ['http://192.168.1.4/x', 'leads to a machine that only this network can reach.'],
])('%s: %s', (address, fault) => expect(deadLink(address)).toBe(fault));

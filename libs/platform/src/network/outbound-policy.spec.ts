import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { neighbourhoodOf } from './outbound-policy.js';

it.each([
  ['64:ff9b::169.254.169.254', 'link-local'],
  ['64:ff9b::a9fe:a9fe', 'link-local'],
  ['::ffff:127.0.0.1', 'house'],
  ['::ffff:7f00:1', 'house'],
  ['2002:c0a8:0101::1', 'house'],
  ['2002:0808:0808::1', 'outside'],
  ['64:ff9b::8.8.8.8', 'outside'],
  ['2001:db8::1', 'outside'],
  ['fd00::1', 'house'],
])('%s lies %s', (address, where) => expect(neighbourhoodOf(address)).toBe(where));

it('an address lies where the IPv4 address that it carries lies', () =>
  fc.assert(
    fc.property(fc.ipV4(), (ip) => {
      const parts = ip.split('.').map(Number);
      const hex = (high: number, low: number) => ((high << 8) | low).toString(16);
      const pair = `${hex(parts[0]!, parts[1]!)}:${hex(parts[2]!, parts[3]!)}`;
      for (const carrier of [`::ffff:${ip}`, `64:ff9b::${ip}`, `64:ff9b::${pair}`, `2002:${pair}::1`])
        expect(neighbourhoodOf(carrier)).toBe(neighbourhoodOf(ip));
    }),
  ));

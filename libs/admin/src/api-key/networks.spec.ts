import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isWithin, requireNetworks } from './networks.js';

it.each([
  [['192.0.2.0/24'], '192.0.2.77', true],
  [['192.0.2.0/24'], '192.0.3.1', false],
  [['192.0.2.7'], '192.0.2.7', true],
  [['192.0.2.7'], '::ffff:192.0.2.7', true],
  [['2001:db8::/32'], '2001:db8:1::5', true],
  [['2001:db8::/32'], '2001:db9::5', false],
  [['0.0.0.0/0'], '::1', false],
  [['::/0'], '2001:db8::1', true],
  [['127.0.0.1'], '', false],
  [['127.0.0.1'], 'unknown', false],
])('of %j %s: %s', (networks, ip, isIn) => expect(isWithin(networks, ip)).toBe(isIn));

it('an address is in a network of IPv4 when its first bits are', () => {
  const number = fc.nat({ max: 0xffffffff });
  const text = (address: number) => [24, 16, 8, 0].map((bits) => (address >>> bits) & 255).join('.');
  fc.assert(
    fc.property(number, number, fc.integer({ min: 0, max: 32 }), (network, address, prefix) => {
      const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
      const isIn = (network & mask) >>> 0 === (address & mask) >>> 0;
      expect(isWithin([`${text(network)}/${prefix}`], text(address))).toBe(isIn);
    }),
  );
});

it('what is taken for a network never throws when it is asked about', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.constant('fe80::1%eth0'),
        fc.string(),
        fc.ipV4Extended(),
        fc.ipV6(),
        fc.stringMatching(/^[0-9a-f:.]{1,20}\/\d{1,3}$/),
      ),
      fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()),
      (network, ip) => {
        try {
          requireNetworks('networks', [network]);
        } catch {
          return;
        }
        expect(typeof isWithin([network], ip)).toBe('boolean');
      },
    ),
  );
});

import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Names, spfOf } from './spf.js';

const zone = (texts: Record<string, string[]>, hosts: Record<string, string[]> = {}): Names => ({
  texts: async (name) => texts[name] ?? [],
  exchangers: async (name) => hosts[`mx ${name}`] ?? [],
  addresses: async (name) => hosts[name] ?? [],
});

it.each([
  ['v=spf1 ip4:192.0.2.0/24 -all', '192.0.2.25', 'pass'],
  ['v=spf1 ip4:192.0.2.25 -all', '192.0.2.26', 'fail'],
  ['v=spf1 ip6:2001:db8::/32 ~all', '2001:db8::1', 'pass'],
  ['v=spf1 ip4:192.0.2.0/24 ~all', '2001:db8::1', 'softfail'],
  ['v=spf1 ?all', '192.0.2.1', 'neutral'],
  ['v=spf1', '192.0.2.1', 'neutral'],
  ['v=spf1 mx -all', '192.0.2.7', 'pass'],
  ['v=spf1 a:relay.example/24 -all', '192.0.2.99', 'pass'],
  ['v=spf1 include:other.example -all', '198.51.100.1', 'pass'],
  ['v=spf1 include:other.example -all', '198.51.100.2', 'fail'],
  ['v=spf1 include:nobody.example -all', '198.51.100.1', 'permerror'],
  ['v=spf1 redirect=other.example', '198.51.100.1', 'pass'],
  ['v=spf1 redirect=nobody.example', '198.51.100.1', 'permerror'],
  ['v=spf1 exists:%{i}.x.example -all', '192.0.2.1', 'unknown'],
  ['v=spf1 nonsense:x -all', '192.0.2.1', 'permerror'],
  ['v=spf10 -all', '192.0.2.1', 'none'],
  ['something else', '192.0.2.1', 'none'],
])('%s says of %s: %s', async (record, ip, result) => {
  const names = zone(
    { 'sender.example': [record], 'other.example': ['v=spf1 ip4:198.51.100.1 -all'] },
    { 'mx sender.example': ['mx.example'], 'mx.example': ['192.0.2.7'], 'relay.example': ['192.0.2.1'] },
  );
  expect(await spfOf('sender.example', ip, names)).toBe(result);
});

it('two records are none at all, and circles end', async () => {
  expect(await spfOf('a', '192.0.2.1', zone({ a: ['v=spf1 -all', 'v=spf1 +all'] }))).toBe('permerror');
  expect(await spfOf('a', '192.0.2.1', zone({ a: ['v=spf1 include:a -all'] }))).toBe('permerror');
  expect(await spfOf('a', '192.0.2.1', zone({ a: ['v=spf1 redirect=a'] }))).toBe('permerror');
});

it('whatever stands there, it ends with a result', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.constantFrom('a', 'mx', 'include:a', '-all', 'ip4:1.2.3.4/99', 'redirect=a'),
          fc.string(),
        ),
      ),
      async (terms) => {
        const result = await spfOf(
          'a',
          '192.0.2.1',
          zone({ a: [`v=spf1 ${terms.join(' ')}`] }, { a: ['::1'] }),
        );
        expect(typeof result).toBe('string');
      },
    ),
  ));

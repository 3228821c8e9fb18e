import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normaliseEmail } from './email-address-format.js';

it.each([
  ['Ada@Example.COM', 'Ada@example.com', 'ada@example.com'],
  ['  ada@example.com\t', 'ada@example.com', 'ada@example.com'],
  ['ada@Bücher.example', 'ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
  ['ada+news@example.com', 'ada+news@example.com', 'ada+news@example.com'],
  ['ADA.l@sub.example.co.uk', 'ADA.l@sub.example.co.uk', 'ada.l@sub.example.co.uk'],
])('%j is written %s and compared as %s', (text, address, key) =>
  expect(normaliseEmail(text)).toEqual({ address, key }),
);

it.each([
  '',
  'ada',
  'ada@',
  '@example.com',
  'a b@example.com',
  'a@b@example.com',
  'ada@example',
  'a..b@example.com',
  '.a@example.com',
  'ada@exa mple.com',
  'a\r\nBcc:b@example.com',
  `${'a'.repeat(65)}@example.com`,
  'a@-x.example',
])('%j is no address', (text) => expect(normaliseEmail(text)).toBeUndefined());

it('normalising twice changes nothing, and case and spaces make no other key', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (email) => {
      const once = normaliseEmail(email);
      fc.pre(once !== undefined);
      expect(normaliseEmail(once!.address)).toEqual(once);
      expect(normaliseEmail(`  ${email.toUpperCase()} `)?.key).toBe(once!.key);
    }),
  );
});

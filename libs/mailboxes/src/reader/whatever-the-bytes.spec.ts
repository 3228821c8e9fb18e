import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { files, read } from './bounce.samples.js';
import { readBounce, readUnguarded } from './read-bounce.js';

describe('whatever the bytes', () => {
  const sample = fc.constantFrom(...files).map(read);

  it('mutated samples give verdicts or none, and never an exception', () => {
    fc.assert(
      fc.property(
        sample,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('crlf', 'cr', 'lf'),
        (raw, changes, keep, ends) => {
          const bytes = Buffer.from(raw);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const cut = bytes.subarray(0, Math.floor(bytes.length * keep)).toString('latin1');
          const text =
            ends === 'cr' ? cut.replace(/\r?\n/g, '\r') : ends === 'lf' ? cut.replace(/\r/g, '') : cut;
          for (const verdict of readUnguarded(Buffer.from(text, 'latin1'))) {
            expect(verdict.diagnostic.length).toBeLessThanOrEqual(1_000);
            expect(verdict.recipient).toBe(verdict.recipient.toLowerCase());
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('random bytes, too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) =>
        expect(Array.isArray(readUnguarded(bytes))).toBe(true),
      ),
    );
  });

  it.each([
    ['nothing', ''],
    [
      '1,000 nested parts',
      Array.from(
        { length: 1_000 },
        (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
      ).join(''),
    ],
    [
      'a header line of a megabyte',
      `From: mailer-daemon@x.example\r\nSubject: ${'x'.repeat(1_048_576)}\r\n\r\n<a@x.example>: 550 User unknown\r\n`,
    ],
    [
      'ten thousand parts beside each other',
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(10_000)}--b--\r\n`,
    ],
    ['a header block of a megabyte', `${'X-Y: z\r\n'.repeat(130_000)}\r\nhello`],
    [
      'an unknown charset',
      'From: mailer-daemon@x.example\r\nSubject: failure notice\r\nContent-Type: text/plain; charset=klingon\r\n\r\n<a@x.example>:\r\n550 User unknown\r\n',
    ],
    [
      'NUL bytes',
      'From: mailer-daemon@x.example\r\nSubject: failure notice\r\n\r\n<a@x.example>:\r\n\u0000\u0000550 User\u0000 unknown\r\n',
    ],
  ])('%s', (_what, text) => expect(() => readUnguarded(Buffer.from(text, 'latin1'))).not.toThrow());

  it('a report that names ten thousand recipients is read to its limit', () => {
    const blocks = Array.from(
      { length: 10_000 },
      (_, i) => `Final-Recipient: rfc822; u${i}@x.example\nAction: failed\nStatus: 5.1.1\n`,
    ).join('\n');
    expect(readUnguarded(Buffer.from(`Content-Type: message/delivery-status\n\n${blocks}`)).length).toBe(
      1_000,
    );
  });

  it('a bounce in HTML alone is read', () => {
    const raw =
      'From: postmaster@x.example\r\nSubject: Undeliverable: News\r\nContent-Type: text/html\r\n\r\n<html><style>p{}</style><p>Delivery has failed to these recipients:</p><p>&lt;ada@y.example&gt;<br>550 5.1.1 User unknown</p></html>';
    expect(readBounce(Buffer.from(raw))).toMatchObject([
      { recipient: 'ada@y.example', kind: 'hard', reason: 'userunknown' },
    ]);
  });
});

import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { encodeHeader, formatMailbox, structuredHeader } from './header-encoding.js';
import { buildMime } from './mime-message.js';
import { encodeQuotedPrintable } from './quoted-printable.js';

const lineEnds = (text: string) => text.replace(/\r\n?|\n/g, '\n');

/** Any text that a template may hold, less the controls that no mail program shows. */
const anyText = fc
  .string({ unit: 'grapheme', maxLength: 400 })
  .map((text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, ''));

it('text and HTML come back from an independent parser as they were written', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, anyText, async (text, html) => {
      const email = await PostalMime.parse(
        buildMime({ headers: ['From: a@x.example'], text, html: `${html}.`, attachments: [] }),
      );
      expect(lineEnds(email.text ?? '').trimEnd()).toBe(lineEnds(text).trimEnd());
      expect(lineEnds(email.html!).trimEnd()).toBe(`${lineEnds(html)}.`);
    }),
  );
});

it('quoted-printable lines are ASCII and at most 76 long, whatever is in them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1000 }), (bytes) => {
      const encoded = encodeQuotedPrintable(Buffer.from(bytes));
      expect(encoded).toMatch(/^[\t\x20-\x7e\r\n]*$/);
      expect(Math.max(...encoded.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(76);
      expect(decode(encoded)).toEqual(Buffer.from(bytes));
    }),
  );
});

it('subjects come back as they were, folded to lines of at most 78', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), async (raw) => {
      const subject = raw.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();
      fc.pre(subject.length > 0 && !/\s{2,}/.test(subject));
      const header = encodeHeader('Subject', subject);
      const email = await PostalMime.parse(`From: a@x.example\r\n${header}\r\n\r\nx`);
      expect(email.subject).toBe(subject);
    }),
  );
});

it('no value can begin a header of its own', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (name, value) => {
      for (const line of [
        encodeHeader('Subject', `${name}\r\nBcc: ${value}`),
        structuredHeader('To', formatMailbox('a@x.example', `${name}\nBcc: ${value}`)),
      ]) {
        expect(
          line
            .split('\r\n')
            .slice(1)
            .every((next) => next.startsWith(' ')),
        ).toBe(true);
        expect(line).not.toMatch(/[\r\n](?![ \n])(?!$)\S/);
      }
    }),
  );
});

it('not even where the value is thought to be in its final form', () => {
  expect(structuredHeader('List-Id', '<a.example>\r\nBcc: victim@x.example')).toBe(
    'List-Id: <a.example> Bcc: victim@x.example',
  );
});

it('names with quotes and of other scripts come back', async () => {
  for (const name of [
    'Ada "the Countess" Lovelace',
    'Éloïse',
    'שלום',
    'a\\b',
    'Doe, John',
    '=?utf-8?B?x?=',
  ]) {
    const email = await PostalMime.parse(
      `${structuredHeader('From', formatMailbox('a@x.example', name))}\r\n\r\nx`,
    );
    expect(email.from).toMatchObject({ name, address: 'a@x.example' });
  }
});

function decode(text: string): Buffer {
  const joined = text.replace(/=\r\n/g, '');
  return Buffer.from(
    joined.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
}

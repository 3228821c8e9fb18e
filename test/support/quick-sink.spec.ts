import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Cut, SmtpSession } from './smtp-session.js';

/** Two messages, all at once as a client may that was told PIPELINING, with bodies that look like an end and are none. */
const CONVERSATION = [
  'EHLO client.example',
  'MAIL FROM:<a@x.example>',
  'RCPT TO:<one@x.example>',
  'DATA',
  'Subject: dots\r\n\r\n..\r\n. \r\nRCPT TO:<nobody@x.example>\r\n.',
  'NOOP',
  'MAIL FROM:<a@x.example>',
  'RCPT TO:<forgotten@x.example>',
  'RSET',
  'MAIL FROM:<a@x.example>',
  'RCPT TO:<two@x.example>',
  'DATA',
  '.',
  'QUIT',
  '',
].join('\r\n');

function listen(cut?: Cut) {
  const heard = { accepted: [] as string[], codes: '', end: 'open' as Cut | 'open' | 'orderly' };
  const session = new SmtpSession({
    cutOf: () => cut,
    accept: (recipient) => heard.accepted.push(recipient),
    delay: () => 0,
    answer: (text) => (heard.codes += ` ${text.slice(0, 3)}`),
    hangUp: (at) => (heard.end = at ?? 'orderly'),
  });
  return { heard, session };
}

it('hears the same conversation wherever its bytes are broken apart', () => {
  const bytes = Buffer.from(CONVERSATION);
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(bytes.length)), (borders) => {
      const { heard, session } = listen();
      const ends = [...borders.sort((a, b) => a - b), bytes.length];
      ends.forEach((end, index) => session.take(bytes.subarray(ends[index - 1] ?? 0, end)));
      expect(heard).toEqual({
        accepted: ['one@x.example', 'two@x.example'],
        codes: ' 220 250 250 250 354 250 250 250 250 250 250 250 354 250 221',
        end: 'orderly',
      });
    }),
  );
});

it.each<[Cut, string[]]>([
  ['MAIL', []],
  ['RCPT', []],
  ['DATA', []],
  ['unaccepted', []],
  ['accepted', ['one@x.example']],
])('hangs up at %s, and hears nothing after that', (cut, accepted) => {
  const { heard, session } = listen(cut);
  session.take(Buffer.from(CONVERSATION));
  expect(heard).toMatchObject({ accepted, end: cut });
});

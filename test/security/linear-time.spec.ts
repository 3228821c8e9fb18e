import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROOT } from '../support/root.js';

/** What grows worst with careless parsers; each repeated until it is as long as each of SIZES. */
const PIECES = [
  '{{default (default ',
  '(',
  '{{#if person.firstName}}',
  '{{/if}}',
  '{{',
  '}}',
  '{{{',
  '{person.firstName}',
  '{trackingUrl:',
  '{',
  '<!--',
  '-->',
  '<!--[if mso]>',
  '<style>',
  '<%',
  '<script>',
  '<a href=',
  '<a href="',
  '<a ',
  '<',
  '<div>',
  '<area href=x>',
  '<v:roundrect href="',
  '<img src="x">',
  '&lt;',
  '&#x',
  '"',
  "'",
  ' ',
  '\\n',
  '=',
  '*|A|*',
  '*|',
  '%%a',
  '[[',
  '{{ .A }}',
  '{contactfield=',
  'http://',
  'https://a.example/{{',
  'a@a@a@',
  '@@@(',
  '<a@a',
  'Final-Recipient: rfc822; a@a.a\\n',
  'Content-Type: multipart/mixed; boundary=a\\n\\n--a\\n',
  '--a\\n',
  '>',
  '=?utf-8?q?',
  'a, ',
  '(',
  '550 5.1.1 ',
  '\n\n\n\n<img src=a>',
  '\n\n{x}',
  '/m/0123456789',
  '<img src=data:image/png;base64,',
];

/** Characters: what is long beyond a bound is not looked at by some, so that the worst may be shorter. */
const SIZES = [100_000, 400_000];

/** Every parser of what people and strangers send, each fed with each piece. */
const CHILD = `
import { checkTemplate, linksOf } from '@facteur/email';
import { readInbound } from './libs/mailboxes/dist/reader/read-inbound.js';
import { convertHtml } from './libs/mailboxes/dist/reader/html-text.js';
import { textFromHtml } from './libs/email/dist/compiler/text-from-html.js';
import { imagesOf, replaceImages } from './libs/email/dist/compiler/images.js';
import { hrefsOf } from './libs/email/dist/compiler/dead-links.js';
import { mediaAddresses } from '@facteur/media';
import { inlineStyles } from './libs/email/dist/html/inline-styles.js';
import { withRoot } from './libs/email/dist/html/letter-root.js';
import { withPreheader } from './libs/email/dist/html/preheader.js';
import { adviceOn } from './libs/email/dist/html/html-advice.js';
import { tooDeepAt } from './libs/email/dist/compiler/html-scan.js';
import { tagsOf } from './libs/email/dist/compiler/template-program.js';
import { translateMergeTags } from './libs/email/dist/compiler/merge-tags.js';
import { messageHtml } from './libs/pages/dist/frame/message-html.js';
import { beyondBounds } from '@facteur/platform';
const vocabulary = new Map([['person', new Set(['firstName'])]]);
const parsers = {
  template: (text) => checkTemplate({ subject: 's', body: text, textBody: null, isHtml: true }, vocabulary),
  text: (text) => checkTemplate({ subject: 's', body: text, textBody: null, isHtml: false }, vocabulary),
  links: (text) => linksOf(text),
  images: (text) => [imagesOf(text), hrefsOf(text), replaceImages(text, () => 'x'), text.match(mediaAddresses())],
  dressing: (text) => tooDeepAt(text) ?? withPreheader(withRoot(inlineStyles('<style>a{b:c}</style>' + text), 'fr'), text.slice(0, 255)),
  advice: (text) => tooDeepAt(text) ?? adviceOn(text),
  // What is nested too deep was refused before.
  'plain text': (text) => tooDeepAt(text) ?? textFromHtml(text),
  translation: (text) => translateMergeTags(text, tagsOf(text, vocabulary)),
  'HTML of a bounce': (text) => convertHtml(text),
  mail: (text) => readInbound(Buffer.from('Subject: x\\nFrom: MAILER-DAEMON@a.example\\n\\n' + text)),
  'headers of a mail': (text) => readInbound(Buffer.from(text + '\\n\\nx')),
  'message of a link': (text) => messageHtml(text.slice(0, 5_000), 'https://a.example'),
  JSON: (text) => beyondBounds(Buffer.from(text)),
};
let count = 0;
const [pieces, sizes] = JSON.parse(process.argv[1]);
for (const piece of pieces)
 for (const size of sizes)
  for (const [name, parse] of Object.entries(parsers)) {
    const text = piece.repeat(Math.ceil(size / piece.length));
    const begun = performance.now();
    try { parse(text); } catch (error) { if (error instanceof RangeError) throw new Error(name + ' ' + piece + ': ' + error); }
    const took = performance.now() - begun;
    if (took > 1500) console.log(name, JSON.stringify(piece), Math.round(took));
    count += 1;
  }
console.log('done', count);
`;

it('the worst for each parser is read in time that grows with its length', async () => {
  // With squares in it, one of these takes minutes; what is still running at the end is killed, and fails.
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', CHILD, JSON.stringify([PIECES, SIZES])],
    { cwd: ROOT, timeout: 240_000 },
  );
  expect(stdout).toContain(`done ${PIECES.length * SIZES.length * 13}`);
}, 300_000);

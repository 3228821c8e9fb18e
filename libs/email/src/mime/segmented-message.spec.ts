import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { compileMessage } from '../compiler/message-template.js';
import type { RenderContext } from '../compiler/template-program.js';
import { buildMime } from './mime-message.js';
import { messageMaker } from './segmented-message.js';

const vocabulary = new Map([
  ['person', new Set(['firstName', 'lastName', 'city'])],
  ['brand', new Set(['name'])],
]);

const contextOf = (person: Record<string, string | null>): RenderContext => ({
  scopes: { person, brand: { name: 'Müller & Söhne' } },
  words: { optOut: 'Leave', optIn: 'Join', viewOnline: 'Look', preferences: 'Choose' },
  optOutUrl: 'https://crm.example.com/u/0123456789',
  openUrl: 'https://crm.example.com/t/o/0123456789',
  clickUrl: (id) => `https://crm.example.com/t/c/${id}?a=1&b=2`,
});

interface Letter {
  body: string;
  textBody?: string | null;
  isHtml?: boolean;
  files?: boolean;
}

function bothWays(
  { body, textBody = null, isHtml = true, files }: Letter,
  person: Record<string, string | null>,
) {
  const template = compileMessage(
    { subject: 'S', body, isHtml, textBody, inlineCss: false },
    { vocabulary, appendOptOut: true, openTracking: true, trackedLinks: new Map() },
  );
  const context = contextOf(person);
  const inline = files
    ? [{ name: 'p.png', contentType: 'image/png', encoded: 'AAAA', contentId: 'p@x.example' }]
    : [];
  const attachments = files ? [{ name: 'a.txt', contentType: 'text/plain', encoded: 'aGFsbG8=' }] : [];
  const { text, html } = template.segments();
  const quick = messageMaker({ text, html, inline, attachments })?.(
    ['Subject: S', 'From: a@x.example'],
    text.values.map((value) => value(context)),
    html?.values.map((value) => value(context)) ?? [],
  );
  const rendered = template.render(context);
  const general = buildMime({
    headers: ['Subject: S', 'From: a@x.example'],
    ...{ text: rendered.text, html: rendered.html, inline, attachments },
  });
  return { quick, general };
}

async function read(mime: Buffer) {
  const { html, text, subject, attachments } = await PostalMime.parse(mime, { attachmentEncoding: 'base64' });
  // The parser leaves line ends as it found them in base64, and ends a text in one elsewhere.
  const lines = (part: string | undefined) => part?.replaceAll('\r\n', '\n').replace(/\n+$/, '');
  return {
    ...{ html: lines(html), text: lines(text), subject },
    attachments: attachments.map(({ filename, content }) => [filename, content]),
  };
}

const PIECES = [
  'Dear {{person.firstName}},\n',
  '{{person.lastName}}',
  ' of {{person.city}} ',
  '{{#if person.city}}you live in {{person.city}}{{else}}nowhere{{/if}}',
  '{{default person.firstName "friend"}}',
  '{{#unless person.lastName}}no name{{/unless}}',
  '<p>spring is here, and with it come our new things.</p>\n',
  '<p>Grüße aus Köln, à bientôt</p>\n',
  '<p>Весна пришла, и с ней наши новые вещи для дома</p>\n',
  '<a href="{{trackingUrl "abc"}}">look</a>\n',
  '{{optOutLink}}',
  '{{brand.name}}',
  '. a line that begins with a dot\n',
  'trailing blanks   \n\ttab\n',
  '\n\n',
  'x'.repeat(300),
  '= equals =3D\n',
  'From here\n',
];

const value = fc.oneof(
  fc.constantFrom('Ada', '', null, "O'Neil <b>", 'Zoë', 'Анна', 'a\nb', 'a\rb', 'end\r', '\n', '=', ' ', '.'),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
);
const person = fc.record({ firstName: value, lastName: value, city: value });
const letter = fc.record({
  body: fc
    .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 30 })
    .map((pieces) => pieces.join('')),
  isHtml: fc.boolean(),
  files: fc.boolean(),
});

describe('the quick way', () => {
  it('gives the same letter as the general one, whatever is written and whoever reads it', async () => {
    let quickly = 0;
    let all = 0;
    await fc.assert(
      fc.asyncProperty(letter, person, async (written, reader) => {
        const { quick, general } = bothWays(written, reader);
        all += 1;
        if (!quick) return;
        quickly += 1;
        expect(await read(quick)).toEqual(await read(general));
        for (const line of quick.toString('latin1').split('\r\n'))
          expect(line.length).toBeLessThanOrEqual(998);
        expect(quick.toString('latin1').replaceAll('\r\n', '')).not.toMatch(/[\r\n\u0080-\uffff]/);
      }),
      { numRuns: 600 },
    );
    // A way that is never gone proves nothing.
    expect(quickly).toBeGreaterThan(all / 3);
  });

  it.each([
    ['7bit', '<p>Dear {{person.firstName}}</p>\n', 'Ada'],
    ['quoted-printable', '<p>Grüße, {{person.firstName}}</p>\n', 'Zoë'],
    ['base64', '<p>Весна пришла, {{person.firstName}}, и с ней наши новые вещи</p>\n', 'Анна'],
  ])('is gone by %s', async (encoding, body, firstName) => {
    const { quick, general } = bothWays({ body: body.repeat(3) }, { firstName, lastName: 'B', city: 'C' });
    expect(quick!.toString()).toContain(`Content-Transfer-Encoding: ${encoding}`);
    expect(await read(quick!)).toEqual(await read(general));
  });

  it('makes no message of a header with a line end of its own', () => {
    const make = messageMaker({
      ...{ text: { statics: ['Hello\n'], slots: [] }, html: undefined, inline: [], attachments: [] },
    })!;
    expect(make(['Subject: S'], [], [])).toBeDefined();
    for (const header of ['Subject: S\nBcc: b@x.example', 'Subject: S\rBcc: b@x.example', 'Subject: S\r'])
      expect(() => make([header], [], [])).toThrow(/bare/);
  });

  it('is left, for this message alone, where a value does not fit', () => {
    const body = '<p>Dear {{person.firstName}}</p>\n';
    const rest = { lastName: 'B', city: 'C' };
    expect(bothWays({ body }, { firstName: 'Zoë', ...rest }).quick).toBeUndefined();
    expect(bothWays({ body }, { firstName: 'x'.repeat(1000), ...rest }).quick).toBeUndefined();
    expect(bothWays({ body }, { firstName: 'Ada', ...rest }).quick).toBeDefined();
  });
});

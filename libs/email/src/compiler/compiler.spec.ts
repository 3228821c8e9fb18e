import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkTemplate, compileMessage, type CompileOptions, linksOf } from './message-template.js';
import { translatePlaceholders } from './placeholders.js';

const vocabulary = new Map([
  ['person', new Set(['firstName', 'lastName'])],
  ['account', new Set(['name'])],
]);
const options: CompileOptions = {
  vocabulary,
  appendOptOut: false,
  openTracking: false,
  trackedLinks: new Map(),
};
const context = (person: object = {}) => ({
  scopes: { person: person as Record<string, string> },
  optOutUrl: 'https://x.example/u/1',
  clickUrl: (id: string) => `https://x.example/t/c/${id}`,
});
const render = (body: string, isHtml = true, person: object = { firstName: 'Ada' }) => {
  const message = compileMessage({ subject: 'S', body, isHtml, textBody: null }, options).render(
    context(person),
    'https://x.example/t/o/1',
  );
  return isHtml ? message.html! : message.text;
};
const faults = (body: string, isHtml = true) =>
  checkTemplate({ subject: '', body, isHtml, textBody: null }, vocabulary).faults;

describe('spellings', () => {
  it.each([
    ['{{person.firstName}}', 'Ada'],
    ['{Person.firstName}', 'Ada'],
    ['{optOutUrl}', 'https://x.example/u/1'],
    ['<optOutUrl>', 'https://x.example/u/1'],
    ['&lt;optOutUrl&gt;', 'https://x.example/u/1'],
    ['%7BoptOutUrl%7D', 'https://x.example/u/1'],
    ['<optouturl></optouturl>', 'https://x.example/u/1'],
    ['{trackingUrl:abc}', 'https://x.example/t/c/abc'],
    ['<trackingUrl:abc>', 'https://x.example/t/c/abc'],
    ['%7BtrackingUrl%3Aabc%7D', 'https://x.example/t/c/abc'],
    ['{{default person.lastName "friend"}}', 'friend'],
    ['{{#if person.lastName}}a{{else}}b{{/if}}', 'b'],
    ['{{plural 1 "one" "many"}}', 'one'],
  ])('%s gives %s', (body, expected) => expect(render(body)).toBe(expected));

  it('leaves styles, scripts and comments alone', () => {
    const body = '<style>p{color:red}</style><!-- {not.one} --><script>if(a){b}</script>{Person.firstName}';
    expect(render(body)).toBe('<style>p{color:red}</style><!-- {not.one} --><script>if(a){b}</script>Ada');
  });

  it('a text template may speak of braces that are no placeholders', () => {
    expect(faults('a { b } c {} {1}', false)).toEqual([]);
  });
});

describe('what is refused', () => {
  it.each([
    ['{{persn.firstName}}', 1],
    ['\n\n{{person.frstName}}', 3],
    ['\n{Foo.bar}', 2],
    ['{firstName}', 1],
    ['{{firstName}}', 1],
    ['{{{person.firstName}}}', 1],
    ['{{&person.firstName}}', 1],
    ['{{> partial}}', 1],
    ['{{#each person}}x{{/each}}', 1],
    ['{{lookup person "firstName"}}', 1],
    ['{{person.constructor}}', 1],
    ['{{person.__proto__}}', 1],
    ['{{@root.optOutUrl}}', 1],
    ['{{trackingUrl person.firstName}}', 1],
    ['{{default person.firstName}}', 1],
    ['\n{{#if person.firstName}}', 2],
  ])('%j, with its line', (body, line) => expect(faults(body)[0]).toMatchObject({ line }));
});

it('values are escaped in HTML, and neither in text nor subject; they are never read as templates', () => {
  const person = { firstName: '<b>&"{{person.lastName}}{optOutUrl}' };
  expect(render('{{person.firstName}}', true, person)).toBe(
    '&lt;b&gt;&amp;&quot;{{person.lastName}}{optOutUrl}',
  );
  expect(render('{{person.firstName}}', false, person)).toBe('<b>&"{{person.lastName}}{optOutUrl}');
});

it('a line break in a value cannot leave the subject', () => {
  const message = compileMessage(
    { subject: '{{person.firstName}}', body: '', isHtml: false, textBody: null },
    options,
  );
  expect(message.render(context({ firstName: 'a\r\nBcc: b' }), '').subject).toBe('a Bcc: b');
});

it('the text part is made from the HTML, with its placeholders', () => {
  const source = {
    subject: 'S',
    body: '<h1>Hello {{person.firstName}}</h1><p>See <a href="{trackingUrl:abc}">prices</a></p>',
    isHtml: true,
    textBody: null,
  };
  expect(compileMessage(source, options).render(context({ firstName: 'Ada' }), '').text).toBe(
    'Hello Ada\n\nSee prices (https://x.example/t/c/abc)',
  );
});

it('finds the links that can be tracked', () => {
  expect(
    linksOf(
      '<a href="https://a.example/?x=1&amp;y=2">a</a><a class="b" href=\'http://b.example\'>b</a><a href="{optOutUrl}">c</a><a href="mailto:d@x">d</a>',
    ),
  ).toEqual(['https://a.example/?x=1&y=2', 'http://b.example/']);
});

it('whatever a person types, checking answers and never throws; what passes can be compiled', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom(
      '{{',
      '}}',
      '{',
      '}',
      '<',
      '>',
      'person.',
      'firstName',
      'optOutUrl',
      'trackingUrl:',
      '#if ',
      '/if',
      '\n',
      '"',
      '&lt;',
      '%7B',
      '%7D',
      '<style>',
      '</style>',
    ),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.boolean(),
      (body, isHtml) => {
        const { faults: found } = checkTemplate({ subject: 'S', body, isHtml, textBody: null }, vocabulary);
        if (found.length === 0) compileMessage({ subject: 'S', body, isHtml, textBody: null }, options);
      },
    ),
    { numRuns: 500 },
  );
});

it('rules of a style that nobody can read stay where they are, and the letter goes out', () => {
  const body = '<style>#<style>{#{';
  expect(
    compileMessage({ subject: 'S', body, isHtml: true, textBody: null }, options).subject({} as never),
  ).toBe('S');
});

it('translation keeps the lines', () => {
  fc.assert(
    fc.property(
      fc
        .array(fc.constantFrom('a', '\n', '{optOutUrl}', '<trackingUrl:x>', '{Person.firstName}'), {
          maxLength: 30,
        })
        .map((parts) => parts.join('')),
      (body) => {
        expect(translatePlaceholders(body, true).handlebars.split('\n')).toHaveLength(
          body.split('\n').length,
        );
      },
    ),
  );
});

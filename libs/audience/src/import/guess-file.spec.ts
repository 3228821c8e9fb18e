import { expect, it } from '@jest/globals';
import { guessEncoding, guessFile } from './guess-file.js';

const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();

it.each([
  ['plain letters', Buffer.from('name;city'), 'utf-8'],
  ['accents in UTF-8', Buffer.from('Zoé;Besançon'), 'utf-8'],
  ['accents as Western spreadsheets write them', Buffer.from('Zoé;Besançon', 'latin1'), 'windows-1252'],
  ['UTF-16 with a mark', Buffer.from('\ufeffимя', 'utf16le'), 'utf-16le'],
  ['UTF-16 the other way round, with a mark', bigEndian('\ufeffимя'), 'utf-16be'],
  ['UTF-16 without a mark', Buffer.from('name;city', 'utf16le'), 'utf-16le'],
  ['UTF-16 the other way round, without a mark', bigEndian('name;city'), 'utf-16be'],
  ['nothing', Buffer.alloc(0), 'utf-8'],
])('knows the encoding of %s', (_, sample, expected) => expect(guessEncoding(sample)).toBe(expected));

it('a character that the end of the sample cuts in two is no sign of another encoding', () => {
  expect(guessEncoding(Buffer.from('Zoé').subarray(0, -1))).toBe('utf-8');
});

it.each([',', ';', '\t', '|'])('finds the delimiter %j', (sign) => {
  const file = [
    ['name', 'city'],
    ['Ada', 'Lyon'],
    ['Bob', 'Nice'],
  ]
    .map((row) => row.join(sign))
    .join('\r\n');
  expect(guessFile(Buffer.from(file))).toEqual({
    encoding: 'utf-8',
    delimiter: sign,
    hasHeader: true,
    rows: [
      ['name', 'city'],
      ['Ada', 'Lyon'],
      ['Bob', 'Nice'],
    ],
  });
});

it('signs within quotes part nothing', () => {
  const { delimiter, rows } = guessFile(Buffer.from('name;note\n"Hill, Ada";"a, b, c"\n"Low, Bob";"d, e"\n'));
  expect(delimiter).toBe(';');
  expect(rows[1]).toEqual(['Hill, Ada', 'a, b, c']);
});

it('what stands equally often in every line parts them, not what one line is full of', () => {
  const file = 'note, with, some, commas;town\na;Lyon\nb;Nice\nc;Metz\nd;Brest\n';
  expect(guessFile(Buffer.from(file)).delimiter).toBe(';');
});

it('decimals with a comma do not make the comma the delimiter', () => {
  expect(guessFile(Buffer.from('name;sum;town\nAda;1,50;Lyon\nBob;2,75;Nice\n')).delimiter).toBe(';');
});

it.each([
  ['names of columns', 'E-mail,First name\na@x.example,Ada', true],
  ['an address', 'a@x.example,Ada\nb@x.example,Bob', false],
  ['a number', '17,Ada\n18,Bob', false],
  ['a name twice', 'Lyon,Lyon\nNice,Nice', false],
  ['empty cells alone', ',,\nAda,Lyon,1', false],
  ['nothing', '', false],
])('whether the first row is a head that holds %s', (_, file, expected) =>
  expect(guessFile(Buffer.from(file)).hasHeader).toBe(expected),
);

it('the byte order mark is no part of the first name', () => {
  expect(guessFile(Buffer.from('\ufeffname,city\nAda,Lyon')).rows[0]).toEqual(['name', 'city']);
});

it('what a person says of a file goes before what it seems to be', () => {
  const known = { encoding: 'windows-1252', delimiter: ';', hasHeader: false } as const;
  expect(guessFile(Buffer.from('Zoé,Ada'), known)).toEqual({ ...known, rows: [['ZoÃ©,Ada']] });
});

it('a sample that ends within a quoted cell is shown line by line', () => {
  expect(guessFile(Buffer.from('name,note\nAda,"begins and')).rows).toEqual([
    ['name', 'note'],
    ['Ada', '"begins and'],
  ]);
});

it('shows the first twenty rows of many', () => {
  const file = Array.from({ length: 100 }, (_, index) => `name ${index},x`).join('\n');
  expect(guessFile(Buffer.from(file)).rows).toHaveLength(20);
});

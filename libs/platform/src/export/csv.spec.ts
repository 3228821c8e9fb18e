import { expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvOf, DELIMITERS } from './csv.js';
import type { Cell } from './table-source.js';

async function written(rows: Cell[][], { timezone = 'UTC', delimiter = ',' } = {}): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of csvOf({ name: 'people', columns: ['a', 'b'], rows: [rows] }, timezone, delimiter))
    pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** What stands below the head. */
const lines = async (...row: Cell[]) => (await written([row])).split('\r\n').slice(1, -1);

it('begins with a byte order mark and the head, and every line ends in CR LF', async () => {
  expect(await written([['1', '2']])).toBe('\ufeffa,b\r\n1,2\r\n');
});

it('an empty table is its head alone', async () => {
  expect(await written([])).toBe('\ufeffa,b\r\n');
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('%p is no formula to a spreadsheet', async (text) => {
  expect((await written([[text, 'x']])).split('\r\n')[1]).toMatch(/^"?'/);
});

it('numbers stay numbers, negative ones too', async () => {
  expect(await lines(-5, 1.5)).toEqual(['-5,1.5']);
});

it('quotes what holds a delimiter, a quote or a line break', async () => {
  expect((await written([['a,b', 'say "x"\nand go']])).slice('\ufeffa,b\r\n'.length)).toBe(
    '"a,b","say ""x""\nand go"\r\n',
  );
});

it('a semicolon between columns leaves commas alone', async () => {
  expect(await written([['1,5', 'x']], { delimiter: DELIMITERS.semicolon })).toBe('\ufeffa;b\r\n1,5;x\r\n');
});

it('booleans are words, and null is empty', async () => {
  expect(await lines(true, false)).toEqual(['true,false']);
  expect(await lines(null, 'x')).toEqual([',x']);
});

it('dates are told by the clock of the time zone', async () => {
  const noon = new Date('2027-07-01T12:00:00Z');
  expect(await written([[noon, 'x']], { timezone: 'Europe/Paris' })).toContain('2027-07-01 14:00:00');
});

it('rows come in pieces, and pieces without rows are not written', async () => {
  const pieces: string[] = [];
  const rows: Cell[][][] = [[['1', '2']], [], [['3', '4']]];
  for await (const piece of csvOf({ name: 'people', columns: ['a', 'b'], rows }, 'UTC'))
    pieces.push(piece.toString());
  expect(pieces).toEqual(['\ufeffa,b\r\n', '1,2\r\n', '3,4\r\n']);
});

it('any text survives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 2 }), { minLength: 1 }),
      async (rows) => {
        const chunks: Buffer[] = [];
        for await (const chunk of csvOf({ name: 'n', columns: ['a', 'b'], rows: [rows] }, 'UTC'))
          chunks.push(chunk);
        const read = parse(Buffer.concat(chunks), { bom: true, skip_empty_lines: false }) as string[][];
        const safe = (text: string) =>
          /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
        expect(read.slice(1)).toEqual(rows.map((row) => row.map(safe)));
      },
    ),
    { numRuns: 200 },
  );
});

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { DAY, InvalidInput } from '@facteur/platform';
import { unpack, xml } from './xlsx-archive.js';
import { dateStyles, firstSheet, keptParts, MOST_CELL, sharedStrings } from './xlsx-parts.js';

const MOST_COLUMNS = 500;

const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const OLD_EXCEL = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

/**
 * Turns an uploaded Excel workbook (Office Open XML, ECMA-376) into the CSV of its first sheet, in place; leaves any
 * other file as it is. Read in one stream, however many rows there are.
 *
 * @returns whether it was a workbook. @throws InvalidInput naming `file`
 */
export async function workbookToCsv(path: string): Promise<boolean> {
  const file = await open(path);
  const head = Buffer.alloc(4);
  await file.read(head, 0, 4, 0).finally(() => file.close());
  if (head.equals(OLD_EXCEL))
    throw InvalidInput.of('file', 'is a workbook of Excel 2003 or older; save it as .xlsx or as CSV');
  if (!head.equals(ZIP)) return false;
  const out = `${path}.rows`;
  try {
    const parts = await keptParts(path);
    const sheet = firstSheet(parts);
    const strings = sharedStrings(parts.get('xl/sharedStrings.xml') ?? '');
    const dates = dateStyles(parts.get('xl/styles.xml') ?? '');
    await writeRows(path, sheet, out, strings, dates);
    await rename(out, path);
    return true;
  } catch (error) {
    await rm(out, { force: true });
    if (error instanceof InvalidInput) throw error;
    throw InvalidInput.of('file', `cannot be read as a workbook: ${(error as Error).message}`);
  }
}

async function writeRows(
  path: string,
  sheet: string,
  out: string,
  strings: string[],
  dates: boolean[],
): Promise<void> {
  const stream = createWriteStream(out, { mode: 0o600 });
  let found = false;
  let row: string[] = [];
  let cell: { column: number; type: string; date: boolean; text: string } | undefined;
  let reading = false;
  const parser = xml({
    open: (name, { r, t, s }) => {
      if (name === 'row') row = [];
      if (name === 'c')
        cell = {
          column: columnOf(r, row.length),
          type: t ?? 'n',
          date: dates[Number(s ?? -1)] ?? false,
          text: '',
        };
      if (name === 'v' || name === 't') reading = true;
    },
    text: (part) => {
      if (cell && reading && cell.text.length < MOST_CELL) cell.text += part.slice(0, MOST_CELL);
    },
    close: (name) => {
      if (name === 'v' || name === 't') reading = false;
      if (name === 'c' && cell && cell.column < MOST_COLUMNS) {
        while (row.length < cell.column) row.push('');
        row[cell.column] = valueOf(cell, strings);
        cell = undefined;
      }
      if (name === 'row' && row.some((value) => value !== ''))
        stream.write(`${row.map((value) => `"${value.replace(/"/g, '""')}"`).join(',')}\r\n`);
    },
  });
  const decoder = new TextDecoder('utf-8');
  await unpack(path, (name) => {
    if (name !== sheet) return undefined;
    found = true;
    return (chunk, final) => {
      parser.write(decoder.decode(chunk, { stream: !final }));
      if (final) parser.end();
    };
  });
  stream.end();
  await once(stream, 'finish');
  if (!found) throw InvalidInput.of('file', 'has no sheet');
}

/** `AB12` is column 27; a cell without a name follows the one before. */
function columnOf(reference: string | undefined, next: number): number {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (!letters) return next;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** Day 0 of Excel's calendar, with its leap day of 1900 that never was. */
const EPOCH = Date.UTC(1899, 11, 30);

function valueOf(
  { type, date, text }: { type: string; date: boolean; text: string },
  strings: string[],
): string {
  if (type === 's') return strings[Number(text)] ?? '';
  if (type === 'b') return text === '1' ? 'true' : 'false';
  if (type === 'e') return '';
  if (type !== 'n' || text === '') return text;
  const number = Number(text);
  if (!date || !Number.isFinite(number)) return text;
  return new Date(EPOCH + Math.round(number * DAY)).toISOString().replace(/T00:00:00\.000Z$/, '');
}

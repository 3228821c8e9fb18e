import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';
import { Parser } from 'htmlparser2';
import { InvalidInput } from '@facteur/platform';

/** Bytes of one part of a workbook that is kept in memory, and of everything that is unpacked: a small file may hold very much. */
const MOST_KEPT = 64 * 1024 * 1024;
const MOST_UNPACKED = 512 * 1024 * 1024;
const MOST_COLUMNS = 500;
/** How much larger than its archive a workbook may be; real ones are ten to thirty times as large. */
const MOST_RATIO = 100;
/** Excel's own limit of characters in a cell, and a workbook's elements within one another. */
const MOST_CELL = 32_767;
const MOST_DEPTH = 50;
/** An element, or what stands between two; longer than any that a workbook has. */
const MOST_PIECE = 1024 * 1024;

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

/** Goes through the archive once. @param take is given each part by name, and says what to do with its bytes. */
async function unpack(
  path: string,
  take: (name: string) => ((chunk: Uint8Array, final: boolean) => void) | undefined,
): Promise<void> {
  let unpacked = 0;
  let failure: Error | undefined;
  const unzip = new Unzip((part: UnzipFile) => {
    const sink = take(part.name);
    if (!sink) return;
    part.ondata = (error, chunk, final) => {
      unpacked += chunk?.length ?? 0;
      if (unpacked > most) failure ??= InvalidInput.of('file', 'holds too much when it is unpacked');
      if (error) failure ??= error;
      else if (!failure) sink(chunk, final);
    };
    part.start();
  });
  unzip.register(UnzipInflate);
  const most = Math.min(MOST_UNPACKED, Math.max(MOST_KEPT, MOST_RATIO * (await stat(path)).size));
  // Little at a time: a thousand times as much may be in it, and others want to be served in between.
  for await (const chunk of createReadStream(path, { highWaterMark: 4_096 }) as AsyncIterable<Buffer>) {
    unzip.push(chunk, false);
    if (failure) throw failure;
  }
  unzip.push(new Uint8Array(0), true);
  if (failure) throw failure;
}

const KEPT = /^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|styles\.xml)$/;

async function keptParts(path: string): Promise<Map<string, string>> {
  const parts = new Map<string, string>();
  await unpack(path, (name) => {
    if (!KEPT.test(name)) return undefined;
    const chunks: Uint8Array[] = [];
    let size = 0;
    return (chunk, final) => {
      size += chunk.length;
      if (size > MOST_KEPT) throw InvalidInput.of('file', 'has too many texts; save it as CSV');
      chunks.push(chunk);
      if (final) parts.set(name, Buffer.concat(chunks).toString('utf8'));
    };
  });
  if (!parts.has('xl/workbook.xml')) throw InvalidInput.of('file', 'is an archive, but no Excel workbook');
  return parts;
}

/** Calls back for each element's beginning and end, names without their namespace. */
function xml(on: {
  open?: (name: string, attributes: Record<string, string>) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
}): Parser {
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  let depth = 0;
  return new Parser(
    {
      onopentag: (name, attributes) => {
        depth += 1;
        if (depth > MOST_DEPTH) throw InvalidInput.of('file', 'is nested deeper than any workbook');
        on.open?.(local(name), attributes);
      },
      ontext: (text) => on.text?.(text),
      onclosetag: (name) => {
        depth -= 1;
        on.close?.(local(name));
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
}

function read(text: string, on: Parameters<typeof xml>[0]): void {
  const parser = xml(on);
  // In pieces, so that whatever is found wrong ends it.
  for (let at = 0; at < text.length; at += MOST_PIECE) parser.write(text.slice(at, at + MOST_PIECE));
  parser.end();
}

function firstSheet(parts: Map<string, string>): string {
  let relation: string | undefined;
  read(parts.get('xl/workbook.xml')!, {
    open: (name, attributes) => {
      if (name === 'sheet' && attributes['state'] !== 'hidden') relation ??= attributes['r:id'];
    },
  });
  let target: string | undefined;
  read(parts.get('xl/_rels/workbook.xml.rels') ?? '', {
    open: (name, { Id, Target }) => {
      if (name === 'Relationship' && Id === relation) target = Target;
    },
  });
  if (!target) throw InvalidInput.of('file', 'has no sheet');
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

function sharedStrings(text: string): string[] {
  const strings: string[] = [];
  let inText = false;
  let phonetic = false;
  read(text, {
    open: (name) => {
      if (name === 'si') strings.push('');
      if (name === 't') inText = true;
      if (name === 'rPh') phonetic = true;
    },
    text: (part) => {
      const last = strings.length - 1;
      if (inText && !phonetic && last >= 0 && strings[last]!.length < MOST_CELL)
        strings[last] += part.slice(0, MOST_CELL);
    },
    close: (name) => {
      if (name === 't') inText = false;
      if (name === 'rPh') phonetic = false;
    },
  });
  return strings;
}

/** Numbers of built-in formats that show a date (ECMA-376, 18.8.30). */
const DATE_FORMATS = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);

/** Which cell styles show numbers as dates. */
function dateStyles(text: string): boolean[] {
  const custom = new Set<number>();
  const styles: boolean[] = [];
  let inCells = false;
  read(text, {
    open: (name, attributes) => {
      if (
        name === 'numFmt' &&
        /[ymdhs]/i.test((attributes['formatCode'] ?? '').replace(/\[[^\]]*\]|"[^"]*"/g, ''))
      )
        custom.add(Number(attributes['numFmtId']));
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) {
        const id = Number(attributes['numFmtId']);
        styles.push(DATE_FORMATS.has(id) || custom.has(id));
      }
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
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

const DAY = 86_400_000;
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

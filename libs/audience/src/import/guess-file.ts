import { parse } from 'csv-parse/sync';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type FileEncoding = (typeof ENCODINGS)[number];
export const DELIMITERS = [',', ';', '\t', '|'] as const;

export interface FileShape {
  encoding: FileEncoding;
  delimiter: string;
  hasHeader: boolean;
  /** First rows as they are read so; the head among them. */
  rows: string[][];
}

const ROWS = 20;
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** What a file seems to be, from its first bytes; a person can correct each part. Pure. */
export function guessFile(sample: Buffer, known: Partial<FileShape> = {}): FileShape {
  const encoding = known.encoding ?? guessEncoding(sample);
  const text = textOf(sample, encoding);
  const delimiter = known.delimiter ?? guessDelimiter(text);
  const rows = firstRows(text, delimiter);
  return { encoding, delimiter, hasHeader: known.hasHeader ?? guessHeader(rows), rows };
}

/** A byte order mark, or zeros where Latin letters have them, or valid UTF-8; else what Western spreadsheets write. */
export function guessEncoding(sample: Buffer): FileEncoding {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  const pairs = Math.floor(Math.min(sample.length, 2_000) / 2);
  let [even, odd] = [0, 0];
  for (let index = 0; index < pairs; index++) {
    if (sample[index * 2] === 0) even += 1;
    if (sample[index * 2 + 1] === 0) odd += 1;
  }
  if (odd > pairs * 0.4 && even < pairs * 0.1) return 'utf-16le';
  if (even > pairs * 0.4 && odd < pairs * 0.1) return 'utf-16be';
  try {
    // `stream` forgives a character that the sample cuts in two.
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

function textOf(sample: Buffer, encoding: FileEncoding): string {
  return new TextDecoder(encoding).decode(sample, { stream: true });
}

/** The one that occurs in most lines, and equally often in them. */
function guessDelimiter(text: string): string {
  const lines = text.split(/\r\n|\r|\n/, ROWS).filter((line) => line.trim());
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const counts = lines.map((line) => line.replace(/"[^"]*"/g, '').split(delimiter).length - 1);
    const most = Math.max(0, ...counts);
    const same = counts.filter((count) => count === counts[0]).length;
    const score = most === 0 ? 0 : same * Math.min(most, 50);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

function firstRows(text: string, delimiter: string): string[][] {
  try {
    return parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      to: ROWS,
      // The sample may end in the middle of a quoted cell.
      on_record: (record: string[]) => record,
    }) as string[][];
  } catch {
    return text
      .split(/\r\n|\r|\n/, ROWS)
      .filter(Boolean)
      .map((line) => line.split(delimiter));
  }
}

/** A head has no address in it and no empty or repeated cell, while rows have something else. */
function guessHeader(rows: string[][]): boolean {
  const [first] = rows;
  if (!first) return false;
  const cells = first.map((cell) => cell.trim());
  if (cells.some((cell) => ADDRESS.test(cell) || /^\d+([.,]\d+)?$/.test(cell))) return false;
  const filled = cells.filter(Boolean);
  return filled.length > 0 && new Set(filled).size === filled.length;
}

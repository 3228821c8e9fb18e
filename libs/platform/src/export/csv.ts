import { stringify } from 'csv-stringify/sync';
import { wallClock } from '../clock/zoned-time.js';
import type { Cell, TableSource } from './table-source.js';

/** Spreadsheets of countries whose decimals have a comma take a semicolon between columns. */
export const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t' } as const;
export type Delimiter = keyof typeof DELIMITERS;

/**
 * CSV (RFC 4180) in UTF-8 with a byte order mark, without which spreadsheets take it for another charset. A text
 * that a spreadsheet would run as a formula gets an apostrophe in front.
 */
export async function* csvOf(
  table: TableSource,
  timezone: string,
  delimiter: string = DELIMITERS.comma,
): AsyncGenerator<Buffer> {
  const lines = (rows: Cell[][]) =>
    Buffer.from(
      stringify(
        rows.map((row) => row.map((cell) => (cell instanceof Date ? wallClock(cell, timezone) : cell))),
        {
          delimiter,
          escape_formulas: true,
          record_delimiter: '\r\n',
          cast: { boolean: (value) => (value ? 'true' : 'false') },
        },
      ),
    );
  yield Buffer.concat([Buffer.from('\ufeff'), lines([table.columns])]);
  for await (const rows of table.rows) if (rows.length) yield lines(rows);
}

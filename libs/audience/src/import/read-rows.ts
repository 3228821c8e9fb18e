import { createReadStream } from 'node:fs';
import { pipeline, Transform } from 'node:stream';
import { parse } from 'csv-parse';
import { InvalidInput } from '@facteur/platform';
import type { FileEncoding } from './guess-file.js';

export interface FileRow {
  /** Line of the file at which the row ends, from 1. */
  line: number;
  cells: string[];
}

/** No row of a contact list is longer. */
const MOST_CHARACTERS = 1_000_000;

/**
 * The rows of a file, one after the other, in constant memory.
 *
 * @throws InvalidInput that names the line of broken quotes, of a row that is too long, or of bytes that are no
 *   text in the encoding.
 */
export async function* readRows(
  path: string,
  { encoding, delimiter }: { encoding: FileEncoding; delimiter: string },
): AsyncGenerator<FileRow> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = new Transform({
    writableObjectMode: false,
    readableObjectMode: false,
    transform(chunk: Buffer, _encoding, done) {
      try {
        done(null, decoder.decode(chunk, { stream: true }));
      } catch {
        done(wrongBytes(encoding));
      }
    },
    flush(done) {
      try {
        done(null, decoder.decode());
      } catch {
        done(wrongBytes(encoding));
      }
    },
  });
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MOST_CHARACTERS,
    info: true,
  });
  pipeline(createReadStream(path), decode, parser, () => undefined);
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>)
      yield { line: info.lines, cells: record };
  } catch (error) {
    throw explained(error as Error & { code?: string; lines?: number });
  }
}

const wrongBytes = (encoding: string) =>
  InvalidInput.of(
    'encoding',
    `the file holds bytes that are no ${encoding}; choose another encoding, or save it as UTF-8`,
  );

function explained(error: Error & { code?: string; lines?: number }): Error {
  const at = error.lines === undefined ? '' : `line ${error.lines}: `;
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return InvalidInput.of('file', `${at}a quoted cell is never closed`);
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
      return InvalidInput.of(
        'file',
        `${at}a quote stands in the middle of a cell; double it, or quote the cell`,
      );
    case 'CSV_MAX_RECORD_SIZE':
      return InvalidInput.of('file', `${at}a row has more than ${MOST_CHARACTERS} characters`);
    default:
      return error;
  }
}

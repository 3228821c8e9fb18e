import { Readable } from 'node:stream';
import { createParamDecorator, type ExecutionContext, Injectable, StreamableFile } from '@nestjs/common';
import type { ApiQueryOptions } from '@nestjs/swagger';
import { isTimeZone } from '../clock/zoned-time.js';
import { Database } from '../database/database.js';
import { InvalidInput } from '../errors/problems.js';
import { searchSql, type SqlCondition } from '../collection/filter-sql.js';
import {
  documented,
  type CollectionQuery,
  parseCollectionQuery,
  searchDocs,
} from '../collection/collection-query.js';
import { Collections } from '../collection/collections.js';
import type { CollectionSpec, Columns, ViewOf } from '../collection/collection-spec.js';
import { csvOf, type Delimiter, DELIMITERS } from './csv.js';
import { type Cell, EXPORT_FORMATS, type ExportFormat, type TableSource } from './table-source.js';
import { xlsxOf } from './xlsx.js';

/** `?format=csv|xlsx&timezone=&delimiter=`, and the filters of the list. */
export interface ExportQuery extends CollectionQuery {
  format: ExportFormat;
  timezone: string;
  /** Between the columns of CSV; a comma when absent. */
  delimiter?: Delimiter;
}

function readExportQuery(_: unknown, context: ExecutionContext): ExportQuery {
  const request = context.switchToHttp().getRequest<{ url: string; query: Record<string, unknown> }>();
  const { format = 'csv', timezone = 'UTC', delimiter, ...rest } = request.query;
  if (!EXPORT_FORMATS.includes(format as never))
    throw InvalidInput.of('format', `must be one of ${EXPORT_FORMATS.join(', ')}`);
  if (typeof timezone !== 'string' || !isTimeZone(timezone))
    throw InvalidInput.of('timezone', 'must be a time zone such as Europe/Paris or UTC');
  const sign = Object.entries(DELIMITERS).find(([name, value]) => delimiter === name || delimiter === value);
  if (delimiter !== undefined && !sign)
    throw InvalidInput.of('delimiter', `must be one of ${Object.keys(DELIMITERS).join(', ')}`);
  if (delimiter !== undefined && format !== 'csv')
    throw InvalidInput.of('delimiter', 'is for CSV; a workbook has none');
  for (const name of ['page', 'limit', 'sortBy'])
    if (name in rest)
      throw InvalidInput.of(name, 'is not known here: an export holds all rows, oldest first');
  return {
    ...parseCollectionQuery(rest, request.url.split('?')[0]!),
    format: format as ExportFormat,
    timezone,
    ...(sign ? { delimiter: sign[0] as Delimiter } : {}),
  };
}

const OWN_DOCS: ApiQueryOptions[] = [
  { name: 'format', required: false, enum: [...EXPORT_FORMATS], description: 'csv when absent' },
  { name: 'timezone', required: false, type: String, description: 'Of dates; UTC when absent' },
  {
    name: 'delimiter',
    required: false,
    enum: Object.keys(DELIMITERS),
    description: 'Between the columns of CSV; a comma when absent',
  },
];

/** Parameter of export handlers; with the filters of the collection, where it is one that is exported. */
export const Exporting = (spec?: CollectionSpec): ParameterDecorator =>
  createParamDecorator(readExportQuery, [documented([...OWN_DOCS, ...(spec ? searchDocs(spec) : [])])])();

const PIECE = 2_000;
const TYPES: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Media types of exports. */
export const EXPORT_TYPES = Object.values(TYPES).map((type) => type.split(';')[0]!);

/** Collections of the API as files, read and written in pieces. */
@Injectable()
export class Exporter {
  constructor(
    private readonly database: Database,
    private readonly collections: Collections,
  ) {}

  /**
   * All rows of a list that a search matches.
   *
   * @param more adds to a piece what the database does not hold; one call for each piece.
   * @throws InvalidInput before anything is sent.
   */
  list<C extends Columns>(
    name: string,
    spec: CollectionSpec<C>,
    query: ExportQuery,
    options: {
      extra?: SqlCondition;
      more?: (rows: ViewOf<C>[]) => Promise<object[]>;
      columns?: string[];
    } = {},
  ): StreamableFile {
    const columns = options.columns ?? Object.keys(spec.columns);
    const rows = this.pieces(spec, query, columns, options);
    return this.file({ name, columns, rows }, query);
  }

  file(
    table: TableSource,
    { format, timezone, delimiter = 'comma' }: Pick<ExportQuery, 'format' | 'timezone' | 'delimiter'>,
  ): StreamableFile {
    const bytes = format === 'csv' ? csvOf(table, timezone, DELIMITERS[delimiter]) : xlsxOf(table, timezone);
    return new StreamableFile(Readable.from(bytes, { objectMode: false }), {
      type: TYPES[format],
      disposition: `attachment; filename="${table.name.replace(/[^\w.-]+/g, '-')}.${format}"`,
    });
  }

  private pieces<C extends Columns>(
    spec: CollectionSpec<C>,
    query: ExportQuery,
    columns: string[],
    { extra, more }: { extra?: SqlCondition; more?: (rows: ViewOf<C>[]) => Promise<object[]> },
  ): AsyncIterable<Cell[][]> {
    const { key } = spec;
    if (!key) throw InvalidInput.of('format', `${spec.noun}s cannot be exported`);
    // Read now, so that a wrong filter is answered as such.
    const where = searchSql(spec, query);
    const { collections } = this;
    async function* walk(): AsyncGenerator<Cell[][]> {
      let last: number | undefined;
      for (;;) {
        const conditions = [
          where,
          ...(extra ? [extra] : []),
          ...(last === undefined ? [] : [{ sql: `${key} > ?`, values: [last] }]),
        ];
        const { rows, lastKey } = await collections.piece(spec, conditions, PIECE);
        if (rows.length) {
          const full = more ? await more(rows) : rows;
          yield full.map((row) =>
            columns.map((column) => cellOf(spec, column, (row as Record<string, unknown>)[column])),
          );
        }
        if (rows.length < PIECE) return;
        last = lastKey;
      }
    }
    return walk();
  }
}

function cellOf(spec: CollectionSpec, column: string, value: unknown): Cell {
  if (value == null) return null;
  if (spec.columns[column]?.kind === 'date') return new Date(String(value));
  if (typeof value === 'object') return value instanceof Date ? value : JSON.stringify(value);
  return value as Cell;
}

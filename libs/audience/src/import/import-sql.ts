import { collection, date, nullable, number, oneOf, type SqlCondition, text } from '@facteur/platform';
import { IMPORT_STATUSES } from './import.entity.js';

export const IMPORTS = collection({
  noun: 'import',
  from: `
    {import_run} i
    LEFT JOIN {target_list} t ON t.id = i.list_id`,
  belongs: { to: 't' },
  columns: {
    id: text('i.public_id'),
    targetType: text('i.target_type', 'A record type, or AddressStatus'),
    fileName: text('i.file_name'),
    status: oneOf(IMPORT_STATUSES, 'i.status'),
    phase: text('i.phase', 'Check first, Write then'),
    totalRows: nullable(number('i.total_rows', 'Null until all are checked')),
    processedRows: number('i.processed_rows', 'Of this phase'),
    createdCount: number('i.created_count'),
    updatedCount: number('i.updated_count'),
    wouldCreate: number('i.would_create', 'Of a rehearsal: good rows that would make a record'),
    wouldUpdate: number('i.would_update', 'Of a rehearsal: good rows that would change one'),
    skippedCount: number('i.skipped_count'),
    errorCount: number('i.error_count', 'Rows with errors'),
    targetListId: nullable(text('t.public_id', 'The list that all imported records are added to')),
    error: nullable(text('i.error', 'Why the import failed')),
    createdAt: date('i.created_at'),
    finishedAt: nullable(date('i.finished_at')),
    undoneAt: nullable(date('i.undone_at', 'When it was taken back')),
  },
  search: ['fileName'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'i.id DESC',
});

export const IMPORT_ERRORS = collection({
  noun: 'row error',
  from: '{import_error} e',
  columns: {
    id: number('e.id'),
    line: number('e.line_number', 'Of the file, from 1'),
    field: nullable(text('e.field', 'Null where it is about the row')),
    reason: text('e.reason'),
    value: nullable(
      text('e.value', 'What stood there; null where there was nothing, and once it was erased'),
    ),
  },
  search: ['reason', 'value'],
  sortBy: 'line:ASC',
  tieBreak: 'e.id',
  key: 'e.id',
});

/** Errors of one import, among {@link IMPORT_ERRORS}. */
export const errorsOf = (importId: number): SqlCondition => ({ sql: 'e.import_id = ?', values: [importId] });

import { date, type CollectionSpec, number, oneOf, text } from '@facteur/platform';

/** How imports and the errors of their rows are read. */
export const IMPORTS: CollectionSpec = {
  noun: 'import',
  from: 'import_run i LEFT JOIN target_list t ON t.id = i.list_id',
  columns: {
    id: text('i.public_id'),
    targetType: text('i.target_type'),
    fileName: text('i.file_name'),
    status: oneOf(['Running', 'Complete', 'Failed', 'Cancelled'], 'i.status'),
    phase: text('i.phase'),
    totalRows: number('i.total_rows'),
    processedRows: number('i.processed_rows'),
    createdCount: number('i.created_count'),
    updatedCount: number('i.updated_count'),
    skippedCount: number('i.skipped_count'),
    errorCount: number('i.error_count'),
    targetListId: text('t.public_id'),
    error: text('i.error'),
    createdAt: date('i.created_at'),
    finishedAt: date('i.finished_at'),
  },
  search: ['fileName'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'i.id DESC',
};

export const ERRORS: CollectionSpec = {
  noun: 'row error',
  from: 'import_error e',
  columns: {
    id: number('e.id'),
    line: number('e.line_number'),
    field: text('e.field'),
    reason: text('e.reason'),
    value: text('e.value'),
  },
  search: ['reason', 'value'],
  sortBy: 'line:ASC',
  tieBreak: 'e.id',
  key: 'e.id',
};

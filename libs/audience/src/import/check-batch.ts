import type { FieldFault } from '@facteur/platform';
import type { RowFault } from './import.repository.js';
import type { ColumnMapping } from './map-columns.js';
import type { FileRow } from './read-rows.js';
import type { ImportRow, RecordImporter } from './record-importer.js';
import { valuesOf } from './row-values.js';

type ReadRow = ImportRow & { fault?: FieldFault };

/** What was found in some hundred rows, looking at them alone. */
export interface CheckedBatch {
  faults: RowFault[];
  /** Lines that are wrong. */
  bad: Set<number>;
  /** How many repeat a row of the batch. */
  repeated: number;
  /** The line of each record's first row, by its key. */
  keys: Map<string, number>;
}

/** Checks rows by their importer. Asks the database what only it knows, with one query for all. */
export async function checkBatch(
  rows: FileRow[],
  mapping: ColumnMapping,
  importer: RecordImporter,
): Promise<CheckedBatch> {
  const read: ReadRow[] = rows.map((row) => ({ line: row.line, ...valuesOf(row, mapping) }));
  const unknown = await importer.verify(read);
  const checked: CheckedBatch = { faults: [], bad: new Set(), repeated: 0, keys: new Map() };
  for (const { line, values, fault } of read) {
    const missing = unknown.get(line);
    const found = fault ? [fault] : [...importer.check(values), ...(missing ? [missing] : [])];
    const rowKey = importer.keyOf(values) ?? null;
    for (const { field, reason } of found)
      checked.faults.push({ line, field, reason, value: values[field] ?? null, rowKey });
    if (found.length) checked.bad.add(line);
    if (found.length || rowKey === null) continue;
    const first = checked.keys.get(rowKey);
    if (first === undefined) checked.keys.set(rowKey, line);
    else {
      checked.repeated += 1;
      checked.faults.push(repetition(line, first, rowKey));
    }
  }
  return checked;
}

/** Of a row whose record stands in an earlier one. */
export const repetition = (line: number, first: number, key: string): RowFault => ({
  line,
  field: null,
  reason: `is the same as line ${first}, and was skipped`,
  value: key.replace(/^\w+:/, ''),
  rowKey: key,
});

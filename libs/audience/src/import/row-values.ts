import type { FieldFault } from '@facteur/platform';
import type { ColumnMapping } from './map-columns.js';
import type { FileRow } from './read-rows.js';

/** The cells of a row by the fields that they fill, trimmed; empty ones are left out. Pure. */
export function valuesOf(
  row: FileRow,
  mapping: ColumnMapping,
): { values: Record<string, string>; fault?: FieldFault } {
  const values: Record<string, string> = {};
  for (const [index, field] of mapping.entries()) {
    const cell = row.cells[index]?.trim();
    if (field !== null && cell) values[field] = cell;
  }
  // A delimiter too many has moved the cells: whatever stands where, it is not what the head says.
  const extra = row.cells.slice(mapping.length).some((cell) => cell.trim());
  if (!extra) return { values };
  const reason = `has ${row.cells.length} cells, but there are ${mapping.length} columns`;
  return { values, fault: { field: '', reason } };
}

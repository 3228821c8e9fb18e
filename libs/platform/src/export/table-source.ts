/** A table on its way out: its head, and its rows in pieces, so that memory does not grow with it. */
export interface TableSource {
  /** Also the name of the file, without ending. */
  name: string;
  columns: string[];
  rows: AsyncIterable<Cell[][]> | Iterable<Cell[][]>;
}

export type Cell = string | number | boolean | Date | null;

export const EXPORT_FORMATS = ['csv', 'xlsx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

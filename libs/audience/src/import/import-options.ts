import type { Made } from '@facteur/platform';
import type { FileEncoding } from './guess-file.js';
import type { ColumnMapping } from './map-columns.js';

export const DUPLICATES = ['Update', 'Skip', 'Create'] as const;

/** How a file is read and what becomes of it, every guess decided. */
export interface ImportOptions {
  encoding: FileEncoding;
  delimiter: string;
  hasHeader: boolean;
  mapping: ColumnMapping;
  duplicates: (typeof DUPLICATES)[number];
  skipBadRows: boolean;
  /** Of AddressStatus: what a bare list says. */
  addressMark?: 'Opted Out' | 'Invalid';
  /** Where the people of the file agreed, for rows that do not say it themselves. */
  consentSource?: string;
  /** Heads of the columns that fill no field. */
  ignoredColumns?: string[];
  /** Whose the list is that it makes. */
  made?: Made;
  /** Only checks. */
  dryRun: boolean;
}

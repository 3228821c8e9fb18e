import type { FieldFault } from '@facteur/platform';
import type { NormalisedAddress } from '../address/address-format.js';
import type { Origin } from '../consent/consent.js';

/** A field that a file can fill. */
export interface ImportField {
  name: string;
  label: string;
  /** Other names that a column may have, in any language; compared without case, accents and punctuation. */
  aliases?: readonly string[];
  required?: boolean;
  /** Filled by whichever column holds the status of subscriptions, whatever that is called. */
  tellsSubscription?: boolean;
  /** Of a field that other systems fill in ways of their own: a column with a cell that cannot be read is not guessed to be it. */
  reads?: (cell: string) => boolean;
}

/** One row, by field; empty cells are absent. */
export interface ImportRow {
  line: number;
  values: Record<string, string>;
}

export interface WriteOptions {
  /** What becomes of a row whose record is there already. */
  duplicates: 'Update' | 'Skip' | 'Create';
  /** What a bare list of addresses says of them; Opted Out when absent. */
  addressMark?: 'Opted Out' | 'Invalid';
  /** How what they say of addresses came, for the record of consents. */
  provenance?: Origin;
  /** By whom the rows come: a form has its own record of it. */
  origin?: 'file' | 'form';
  now: Date;
}

export interface WrittenRow {
  line: number;
  targetId: string;
  outcome: 'created' | 'updated' | 'skipped';
}

/** How records of a type come in from a file; a record source that has one can be imported. */
export interface RecordImporter {
  readonly fields: readonly ImportField[];
  /** What names the row's record in a file, e.g. `address:ada@example.com`; two rows with one key are duplicates. */
  keyOf(values: Record<string, string>): string | undefined;
  /** The address that a row says of its record, where it says one. */
  addressOf?(values: Record<string, string>): NormalisedAddress | undefined;
  /** Pure. @returns what is wrong with a row */
  check(values: Record<string, string>): FieldFault[];
  /** What only the database can tell of some hundred rows, e.g. that an id is none. @returns faults by line */
  verify(rows: ImportRow[]): Promise<Map<number, FieldFault>>;
  /** Writes some hundred rows with a handful of statements. Runs inside a transaction. */
  write(rows: ImportRow[], options: WriteOptions): Promise<WrittenRow[]>;
  /** What would become of some hundred good rows, without writing any. A type without it does not tell before. */
  foresee?(rows: ImportRow[], options: Pick<WriteOptions, 'duplicates'>): Promise<WrittenRow['outcome'][]>;
  /**
   * Takes back what an import made: deletes those of the records that nobody changed since, and that no list holds. A type
   * without it keeps them. Runs inside a transaction. @returns how many went
   */
  unmake?(ids: string[]): Promise<number>;
}

import type { Type } from '@nestjs/common';
import type { CollectionSpec } from '@facteur/platform';
import type { CrmRecord } from './crm-record.entity.js';
import type { Limit } from './import-fields.js';

/** How records of a kind come in from files and forms. */
export interface KindImport {
  /** Fields of a file; of a new field the names that columns have in the files of the world. */
  fields: readonly Limit[];
  /** Columns that may not be null, with what stands there when a file says nothing. */
  needed: Record<string, string>;
  /** The field that names a record where there is no address. */
  nameField: 'name' | 'lastName';
  /** What a bare address says of a new record: the parts before and after its @. */
  named(local: string, domain: string): Record<string, string>;
  /** Whether `accountName` names an account that it belongs to, made where there is none. */
  joinsAccount: boolean;
}

/**
 * A built-in record type, all of it: what is not said here, no record type has. Controllers, service, record source,
 * importer and the right to be forgotten read it. Every member must be there, so that none is forgotten; null says that
 * there is nothing.
 */
export interface RecordKind {
  /** The API's name for it, e.g. `Contact`. It stays the same for ever: lists and the log hold it. */
  targetType: string;
  /** Collection of the API, e.g. `contacts`. */
  path: string;
  table: string;
  entity: new () => CrmRecord;
  /** Queue building goes through the types in this order. */
  order: number;
  list: CollectionSpec;
  view: Type<object>;
  createDto: Type<object>;
  updateDto: Type<object>;
  /** Columns of a new record that the caller may leave out. */
  defaults: Record<string, unknown>;
  /** What templates may use: scope -> fields. */
  placeholders: Record<string, readonly string[]>;
  /** Placeholders that stand in a column of another name: `scope.field` -> column of `list`. */
  placeholderColumns: Record<string, string>;
  /** Records of other types that it points to; see RecordSource. */
  related: Record<string, { targetType: string; idField: string }>;
  /** Column with the key of an account that it belongs to, which is not deleted before it. */
  accountKey: string | null;
  /** Somebody, who can ask to be forgotten and is then deleted; anything else only loses the address. */
  isPerson: boolean;
  import: KindImport | null;
}

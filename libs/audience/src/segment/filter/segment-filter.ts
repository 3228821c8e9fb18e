import type { SqlCondition } from '@facteur/platform';
import type { RecordSource } from '../../record-source/record-source.js';

/**
 * A question about records, as JSON. Each node is one of
 *
 * - `{"all": [...]}`, `{"any": [...]}`, `{"not": {...}}`
 * - `{"field": "lastName", "operator": "startsWith", "value": "Du"}`; `account.industry` reaches a related record
 * - `{"related": "account", "matches": {...}}`: a question about the related record
 * - `{"memberOf": {"targetListIds": [...], "optedOut": true|false}}`
 * - one of a plugin's own, such as `{"activity": {...}}` of the campaigns lib
 */
export type SegmentFilter = Record<string, unknown>;

/** Another record that a filter names, to be checked to exist. */
export interface FilterReference {
  table: string;
  noun: string;
  id: string;
  path: string;
}

export interface CompiledFilter extends SqlCondition {
  references: FilterReference[];
}

/** What a condition is about. */
export interface FilterScope {
  source: RecordSource;
  /** SQL of the record's id. */
  recordId: string;
  now: Date;
}

/** A kind of condition that another lib brings; register it with {@link FilterConditionPlugin}. */
export interface FilterCondition {
  /** The member that marks a node as its own. */
  readonly key: string;
  /** JSON Schema of that member's value. */
  readonly schema: object;
  /** Runs before a filter is compiled: looks up what {@link compile} must know, which itself asks no database. */
  ready?(): Promise<void>;
  /** @throws InvalidInput naming the path of the fault. */
  compile(value: unknown, path: string, scope: FilterScope): CompiledFilter;
}

export const MAX_DEPTH = 12;
export const MAX_NODES = 300;
/** Values of all conditions together. */
export const MAX_VALUES = 2_000;

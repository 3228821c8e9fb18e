import { Collections, type CollectionSpec, Database, nullable, text } from '@facteur/platform';
import type { EntitySql } from './entity-sql.js';

/** Beside the fields of a record, one of which may be called `language`. */
export const LANGUAGE = 'language of the record';

/** Rows of hosts' entities. */
export class EntityRows {
  constructor(
    private readonly database: Database,
    private readonly collections: Collections,
  ) {}

  /** Those of the ids that there are, by the table's own key. */
  load(sql: EntitySql<never>, ids: string[]): Promise<Record<string, unknown>[]> {
    if (ids.length === 0) return Promise.resolve([]);
    const { list, language } = sql;
    const spec: CollectionSpec = language
      ? { ...list, columns: { ...list.columns, [LANGUAGE]: nullable(text(language)) } }
      : list;
    const times = sql.valuesOfId;
    return this.collections.first(
      spec,
      {
        sql: `(${ids.map(() => sql.isRow('?')).join(' OR ')})`,
        values: ids.flatMap((id) => Array<string>(times).fill(id)),
      },
      ids.length,
    );
  }
}

import type { CollectionSpec } from '@facteur/platform';
import { type RecordSource, RecordSourcePlugin, type TargetRecord } from '../record-source/record-source.js';
import { type EntityRows, LANGUAGE } from './entity-rows.repository.js';
import type { EntitySql } from './entity-sql.js';

const inCamelCase = (name: string) => name[0]!.toLowerCase() + name.slice(1);

/** A host's entity as a source of targets. Made by `fromEntity`. */
@RecordSourcePlugin()
export class EntitySource implements RecordSource {
  readonly list: CollectionSpec;
  readonly placeholders: Record<string, readonly string[]>;
  private readonly own: string;

  constructor(
    readonly targetType: string,
    readonly order: number,
    private readonly sql: EntitySql<never>,
    private readonly rows: EntityRows,
  ) {
    this.list = sql.list;
    this.own = inCamelCase(targetType);
    const names = ['name', ...Object.keys(sql.fields)];
    this.placeholders = { person: names, [this.own]: names };
  }

  addresses(channel: string): string | undefined {
    return this.sql.addresses(channel);
  }

  matches(row: string, id: string): string {
    return this.sql.matches(row, id);
  }

  /** Dates as such, which helpers of templates write in the letter's language. */
  private asPlaceholders(values: Record<string, unknown>): TargetRecord['scopes'][string] {
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        typeof value === 'string' && this.list.columns[name]?.kind === 'date' ? new Date(value) : value,
      ]),
    ) as TargetRecord['scopes'][string];
  }

  async load(ids: string[]): Promise<Map<string, TargetRecord>> {
    const found = new Map<string, TargetRecord>();
    for (const { [LANGUAGE]: language, ...values } of await this.rows.load(this.sql, ids)) {
      const id = String(values['id']);
      const name = String(values['name'] ?? '') || id;
      const known = this.asPlaceholders({ ...values, name });
      found.set(id, {
        targetType: this.targetType,
        targetId: id,
        name,
        language: language == null ? null : String(language),
        scopes: { person: known, [this.own]: known },
      });
    }
    return found;
  }
}

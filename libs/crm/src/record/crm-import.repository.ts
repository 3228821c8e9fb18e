import { Injectable } from '@nestjs/common';
import { Database, newPublicId, parameterRows, parameters } from '@facteur/platform';
import type { RecordKind } from './record-kind.js';

/** Rows for a table: the columns, and the values of each. */
export interface TableRows {
  columns: string[];
  rows: unknown[][];
}

/** The statements of imports: a handful for some hundred rows. */
@Injectable()
export class CrmImportRepository {
  constructor(private readonly database: Database) {}

  /** Those of the public ids that there are. */
  async idsOf(table: string, ids: string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.database.query<{ id: string }>(
      `SELECT public_id AS id
       FROM {${table}}
       WHERE public_id IN (${parameters(ids.length)})`,
      ids,
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Records of a type by the keys of their addresses; of several the first. Index: ix_crm_address_key. */
  async holdersOf(targetType: string, channel: string, keys: string[]): Promise<Map<string, string>> {
    if (keys.length === 0) return new Map();
    const rows = await this.database.query<{ key: string; id: string }>(
      `SELECT address_key AS "key", MIN(target_id) AS id
       FROM {crm_address}
       WHERE channel = ?
         AND address_key IN (${parameters(keys.length)})
         AND target_type = ?
       GROUP BY address_key`,
      [channel, ...keys, targetType],
    );
    return new Map(rows.map(({ key, id }) => [key, id]));
  }

  /**
   * Those of the records that nobody changed since they were made, that no list holds, and that opted out of none.
   *
   * @param members kinds whose records may belong to one of these, which then stays
   */
  async untouched(
    { table, targetType }: RecordKind,
    ids: string[],
    members: RecordKind[],
  ): Promise<string[]> {
    const holders = members.map(
      (kind) => `
         AND NOT EXISTS (
           SELECT 1
           FROM {${kind.table}} h
           WHERE h.${kind.accountKey} = r.id)`,
    );
    const rows = await this.database.query<{ id: string }>(
      `SELECT r.public_id AS id
       FROM {${table}} r
       WHERE r.public_id IN (${parameters(ids.length)})
         AND r.modified_at = r.created_at${holders.join('')}
         AND NOT EXISTS (
           SELECT 1
           FROM {target_list_member} m
           WHERE m.target_type = ?
             AND m.target_id = r.public_id)`,
      [...ids, targetType],
    );
    return rows.map(({ id }) => id);
  }

  /** Keys of accounts by their names in lower case; those that are missing are made. Index: ix_account_name. */
  async accountsNamed(names: string[], now: Date): Promise<Map<string, number>> {
    if (names.length === 0) return new Map();
    let known = await this.findAccounts(names);
    const missing = names.filter((name) => !known.has(name.toLowerCase()));
    if (missing.length) {
      await this.database.execute(
        `INSERT INTO {crm_account} (public_id, created_at, modified_at, name)
         VALUES ${parameterRows(missing.length, 4)}`,
        missing.flatMap((name) => [newPublicId(), now, now, name]),
      );
      known = await this.findAccounts(names);
    }
    return known;
  }

  /** Newest first, so that the oldest of one name is what the map keeps. */
  private async findAccounts(names: string[]): Promise<Map<string, number>> {
    const rows = await this.database.query<{ id: number; name: string }>(
      `SELECT id, name
       FROM {crm_account}
       WHERE name IN (${parameters(names.length)})
       ORDER BY id DESC`,
      names,
    );
    return new Map(rows.map(({ id, name }) => [name.toLowerCase(), Number(id)]));
  }

  /** Some columns of known records, by public id. */
  async currentOf(
    table: string,
    columns: string[],
    ids: string[],
  ): Promise<Map<string, Record<string, string>>> {
    if (columns.length === 0 || ids.length === 0) return new Map();
    const rows = await this.database.query<Record<string, string>>(
      `SELECT public_id, ${columns.join(', ')}
       FROM {${table}}
       WHERE public_id IN (${parameters(ids.length)})`,
      ids,
    );
    return new Map(rows.map((row) => [row['public_id']!, row]));
  }

  /** One statement for new and known records alike; a null leaves what is there. The first two columns are never changed. */
  async upsert(table: string, { columns, rows }: TableRows): Promise<void> {
    const { dialect } = this.database;
    const keep = (name: string) => `COALESCE(${dialect.inserted(name)}, {${table}}.${name})`;
    const changed = columns
      .slice(2)
      .map((name) => [name, name === 'modified_at' ? dialect.inserted(name) : keep(name)]);
    await this.database.execute(
      `INSERT INTO {${table}} (${columns.join(', ')})
       VALUES ${parameterRows(rows.length, columns.length)}
       ${dialect.upsert(['public_id'], Object.fromEntries(changed) as Record<string, string>)}`,
      rows.flat(),
    );
  }
}

import { Injectable } from '@nestjs/common';
import { Database, type SqlCondition } from '@facteur/platform';
import { AddressFormats, type NormalisedAddress } from '../address/address-format.js';
import { isOf, isOfAny, type RecordSource } from './record-source.js';
import { type Target, targetKey } from './target-key.js';

/** What can be asked of records of any type, by what their sources say of them. */
@Injectable()
export class RecordRepository {
  constructor(
    private readonly database: Database,
    private readonly formats: AddressFormats,
  ) {}

  /** Nothing of a source's list, so that the database says what is wrong with it. */
  async tryList({ list }: RecordSource): Promise<void> {
    await this.database.query(
      `SELECT ${Object.values(list.columns)
        .map(({ sql }, index) => `${sql} AS c${index}`)
        .join(', ')}
       FROM ${list.from}
       WHERE 1 = 0
         AND (${list.where ?? '1 = 1'})`,
    );
  }

  /** The same of its addresses, joined as queues join them. */
  async tryAddresses(source: RecordSource, channel: string): Promise<void> {
    const sql = source.addresses(channel);
    if (!sql) return;
    await this.database.query(
      `SELECT a.target_id, a.address, a.address_key, a.is_primary
       FROM {target_list_member} m
       JOIN (${sql}) a ON ${isOf(source, 'a', 'm.target_id')}
       JOIN {address_status} s ON s.address_key = a.address_key
       JOIN {target_list_member} o ON o.target_id = a.target_id
       WHERE 1 = 0`,
    );
  }

  /** Ids of those that the condition matches; it stands over the source's list, e.g. from `searchSql`. */
  async idsMatching(source: RecordSource, condition: SqlCondition): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT ${source.list.columns['id']!.sql} AS id
       FROM ${source.list.from}
       WHERE ${condition.sql}`,
      condition.values,
    );
    return new Set(rows.map((row) => String(row.id)));
  }

  /** How many the condition matches; it stands over the source's list, e.g. from `searchSql`. */
  async countMatching(source: RecordSource, condition: SqlCondition): Promise<number> {
    const [counted] = await this.database.query<{ total: number | string }>(
      `SELECT COUNT(*) AS total
       FROM ${source.list.from}
       WHERE ${condition.sql}`,
      condition.values,
    );
    return Number(counted!.total);
  }

  /** By `type/id`, of the first channel on which the record has one; one query a type and channel. */
  async primaryAddresses(sources: RecordSource[], targets: Target[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (const source of sources) {
      const ids = targets.filter((one) => one.targetType === source.targetType).map((one) => one.targetId);
      for (const channel of ids.length ? this.formats.channels() : []) {
        const sql = source.addresses(channel);
        if (!sql) continue;
        const which = isOfAny(source, 'a', ids);
        const rows = await this.database.query<{ target_id: string; address: string }>(
          `SELECT target_id, address
           FROM (${sql}) a
           WHERE is_primary = 1
             AND ${which.sql}`,
          which.values,
        );
        for (const row of rows) {
          const key = targetKey(source.targetType, row.target_id);
          if (!found.has(key)) found.set(key, row.address);
        }
      }
    }
    return found;
  }

  /** The primary addresses that records of one type have on a channel, by id. */
  async primaryOn(
    source: RecordSource,
    channel: string,
    ids: string[],
  ): Promise<Map<string, NormalisedAddress>> {
    const sql = ids.length ? source.addresses(channel) : undefined;
    if (!sql) return new Map();
    const which = isOfAny(source, 'a', ids);
    const rows = await this.database.query<{ target_id: string; address: string; address_key: string }>(
      `SELECT target_id, address, address_key
       FROM (${sql}) a
       WHERE is_primary = 1
         AND ${which.sql}`,
      which.values,
    );
    return new Map(
      rows.map((row) => [String(row.target_id), { address: row.address, key: row.address_key }]),
    );
  }

  /** Keys of all addresses that one record has on a channel. */
  async addressKeysOf(source: RecordSource, channel: string, targetId: string): Promise<string[]> {
    const sql = source.addresses(channel);
    if (!sql) return [];
    const which = isOfAny(source, 'a', [targetId]);
    const rows = await this.database.query<{ address_key: string }>(
      `SELECT address_key
       FROM (${sql}) a
       WHERE ${which.sql}`,
      which.values,
    );
    return rows.map((row) => row.address_key);
  }

  /** Records of all these types that carry the address. */
  async withAddress(sources: RecordSource[], channel: string, key: string): Promise<Target[]> {
    const records: Target[] = [];
    for (const source of sources) {
      const sql = source.addresses(channel);
      if (!sql) continue;
      const rows = await this.database.query<{ target_id: string }>(
        `SELECT DISTINCT target_id
         FROM (${sql}) a
         WHERE address_key = ?`,
        [key],
      );
      records.push(
        ...rows.map((row) => ({ targetType: source.targetType, targetId: String(row.target_id) })),
      );
    }
    return records;
  }
}

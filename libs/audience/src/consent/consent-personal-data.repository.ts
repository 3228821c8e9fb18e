import { Injectable } from '@nestjs/common';
import { Database, parameters, type SqlCondition } from '@facteur/platform';
import type { Person } from '../privacy/personal-data.js';
import { rowsOf } from '../privacy/person-sql.js';

@Injectable()
export class ConsentPersonalDataRepository {
  constructor(private readonly database: Database) {}

  /** As the person reads them, oldest first. */
  ofPerson(person: Person): Promise<object[]> {
    const { sql, values } = ownRows(person, 'c.');
    return this.database.query<object>(
      `SELECT CASE WHEN c.list_id <> 0 AND t.id IS NULL THEN '(a list that is gone)' ELSE t.name END AS "targetList",
              c.action, c.occurred_at AS "occurredAt", c.address, o.method,
              o.name, o.actor, o.page, w.words
       FROM {consent_record} c
       JOIN {consent_origin} o ON o.id = c.origin_id
       LEFT JOIN {consent_words} w ON w.hash = o.words_hash
       LEFT JOIN {target_list} t ON t.id = c.list_id
       WHERE ${sql}
       ORDER BY c.occurred_at, c.id`,
      values,
    );
  }

  /**
   * Rows of the person's own addresses go; of an address that others share stays what its owner wished, without the person.
   *
   * @returns how many rows
   */
  async forget(person: Person): Promise<number> {
    const origins = await this.originsOf(person);
    const byAddress = rowsOf(person, { channel: 'channel', addressKey: 'address_key' });
    const byRecord = rowsOf(person, { targetType: 'target_type', targetId: 'target_id' });
    const deleted = await this.database.execute(
      `DELETE FROM {consent_record}
       WHERE ${byAddress.sql}
         OR (address_key IS NULL AND ${byRecord.sql})`,
      [...byAddress.values, ...byRecord.values],
    );
    const loosened = await this.database.execute(
      `UPDATE {consent_record}
       SET target_type = NULL, target_id = NULL
       WHERE ${byRecord.sql}`,
      byRecord.values,
    );
    await this.forgetOrigins(origins);
    return deleted + loosened;
  }

  private async originsOf(person: Person): Promise<number[]> {
    const { sql, values } = ownRows(person);
    const rows = await this.database.query<{ id: number }>(
      `SELECT DISTINCT origin_id AS id
       FROM {consent_record}
       WHERE ${sql}`,
      values,
    );
    return rows.map(({ id }) => id);
  }

  /** What was said of how they came, where nobody else came so; and the words that nobody else agreed to. */
  private async forgetOrigins(ids: number[]): Promise<void> {
    if (ids.length === 0) return;
    const words = await this.database.query<{ hash: string }>(
      `SELECT DISTINCT words_hash AS hash
       FROM {consent_origin}
       WHERE id IN (${parameters(ids.length)})
         AND words_hash IS NOT NULL
         AND method IN ('import', 'manual', 'api')`,
      ids,
    );
    await this.database.execute(
      `DELETE FROM {consent_origin}
       WHERE id IN (${parameters(ids.length)})
         AND NOT EXISTS (
           SELECT 1
           FROM {consent_record} c
           WHERE c.origin_id = {consent_origin}.id)`,
      ids,
    );
    if (words.length === 0) return;
    await this.database.execute(
      `DELETE FROM {consent_words}
       WHERE hash IN (${parameters(words.length)})
         AND NOT EXISTS (
           SELECT 1
           FROM {consent_origin} o
           WHERE o.words_hash = {consent_words}.hash)`,
      words.map(({ hash }) => hash),
    );
  }
}

const ownRows = (person: Person, alias = ''): SqlCondition =>
  rowsOf(person, {
    channel: `${alias}channel`,
    addressKey: `${alias}address_key`,
    targetType: `${alias}target_type`,
    targetId: `${alias}target_id`,
  });

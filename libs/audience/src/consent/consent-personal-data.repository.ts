import { Injectable } from '@nestjs/common';
import { Database, type SqlCondition } from '@facteur/platform';
import type { Person } from '../privacy/personal-data.js';
import { rowsOf } from '../privacy/person-sql.js';

@Injectable()
export class ConsentPersonalDataRepository {
  constructor(private readonly database: Database) {}

  /** As the person reads them, oldest first. */
  ofPerson(person: Person): Promise<object[]> {
    const { sql, values } = ownRows(person, 'c.');
    return this.database.query<object>(
      `SELECT t.name AS "targetList", c.action, c.occurred_at AS "occurredAt", c.address, o.method,
              o.name, o.actor, o.page, w.words
       FROM consent_record c
       JOIN consent_origin o ON o.id = c.origin_id
       LEFT JOIN consent_words w ON w.hash = o.words_hash
       LEFT JOIN target_list t ON t.id = c.list_id
       WHERE ${sql}
       ORDER BY c.occurred_at, c.id`,
      values,
    );
  }

  /** @returns how many were deleted */
  forget(person: Person): Promise<number> {
    const { sql, values } = ownRows(person);
    return this.database.execute(
      `DELETE FROM consent_record
       WHERE ${sql}`,
      values,
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

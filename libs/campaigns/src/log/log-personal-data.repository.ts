import { Injectable } from '@nestjs/common';
import { type Person, rowsOf } from '@facteur/audience';
import { Database, type SqlCondition } from '@facteur/platform';
import { MailingDirectories } from '../mailing-directory.js';

@Injectable()
export class LogPersonalDataRepository {
  constructor(
    private readonly database: Database,
    private readonly directories: MailingDirectories,
  ) {}

  entriesOf(person: Person): Promise<object[]> {
    const { sql, values } = this.rows(person, 'l.');
    return this.database.query(
      `SELECT c.name AS campaign, l.action, l.action_date AS "actionDate", l.address, u.url AS link, l.hits,
              l.details
       FROM {campaign_log_record} l
       JOIN {campaign} c ON c.id = l.campaign_id
       LEFT JOIN {tracking_url} u ON u.id = l.tracking_url_id
       WHERE ${sql}
       ORDER BY l.id`,
      values,
    );
  }

  /** Of the details only what the counters need stays. @returns how many entries lost their name */
  anonymise(person: Person): Promise<number> {
    const { sql, values } = this.rows(person, '');
    return this.database.execute(
      `UPDATE {campaign_log_record}
       SET address = NULL,
           target_id = NULL,
           details = CASE
             WHEN action <> 'Bounced' THEN NULL
             WHEN details LIKE '%"hard":true%' THEN '{"hard":true}'
             ELSE '{"hard":false}'
           END
       WHERE ${sql}`,
      values,
    );
  }

  /** By message too: the log writes addresses as they were typed, the queue knows their keys. */
  private rows(person: Person, prefix: string): SqlCondition {
    const own = rowsOf(person, { targetType: `${prefix}target_type`, targetId: `${prefix}target_id` });
    const items = this.directories.the.itemsOf(person);
    return {
      sql: `(${own.sql} OR ${prefix}queue_item_id IN (${items.sql}))`,
      values: [...own.values, ...items.values],
    };
  }
}

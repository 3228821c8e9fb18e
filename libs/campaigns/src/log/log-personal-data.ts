import { type Person, type PersonalData, PersonalDataPlugin, rowsOf } from '@facteur/audience';
import { Database } from '@facteur/platform';

/** The log keeps that something happened, and forgets to whom. */
@PersonalDataPlugin()
export class LogPersonalData implements PersonalData {
  readonly section = 'campaignLog';
  readonly erasedBefore = ['queueItems'];

  constructor(private readonly database: Database) {}

  export(person: Person): Promise<object[]> {
    const { sql, values } = this.rows(person);
    return this.database.query(
      `SELECT c.name AS campaign, l.action, l.action_date AS "actionDate", l.address, u.url AS link, l.hits, l.details
       FROM campaign_log_record l JOIN campaign c ON c.id = l.campaign_id LEFT JOIN tracking_url u ON u.id = l.tracking_url_id
       WHERE ${sql} ORDER BY l.id`,
      values,
    );
  }

  /** Of the details only what the counters need stays. */
  erase(person: Person): Promise<number> {
    const { sql, values } = this.rows(person);
    return this.database.execute(
      `UPDATE campaign_log_record SET address = NULL, target_id = NULL,
         details = CASE WHEN action <> 'Bounced' THEN NULL WHEN details LIKE '%"hard":true%' THEN '{"hard":true}' ELSE '{"hard":false}' END
       WHERE ${sql.replaceAll('l.', '')}`,
      values,
    );
  }

  /** By item too: the log writes addresses as they were typed, the queue knows their keys. */
  private rows(person: Person) {
    const own = rowsOf(person, { targetType: 'l.target_type', targetId: 'l.target_id' });
    const items = rowsOf(person, { channel: 'channel', addressKey: 'address_key' });
    return {
      sql: `(${own.sql} OR l.queue_item_id IN (SELECT id FROM queue_item WHERE ${items.sql}))`,
      values: [...own.values, ...items.values],
    };
  }
}

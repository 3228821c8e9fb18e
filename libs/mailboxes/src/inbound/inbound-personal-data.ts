import { type Person, type PersonalData, PersonalDataPlugin, rowsOf } from '@facteur/audience';
import { queueItemsOf } from '@facteur/dispatch';
import { Database } from '@facteur/platform';

/** What came in from somebody, or about what was sent to them. */
@PersonalDataPlugin()
export class InboundPersonalData implements PersonalData {
  readonly section = 'inboundMessages';
  readonly erasedBefore = ['queueItems'];

  constructor(private readonly database: Database) {}

  async export(person: Person): Promise<object[]> {
    const { sql, values } = this.rows(person);
    const rows = await this.database.query<{ raw: Buffer | null }>(
      `SELECT kind, from_address AS "from", subject, created_at AS "createdAt", raw FROM inbound_message WHERE ${sql}`,
      values,
    );
    return rows.map((row) => ({ ...row, raw: row.raw ? Buffer.from(row.raw).toString('utf8') : null }));
  }

  erase(person: Person): Promise<number> {
    const { sql, values } = this.rows(person);
    return this.database.execute(
      `UPDATE inbound_message SET from_address = NULL, subject = NULL, message_id = NULL, raw = NULL, raw_until = NULL WHERE ${sql}`,
      values,
    );
  }

  private rows(person: Person) {
    const items = queueItemsOf(person);
    const from = rowsOf(person, { channel: 'channel', addressKey: 'from_address' });
    return {
      sql: `(${from.sql} OR queue_item_id IN (${items.sql}))`,
      values: [...from.values, ...items.values],
    };
  }
}

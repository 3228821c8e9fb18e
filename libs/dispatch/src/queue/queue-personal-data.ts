import { type Person, type PersonalData, PersonalDataPlugin, rowsOf } from '@facteur/audience';
import { Clock, Database, type SqlCondition } from '@facteur/platform';

const COLUMNS = {
  channel: 'channel',
  addressKey: 'address_key',
  targetType: 'target_type',
  targetId: 'target_id',
};

/** SELECT of the ids of everything that was ever queued for somebody. */
export function queueItemsOf(person: Person): SqlCondition {
  const { sql, values } = rowsOf(person, COLUMNS);
  return { sql: `SELECT id FROM queue_item WHERE ${sql}`, values };
}

/**
 * The queue is the ledger of who was written to: its rows stay, without a name. Last of all by its section's
 * name, since others find their rows by way of it.
 */
@PersonalDataPlugin()
export class QueuePersonalData implements PersonalData {
  readonly section = 'queueItems';

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  export(person: Person): Promise<object[]> {
    const { sql, values } = rowsOf(person, COLUMNS);
    return this.database.query(
      `SELECT q.channel, q.address, q.status, q.skip_reason AS "skipReason", q.sent_at AS "sentAt", q.delivery, q.last_error AS "lastError", g.name AS mailing
       FROM (SELECT * FROM queue_item WHERE ${sql}) q JOIN mailing g ON g.id = q.mailing_id ORDER BY q.id`,
      values,
    );
  }

  async erase(person: Person): Promise<number> {
    const { sql, values } = rowsOf(person, COLUMNS);
    const { dialect } = this.database;
    const items = queueItemsOf(person).sql;
    await this.database.execute(`DELETE FROM provider_reference WHERE queue_item_id IN (${items})`, values);
    await this.database.execute(
      `UPDATE delivery_report SET address = NULL, address_key = NULL, diagnostic = NULL, modified_at = ?
       WHERE queue_item_id IN (${items})`,
      [this.clock.now(), ...values],
    );
    for (const { channel, key } of person.addresses)
      await this.database.execute(
        'UPDATE delivery_report SET address = NULL, address_key = NULL, diagnostic = NULL WHERE channel = ? AND address = ?',
        [channel, key],
      );
    // Whoever is still to be written to is not.
    await this.database.execute(
      `UPDATE queue_item SET status = 'Skipped', skip_reason = 'erased' WHERE status = 'Pending' AND ${sql}`,
      values,
    );
    return this.database.execute(
      `UPDATE queue_item SET address = ${dialect.concat(`'ERASED:'`, 'id')}, address_key = ${dialect.concat(`'ERASED:'`, 'id')},
         target_id = NULL, last_error = NULL WHERE ${sql}`,
      values,
    );
  }
}

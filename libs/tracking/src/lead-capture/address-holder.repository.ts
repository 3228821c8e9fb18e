import { Injectable } from '@nestjs/common';
import { isOf, type RecordSource } from '@facteur/audience';
import { Database } from '@facteur/platform';

/** Who has an address. `addresses` is always the SELECT that a record source gives of its own. */
@Injectable()
export class AddressHolderRepository {
  constructor(private readonly database: Database) {}

  /** The id of a record that has the address; of several the first. */
  async holderOf(addresses: string, addressKey: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ target_id: string }>(
      `SELECT target_id
       FROM (${addresses}) a
       WHERE address_key = ?
       ORDER BY target_id
       LIMIT 1`,
      [addressKey],
    );
    return row && String(row.target_id);
  }

  /** Whether any record of a type that has the address opted out of the list. */
  async optedOutOf(
    listId: number,
    source: RecordSource,
    channel: string,
    addressKey: string,
  ): Promise<boolean> {
    const addresses = source.addresses(channel);
    if (!addresses) return false;
    const rows = await this.database.query(
      `SELECT 1
       FROM {target_list_member} m
       JOIN (${addresses}) a ON ${isOf(source, 'a', 'm.target_id')}
       WHERE m.list_id = ?
         AND m.target_type = ?
         AND m.opted_out = 1
         AND a.address_key = ?
       LIMIT 1`,
      [listId, source.targetType, addressKey],
    );
    return rows.length > 0;
  }
}

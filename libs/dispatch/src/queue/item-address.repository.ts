import { Injectable } from '@nestjs/common';
import { Database, parameters } from '@facteur/platform';

export interface ChangedAddress {
  id: number;
  /** Null: the record has none any more. */
  address: string | null;
  addressKey: string | null;
}

/** Follows recipients to the addresses of now. */
@Injectable()
export class ItemAddresses {
  constructor(private readonly database: Database) {}

  /** Items whose record's primary address is another one now than when they were queued, or is gone. */
  changedAddresses(ids: number[], targetType: string, addresses: string): Promise<ChangedAddress[]> {
    return this.database.query<ChangedAddress>(
      `SELECT q.id, a.address, a.address_key AS "addressKey"
       FROM {queue_item} q
       LEFT JOIN (${addresses}) a
         ON a.target_id = q.target_id
         AND a.is_primary = 1
       WHERE q.id IN (${parameters(ids.length)})
         AND q.target_type = ?
         AND (a.address_key IS NULL OR a.address <> q.address)`,
      [...ids, targetType],
    );
  }

  /** @throws a unique-key error when another item of the mailing has the address. */
  async changeAddress(id: number, address: string, addressKey: string): Promise<void> {
    await this.database.execute(
      `UPDATE {queue_item}
       SET address = ?, address_key = ?
       WHERE id = ?`,
      [address, addressKey, id],
    );
  }
}

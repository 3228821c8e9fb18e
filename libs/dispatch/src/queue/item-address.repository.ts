import { Injectable } from '@nestjs/common';
import { isOf, type RecordSource } from '@facteur/audience';
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
  async changedAddresses(ids: number[], channel: string, source: RecordSource): Promise<ChangedAddress[]> {
    const addresses = source.addresses(channel);
    if (!addresses || ids.length === 0) return [];
    return this.database.query<ChangedAddress>(
      `SELECT q.id, a.address, a.address_key AS "addressKey"
       FROM {queue_item} q
       LEFT JOIN (${addresses}) a
         ON ${isOf(source, 'a', 'q.target_id')}
         AND a.is_primary = 1
       WHERE q.id IN (${parameters(ids.length)})
         AND q.target_type = ?
         AND (a.address_key IS NULL OR a.address <> ${this.database.dialect.exact('q.address')})`,
      [...ids, source.targetType],
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

import { Injectable } from '@nestjs/common';
import { Clock, Database, newPublicId } from '@facteur/platform';
import type { NormalisedAddress } from './address-format.js';

/** What may change about an address. Absent members stay as they are. */
export interface AddressChange {
  optedOut?: boolean;
  invalid?: boolean;
}

/** Marks addresses as opted out or invalid; every queue, of every list, looks here. */
@Injectable()
export class AddressRegistry {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * @param event why, in a few words, e.g. "opted out by link"; kept with its time.
   * @returns whether anything changed.
   */
  async mark(
    channel: string,
    { address, key }: NormalisedAddress,
    change: AddressChange,
    event: string,
  ): Promise<boolean> {
    return this.database.transaction(async () => {
      const { dialect } = this.database;
      const now = this.clock.now();
      await this.database.execute(
        `INSERT INTO address_status (public_id, created_at, modified_at, channel, address, address_key)
         VALUES (?, ?, ?, ?, ?, ?) ${dialect.ignoreDuplicates('address_status', 'channel')}`,
        [newPublicId(), now, now, channel, address, key],
      );
      const columns = [
        ...(change.optedOut === undefined ? [] : [{ name: 'opted_out', value: change.optedOut }]),
        ...(change.invalid === undefined ? [] : [{ name: 'invalid', value: change.invalid }]),
      ];
      if (columns.length === 0) return false;
      const changed = await this.database.execute(
        `UPDATE address_status
         SET ${columns.map(({ name }) => `${name} = ?`).join(', ')}, modified_at = ?, last_event = ?, last_event_at = ?
         WHERE channel = ? AND address_key = ? AND (${columns.map(({ name }) => `${name} <> ?`).join(' OR ')})`,
        [
          ...columns.map(({ value }) => value),
          now,
          event.slice(0, 100),
          now,
          channel,
          key,
          ...columns.map(({ value }) => value),
        ],
      );
      return changed > 0;
    });
  }

  async statusOf(channel: string, key: string): Promise<{ optedOut: boolean; invalid: boolean }> {
    const [row] = await this.database.query<{ opted_out: number; invalid: number }>(
      'SELECT opted_out, invalid FROM address_status WHERE channel = ? AND address_key = ?',
      [channel, key],
    );
    return { optedOut: Boolean(row?.opted_out), invalid: Boolean(row?.invalid) };
  }
}

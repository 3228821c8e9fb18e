import { Injectable } from '@nestjs/common';
import { AddressFormats, AddressRegistry, type NormalisedAddress } from '@facteur/audience';
import { Database, InvalidInput, parameters } from '@facteur/platform';

/** The addresses of the built-in records: several on a channel, one of them primary. */
@Injectable()
export class CrmAddressRepository {
  constructor(
    private readonly database: Database,
    private readonly formats: AddressFormats,
    private readonly registry: AddressRegistry,
  ) {}

  /** @throws InvalidInput naming the field. */
  normalise(channel: string, field: string, address: string): NormalisedAddress {
    const normalised = this.formats.normalise(channel, address);
    if (!normalised) throw InvalidInput.of(field, 'is not an address that mail can be sent to');
    return normalised;
  }

  /** Makes the address the record's primary one on the channel, or leaves it without one. */
  async setPrimary(
    targetType: string,
    targetId: string,
    channel: string,
    address: NormalisedAddress | null,
  ): Promise<void> {
    await this.database.transaction(async () => {
      await this.database.execute(
        'DELETE FROM crm_address WHERE target_type = ? AND target_id = ? AND channel = ? AND is_primary = 1',
        [targetType, targetId, channel],
      );
      if (address) {
        await this.database.execute(
          'INSERT INTO crm_address (target_type, target_id, channel, address, address_key, is_primary) VALUES (?, ?, ?, ?, ?, 1)',
          [targetType, targetId, channel, address.address, address.key],
        );
      }
    });
  }

  /** Marks the record's primary address; a mark on nothing is refused. */
  async mark(
    targetType: string,
    targetId: string,
    channel: string,
    change: { optedOut?: boolean; invalid?: boolean },
  ): Promise<void> {
    if (change.optedOut === undefined && change.invalid === undefined) return;
    const [row] = await this.database.query<{ address: string; address_key: string }>(
      'SELECT address, address_key FROM crm_address WHERE target_type = ? AND target_id = ? AND channel = ? AND is_primary = 1',
      [targetType, targetId, channel],
    );
    if (row)
      await this.registry.mark(
        channel,
        { address: row.address, key: row.address_key },
        change,
        'changed on the record',
      );
    else if (change.optedOut || change.invalid) {
      throw InvalidInput.of('emailAddress', 'is empty, so there is no address to mark');
    }
  }

  async forget(targetType: string, targetIds: string[]): Promise<void> {
    await this.database.execute(
      `DELETE FROM crm_address WHERE target_type = ? AND target_id IN (${parameters(targetIds.length)})`,
      [targetType, ...targetIds],
    );
  }
}

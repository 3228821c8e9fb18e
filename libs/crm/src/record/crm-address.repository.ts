import { Injectable } from '@nestjs/common';
import type { NormalisedAddress } from '@facteur/audience';
import { Database, parameterRows, parameters } from '@facteur/platform';

/** The address of one record. */
export interface OwnAddress extends NormalisedAddress {
  targetId: string;
}

/** The addresses of the built-in records: several on a channel, one of them primary. */
@Injectable()
export class CrmAddressRepository {
  constructor(private readonly database: Database) {}

  async primaryOf(
    targetType: string,
    targetId: string,
    channel: string,
  ): Promise<NormalisedAddress | undefined> {
    const [row] = await this.database.query<NormalisedAddress>(
      `SELECT address, address_key AS "key"
       FROM {crm_address}
       WHERE target_type = ?
         AND target_id = ?
         AND channel = ?
         AND is_primary = 1`,
      [targetType, targetId, channel],
    );
    return row;
  }

  /** Those records have these primary addresses on the channel from now on, or none. */
  async replacePrimary(
    targetType: string,
    channel: string,
    targetIds: readonly string[],
    addresses: readonly OwnAddress[],
  ): Promise<void> {
    if (targetIds.length === 0) return;
    await this.database.execute(
      `DELETE FROM {crm_address}
       WHERE target_type = ?
         AND channel = ?
         AND is_primary = 1
         AND target_id IN (${parameters(targetIds.length)})`,
      [targetType, channel, ...targetIds],
    );
    await this.add(targetType, channel, addresses);
  }

  async add(targetType: string, channel: string, addresses: readonly OwnAddress[]): Promise<void> {
    if (addresses.length === 0) return;
    await this.database.execute(
      `INSERT INTO {crm_address} (target_type, target_id, channel, address, address_key, is_primary)
       VALUES ${parameterRows(addresses.length, 6)}`,
      addresses.flatMap(({ targetId, address, key }) => [targetType, targetId, channel, address, key, true]),
    );
  }

  /** Records after `afterKey` that have something in a column and no address on the channel, as yet. */
  async withoutAddress(
    { table, targetType }: { table: string; targetType: string },
    column: string,
    channel: string,
    afterKey: number,
    limit: number,
  ): Promise<{ key: number; targetId: string; text: string }[]> {
    return this.database.query(
      `SELECT r.id AS "key", r.public_id AS "targetId", r.${column} AS text
       FROM {${table}} r
       WHERE r.id > ?
         AND r.${column} <> ''
         AND NOT EXISTS (
           SELECT 1
           FROM {crm_address} a
           WHERE a.target_type = ?
             AND a.target_id = r.public_id
             AND a.channel = ?)
       ORDER BY r.id
       LIMIT ?`,
      [afterKey, targetType, channel, limit],
    );
  }

  /** Empties a column of the records that have the address on the channel. */
  async emptyField(
    { table, targetType }: { table: string; targetType: string },
    column: string,
    channel: string,
    key: string,
  ): Promise<void> {
    await this.database.execute(
      `UPDATE {${table}}
       SET ${column} = NULL
       WHERE public_id IN (
         SELECT target_id
         FROM {crm_address}
         WHERE target_type = ?
           AND channel = ?
           AND address_key = ?)`,
      [targetType, channel, key],
    );
  }

  async forget(targetType: string, targetIds: readonly string[]): Promise<void> {
    await this.database.execute(
      `DELETE FROM {crm_address}
       WHERE target_type = ?
         AND target_id IN (${parameters(targetIds.length)})`,
      [targetType, ...targetIds],
    );
  }

  async forgetAddress(channel: string, key: string): Promise<void> {
    await this.database.execute(
      `DELETE FROM {crm_address}
       WHERE channel = ?
         AND address_key = ?`,
      [channel, key],
    );
  }
}

import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry, type Target } from '@facteur/audience';
import { Database, parameters } from '@facteur/platform';
import type { SentItem } from '../queue/sent-items.repository.js';

/** Other records that have the address of an item. */
@Injectable()
export class AddressMates {
  constructor(
    private readonly database: Database,
    private readonly sources: RecordSourceRegistry,
  ) {}

  /** All of them that are written to at it, the item's own record too. */
  async all({ channel, addressKey }: Pick<SentItem, 'channel' | 'addressKey'>): Promise<Target[]> {
    const found: Target[] = [];
    for (const { targetType, addresses } of this.sources
      .all()
      .map((source) => ({ targetType: source.targetType, addresses: source.addresses(channel) }))) {
      if (!addresses) continue;
      const rows = await this.database.query<{ id: string }>(
        `SELECT DISTINCT a.target_id AS id
         FROM (${addresses}) a
         WHERE a.address_key = ?
           AND a.is_primary = 1`,
        [addressKey],
      );
      found.push(...rows.map(({ id }) => ({ targetType, targetId: String(id) })));
    }
    return found;
  }

  /**
   * Those of them that opted out of one of the lists, each with the list, and are written to at this address: who has it beside another is
   * somebody whose wish nobody else takes back. One statement a type of record.
   */
  async optedOutWith(
    { channel, addressKey }: Pick<SentItem, 'channel' | 'addressKey'>,
    listIds: number[],
  ): Promise<(Target & { listId: number })[]> {
    if (listIds.length === 0) return [];
    const found: (Target & { listId: number })[] = [];
    for (const source of this.sources.all()) {
      const addresses = source.addresses(channel);
      if (!addresses) continue;
      const rows = await this.database.query<{ id: string; listId: number }>(
        `SELECT DISTINCT m.target_id AS id, m.list_id AS "listId"
         FROM (${addresses}) a
         JOIN {target_list_member} m
           ON m.target_type = ?
           AND m.target_id = a.target_id
           AND m.opted_out = 1
         WHERE a.address_key = ?
           AND a.is_primary = 1
           AND m.list_id IN (${parameters(listIds.length)})`,
        [source.targetType, addressKey, ...listIds],
      );
      found.push(...rows.map(({ id, listId }) => ({ targetType: source.targetType, targetId: id, listId })));
    }
    return found;
  }
}

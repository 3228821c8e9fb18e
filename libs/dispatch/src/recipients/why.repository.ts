import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry, type Target } from '@facteur/audience';
import { Database, readDate } from '@facteur/platform';
import type { ItemStatus } from '../model/queue-item.js';

/** What the queue knows of somebody. */
export interface KnownItem extends Target {
  id: number;
  address: string;
  status: ItemStatus;
  /** Why it was skipped, or how it failed last. */
  reason: string | null;
  sentAt: Date | null;
  delivery: string;
}

interface ItemRow extends Omit<KnownItem, 'sentAt'> {
  sentAt: unknown;
}

/** Records that share one address; more than so many are not told apart. */
const MOST_HOLDERS = 50;

@Injectable()
export class WhyRepository {
  constructor(
    private readonly database: Database,
    private readonly sources: RecordSourceRegistry,
  ) {}

  /** Records that have the address. */
  async holdersOf(channel: string, addressKey: string): Promise<Target[]> {
    const found: Target[] = [];
    for (const { targetType, addresses } of this.addressesOn(channel)) {
      const rows = await this.database.query<{ id: string }>(
        `SELECT DISTINCT target_id AS id
         FROM (${addresses}) a
         WHERE address_key = ?
         LIMIT ${MOST_HOLDERS}`,
        [addressKey],
      );
      found.push(...rows.map(({ id }) => ({ targetType, targetId: String(id) })));
    }
    return found;
  }

  /**
   * Items of a mailing, tests aside, that went to the records or to the address. Indices: ix_queue_target,
   * ux_queue_recipient, and those of the archive.
   */
  async items(
    mailingId: number,
    targets: readonly Target[],
    addressKey: string | undefined,
  ): Promise<KnownItem[]> {
    const conditions = targets.map(() => '(target_type = ? AND target_id = ?)');
    const values: unknown[] = targets.flatMap((one) => [one.targetType, one.targetId]);
    if (addressKey !== undefined) {
      conditions.push('address_key = ?');
      values.push(addressKey);
    }
    const of = (queue: string) =>
      `SELECT id, target_type AS "targetType", target_id AS "targetId", address, status,
              COALESCE(skip_reason, last_error) AS reason, sent_at AS "sentAt", delivery
       FROM {${queue}}
       WHERE mailing_id = ?
         AND is_test = 0
         AND (${conditions.join(' OR ')})`;
    const rows = await this.database.query<ItemRow>(
      `${of('queue_item')} UNION ALL ${of('queue_item_archive')}`,
      [mailingId, ...values, mailingId, ...values],
    );
    return rows.map((row) => ({ ...row, sentAt: readDate(row.sentAt) }));
  }

  private addressesOn(channel: string) {
    return this.sources.all().flatMap((source) => {
      const addresses = source.addresses(channel);
      return addresses ? [{ targetType: source.targetType, addresses }] : [];
    });
  }
}

import { Injectable } from '@nestjs/common';
import { isOfAny, type NormalisedAddress, type RecordSource, type Target } from '@facteur/audience';
import { Clock, Database, parameterRows, parameters } from '@facteur/platform';
import type { Mailing } from '../model/mailing.entity.js';
import type { ItemStatus, QueueItem } from '../model/queue-item.js';

export interface TestRecipient extends NormalisedAddress {
  /** Null for a bare address. */
  target: Target | null;
}

/** Items of tests: marked as such, numbered, and claimed from the beginning, so that no run touches them. */
@Injectable()
export class TestItemRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** By id of the record; without those that have none on the channel. */
  async primaryAddresses(
    source: RecordSource,
    channel: string,
    ids: string[],
  ): Promise<Map<string, NormalisedAddress>> {
    const addresses = source.addresses(channel);
    if (!addresses || ids.length === 0) return new Map();
    const which = isOfAny(source, 'a', ids);
    const rows = await this.database.query<NormalisedAddress & { id: string }>(
      `SELECT target_id AS id, address, address_key AS "key"
       FROM (${addresses}) a
       WHERE is_primary = 1
         AND ${which.sql}`,
      which.values,
    );
    return new Map(rows.map(({ id, address, key }) => [String(id), { address, key }]));
  }

  async enqueue(
    mailing: Mailing,
    recipients: readonly TestRecipient[],
    processId: number,
  ): Promise<QueueItem[]> {
    return this.database.transaction(async () => {
      const testNo = await this.nextTest(mailing.id);
      const now = this.clock.now();
      const { channel } = mailing;
      await this.database.execute(
        `INSERT INTO {queue_item}
           (mailing_id, channel, target_type, target_id, address, address_key, status, next_attempt_at,
            created_at, is_test, test_no, claimed_by)
         VALUES ${parameterRows(recipients.length, 12)}`,
        recipients.flatMap(({ target, address, key }) => [
          ...[mailing.id, channel, target?.targetType ?? null, target?.targetId ?? null, address, key],
          ...['Pending', now, now, true, testNo, processId],
        ]),
      );
      const rows = await this.database.query<{ id: number; key: string }>(
        `SELECT id, address_key AS "key"
         FROM {queue_item}
         WHERE mailing_id = ?
           AND test_no = ?`,
        [mailing.id, testNo],
      );
      const byKey = new Map(recipients.map((one) => [one.key, one]));
      return rows.map(({ id, key }) => {
        const { target, address } = byKey.get(key)!;
        return {
          id,
          mailingId: mailing.id,
          channel,
          targetType: target?.targetType ?? null,
          targetId: target?.targetId ?? null,
          address,
          addressKey: key,
          attemptCount: 0,
          isTest: true,
        };
      });
    });
  }

  /** Tests of a mailing are numbered from 1; its row is locked, so that no two get the same number. */
  private async nextTest(mailingId: number): Promise<number> {
    await this.database.query(
      `SELECT id
       FROM {mailing}
       WHERE id = ? ${this.database.dialect.forUpdate}`,
      [mailingId],
    );
    const [row] = await this.database.query<{ last: number | null }>(
      `SELECT MAX(test_no) AS last
       FROM {queue_item}
       WHERE mailing_id = ?`,
      [mailingId],
    );
    return Number(row?.last ?? 0) + 1;
  }

  async giveUp(ids: number[], error: string): Promise<void> {
    if (ids.length === 0) return;
    await this.database.execute(
      `UPDATE {queue_item}
       SET status = 'Failed', last_error = ?, claimed_by = NULL
       WHERE id IN (${parameters(ids.length)})
         AND status = 'Pending'`,
      [error.slice(0, 1000), ...ids],
    );
  }

  async fatesOf(ids: number[]): Promise<Map<number, { status: ItemStatus; reason: string | null }>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: number; status: ItemStatus; reason: string | null }>(
      `SELECT id, status, COALESCE(skip_reason, last_error) AS reason
       FROM {queue_item}
       WHERE id IN (${parameters(ids.length)})`,
      ids,
    );
    return new Map(rows.map(({ id, ...fate }) => [id, fate]));
  }
}

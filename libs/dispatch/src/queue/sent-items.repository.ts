import { Injectable } from '@nestjs/common';
import { isOfAny, RecordSourceRegistry } from '@facteur/audience';
import { ArchiveHorizon } from '@facteur/campaigns';
import { Clock, Database, parameters, readDate } from '@facteur/platform';
import { INFORMATIONAL_SQL } from '../model/informational-sql.js';
import { ItemArchive } from './item-archive.repository.js';
import { verdictAtHandOver } from '../recipients/recipient-rules-sql.js';

/** A queue item with what matters once its message is out: whom it went to, and on whose behalf. */
export interface SentItem {
  id: number;
  attemptCount: number;
  mailingId: number;
  channel: string;
  campaignId: number | null;
  /** It carries no opt-out link and no tracking. */
  informational: boolean;
  optOutEntirely: boolean;
  targetType: string | null;
  targetId: string | null;
  address: string;
  addressKey: string;
  isTest: boolean;
  sentAt: Date | null;
}

interface SentItemRow extends Omit<SentItem, 'informational' | 'optOutEntirely' | 'isTest' | 'sentAt'> {
  informational: number;
  optOutEntirely: number;
  isTest: number;
  sentAt: unknown;
}

const selectFrom = (queue: string) => `
  SELECT q.id, q.mailing_id AS "mailingId", q.channel, g.campaign_id AS "campaignId",
         ${INFORMATIONAL_SQL} AS informational, g.opt_out_entirely AS "optOutEntirely",
         q.target_type AS "targetType", q.target_id AS "targetId", q.address, q.address_key AS "addressKey",
         q.attempt_count AS "attemptCount", q.is_test AS "isTest", q.sent_at AS "sentAt"
  FROM {${queue}} q
  JOIN {mailing} g ON g.id = q.mailing_id
  LEFT JOIN {campaign} c ON c.id = g.campaign_id`;

/** Finds the item that something which came back speaks of. */
@Injectable()
export class SentItems {
  constructor(
    private readonly database: Database,
    private readonly sources: RecordSourceRegistry,
    private readonly clock: Clock,
    private readonly archive: ItemArchive,
    private readonly horizon: ArchiveHorizon,
  ) {}

  async find(id: number): Promise<SentItem | undefined> {
    return (await this.findAll([id])).get(id);
  }

  /** Those of them that are there, by id, in the archive too; their number is bounded by the caller. */
  async findAll(ids: number[]): Promise<Map<number, SentItem>> {
    if (ids.length === 0) return new Map();
    const of = (queue: string) => `${selectFrom(queue)} WHERE q.id IN (${parameters(ids.length)})`;
    // One statement, so that nothing is overlooked on its way from one to the other.
    const rows = await this.database.query<SentItemRow>(
      `${of('queue_item')} UNION ALL ${of('queue_item_archive')}`,
      [...ids, ...ids],
    );
    return new Map(rows.map((row) => [row.id, itemOf(row)]));
  }

  /**
   * Keeps others from settling the same items until the transaction ends: in one order, so that two that lock some of the
   * same wait instead of locking each other out. What lies in the archive comes back, with what the log has of it.
   */
  async lockAll(ids: number[]): Promise<void> {
    if (ids.length === 0) return;
    const horizon = await this.horizon.current();
    if (horizon === undefined) {
      // One writer is all there is on SQLite.
      if (this.database.dialect.forUpdate) await this.lockIn(ids);
      return;
    }
    await this.archive.keepFromSlices(ids, horizon);
    const locked = new Set(await this.lockIn(ids));
    const missing = ids.filter((id) => !locked.has(id));
    if (missing.length && (await this.archive.restore(missing))) await this.lockIn(missing);
  }

  /** @returns those that are in the queue. */
  private async lockIn(ids: number[]): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT id
       FROM {queue_item}
       WHERE id IN (${parameters(ids.length)})
       ORDER BY id ${this.database.dialect.forUpdate}`,
      ids,
    );
    return rows.map(({ id }) => id);
  }

  /** The fate of delivery, apart from that of handing over, of items that share it. */
  async setDelivery(ids: readonly number[], delivery: string): Promise<void> {
    await this.database.execute(
      `UPDATE {queue_item}
       SET delivery = ?
       WHERE id IN (${parameters(ids.length)})`,
      [delivery, ...ids],
    );
  }

  /** The newest message that went to each of the addresses since `since`; the last resort when nothing else tells. */
  async lastSentTo(channel: string, addressKeys: string[], since: Date): Promise<Map<string, SentItem>> {
    if (addressKeys.length === 0) return new Map();
    const rows = await this.database.query<SentItemRow>(
      `${selectFrom('queue_item')}
       WHERE q.id IN (
         SELECT MAX(i.id)
         FROM {queue_item} i
         WHERE i.address_key IN (${parameters(addressKeys.length)})
           AND i.sent_at >= ?
           AND i.channel = ?
           AND i.is_test = 0
         GROUP BY i.address_key)`,
      [...addressKeys, since, channel],
    );
    return new Map(rows.map((row) => [row.addressKey, itemOf(row)]));
  }

  /**
   * The item that a provider calls by this name in what it says of the message later (`Outcome.delivered.references`).
   * Index: ix_provider_reference_value.
   */
  async byReference(channel: string, kind: string, value: string): Promise<SentItem | undefined> {
    const [row] = await this.database.query<SentItemRow>(
      `${selectFrom('queue_item')}
       JOIN {provider_reference} p ON p.queue_item_id = q.id
       WHERE p.kind = ?
         AND p.value = ?
         AND q.channel = ?
       ORDER BY q.id DESC
       LIMIT 1`,
      [kind, value.slice(0, MOST_REFERENCE), channel],
    );
    return row && itemOf(row);
  }

  /** Whether the record that it went to is still written to at that address. */
  async isStillTheirs({ channel, targetType, targetId, addressKey }: SentItem): Promise<boolean> {
    const source = this.sources.all().find((one) => one.targetType === targetType);
    const addresses = source?.addresses(channel);
    if (!source || !addresses || targetId === null) return false;
    const which = isOfAny(source, 'a', [targetId]);
    const rows = await this.database.query(
      `SELECT a.target_id
       FROM (${addresses}) a
       WHERE ${which.sql}
         AND a.address_key = ?
         AND a.is_primary = 1`,
      [...which.values, addressKey],
    );
    return rows.length > 0;
  }

  async targetListsOf(mailingId: number): Promise<number[]> {
    const rows = await this.database.query<{ list_id: number }>(
      `SELECT list_id
       FROM {mailing_list}
       WHERE mailing_id = ?
         AND excluding = 0`,
      [mailingId],
    );
    return rows.map((row) => row.list_id);
  }

  /** Why the person would not get such a message again by their own wish, as the last look would see it; null: they would. */
  async ownWishAgainst(item: SentItem): Promise<string | null> {
    const scope = {
      channel: item.channel,
      sources: this.sources.all(),
      now: this.clock.now(),
      informational: false,
      consentNeeded: false,
    };
    const [row] = await this.database.query<{ reason: string | null }>(
      `SELECT ${verdictAtHandOver(scope, 'own wishes')} AS reason
       FROM (
         SELECT ${OF_VERDICT}
         FROM {queue_item}
         WHERE id = ?
         UNION ALL
         SELECT ${OF_VERDICT}
         FROM {queue_item_archive}
         WHERE id = ?) {queue_item}`,
      [item.id, item.id],
    );
    return row?.reason ?? null;
  }
}

/** What the rules ask of an item. */
const OF_VERDICT = 'id, mailing_id, channel, target_type, target_id, address, address_key, is_test';

/** Characters of a provider's name for a message that are kept. */
export const MOST_REFERENCE = 400;

const itemOf = (row: SentItemRow): SentItem => ({
  ...row,
  informational: Number(row.informational) === 1,
  optOutEntirely: Number(row.optOutEntirely) === 1,
  isTest: Number(row.isTest) === 1,
  sentAt: readDate(row.sentAt),
});

import { Injectable } from '@nestjs/common';
import {
  Clock,
  Database,
  inChunks,
  newPublicId,
  parameterRows,
  parameters,
  type SqlCondition,
} from '@facteur/platform';
import type { DeliveryKind, DeliveryReport } from './delivery-report.js';

/** What a report did to the address. */
export const EFFECTS = ['none', 'counted', 'invalid', 'opted out'] as const;

export type Effect = (typeof EFFECTS)[number];

export interface StoredReport {
  id: number;
  publicId: string;
  channel: string;
  address: string | null;
  addressKey: string | null;
  itemId: number | null;
  kind: DeliveryKind;
  status: string;
  reason: string;
  diagnostic: string | null;
  evidence: string | null;
  effect: Effect;
  reportedAt: unknown;
  undone: boolean;
}

/** Of one statement: SQLite binds 32,766 values at the most. */
const MOST_ROWS = 500;

/** What is said of a message, and what that did. */
export interface NewReport {
  said: DeliveryReport;
  /** Null: none of ours. */
  itemId: number | null;
  addressKey: string | null;
  effect: Effect;
}

const SELECT = `
  SELECT id, public_id AS "publicId", channel, address, address_key AS "addressKey",
         queue_item_id AS "itemId", kind, status, reason, diagnostic, evidence, effect,
         reported_at AS "reportedAt", CASE WHEN undone_at IS NULL THEN 0 ELSE 1 END AS undone
  FROM {delivery_report}`;

/** Verdicts as they are kept. A report that was undone by a person stays, and counts no more. */
@Injectable()
export class DeliveryReportRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns their public ids, in their order. */
  async addAll(reports: readonly NewReport[]): Promise<string[]> {
    const ids: string[] = [];
    for (const some of inChunks(reports, MOST_ROWS)) ids.push(...(await this.insert(some)));
    return ids;
  }

  private async insert(reports: readonly NewReport[]): Promise<string[]> {
    const now = this.clock.now();
    const ids = reports.map(() => newPublicId());
    await this.database.execute(
      `INSERT INTO {delivery_report}
         (public_id, created_at, modified_at, channel, address, address_key, queue_item_id,
          kind, status, reason, diagnostic, evidence, matched_by,
          counts_against_address, effect, source, source_id, reported_at)
       VALUES ${parameterRows(reports.length, 18)}`,
      reports.flatMap(({ said, itemId, addressKey, effect }, index) => [
        ...[ids[index], now, now, said.channel],
        ...[said.address.slice(0, 320) || null, addressKey?.slice(0, 320) ?? null, itemId],
        ...[said.kind, said.status.slice(0, 20), said.reason.slice(0, 40)],
        ...[
          said.diagnostic.slice(0, 1000) || null,
          said.evidence.slice(0, 20) || null,
          said.matchedBy ?? null,
        ],
        ...[said.countsAgainstAddress, effect, said.source, said.sourceId, said.reportedAt],
      ]),
    );
    return ids;
  }

  async find(publicId: string): Promise<StoredReport | undefined> {
    return (await this.database.query<StoredReport>(`${SELECT} WHERE public_id = ?`, [publicId]))[0];
  }

  /** The latest report of each kind about each of some items, undone ones aside. */
  latestOfItems(itemIds: readonly number[]): Promise<StoredReport[]> {
    return this.database.query<StoredReport>(
      `${SELECT}
       WHERE id IN (
         SELECT MAX(id)
         FROM {delivery_report}
         WHERE queue_item_id IN (${parameters(itemIds.length)})
           AND undone_at IS NULL
         GROUP BY queue_item_id, kind)`,
      [...itemIds],
    );
  }

  /**
   * Messages to each address that bounced softly for the address's own sake after `since`, and after somebody said
   * last that the address is good; by key, those that are missing had none. Index: ix_report_address.
   */
  async softBounces(
    channel: string,
    addressKeys: readonly string[],
    since: Date,
  ): Promise<Map<string, number>> {
    const rows = await this.database.query<{ address_key: string; total: number }>(
      `SELECT r.address_key, COUNT(DISTINCT r.queue_item_id) AS total
       FROM {delivery_report} r
       LEFT JOIN {address_status} s ON s.channel = ? AND s.address_key = r.address_key
       WHERE r.channel = ?
         AND r.address_key IN (${parameters(addressKeys.length)})
         AND r.kind = 'soft'
         AND r.reported_at > ?
         AND (s.bounces_from IS NULL OR r.reported_at > s.bounces_from)
         AND r.counts_against_address = 1
         AND r.undone_at IS NULL
       GROUP BY r.address_key`,
      [channel, channel, ...addressKeys, since],
    );
    return new Map(rows.map(({ address_key, total }) => [address_key, Number(total)]));
  }

  /** Of some addresses, the keys of those on which a report that was not undone had this effect. */
  async withEffect(
    channel: string,
    addressKeys: readonly string[],
    kind: DeliveryKind,
    effect: Effect,
  ): Promise<Set<string>> {
    if (addressKeys.length === 0) return new Set();
    const rows = await this.database.query<{ address_key: string }>(
      `SELECT DISTINCT address_key
       FROM {delivery_report}
       WHERE channel = ?
         AND address_key IN (${parameters(addressKeys.length)})
         AND kind = ?
         AND effect = ?
         AND undone_at IS NULL`,
      [channel, ...addressKeys, kind, effect],
    );
    return new Set(rows.map(({ address_key }) => address_key));
  }

  /** @returns false when somebody was faster. */
  async markUndone(id: number, by: string): Promise<boolean> {
    const changed = await this.database.execute(
      `UPDATE {delivery_report}
       SET undone_at = ?, undone_by = ?, modified_at = ?
       WHERE id = ?
         AND undone_at IS NULL`,
      [this.clock.now(), by.slice(0, 255), this.clock.now(), id],
    );
    return changed > 0;
  }

  /** Takes out who it was about, by the items that match, and by the address as it stands in the report. */
  async erase(items: SqlCondition, addresses: readonly { channel: string; key: string }[]): Promise<void> {
    await this.database.execute(
      `UPDATE {delivery_report}
       SET address = NULL, address_key = NULL, diagnostic = NULL, modified_at = ?
       WHERE queue_item_id IN (${items.sql})`,
      [this.clock.now(), ...items.values],
    );
    for (const { channel, key } of addresses)
      await this.database.execute(
        `UPDATE {delivery_report}
         SET address = NULL, address_key = NULL, diagnostic = NULL
         WHERE channel = ?
           AND address = ?`,
        [channel, key],
      );
  }
}

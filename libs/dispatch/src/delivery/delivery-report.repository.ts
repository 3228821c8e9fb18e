import { Injectable } from '@nestjs/common';
import { Clock, Database, newPublicId, parameters, type SqlCondition } from '@facteur/platform';
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

  /** @returns the public id. */
  async add(report: DeliveryReport, addressKey: string | null, effect: Effect): Promise<string> {
    const now = this.clock.now();
    const row: Record<string, unknown> = {
      public_id: newPublicId(),
      created_at: now,
      modified_at: now,
      channel: report.channel,
      address: report.address.slice(0, 320) || null,
      address_key: addressKey?.slice(0, 320) ?? null,
      queue_item_id: report.itemId ?? null,
      kind: report.kind,
      status: report.status.slice(0, 20),
      reason: report.reason.slice(0, 40),
      diagnostic: report.diagnostic.slice(0, 1000) || null,
      evidence: report.evidence.slice(0, 20) || null,
      matched_by: report.matchedBy ?? null,
      counts_against_address: report.countsAgainstAddress,
      effect,
      source: report.source,
      source_id: report.sourceId,
      reported_at: report.reportedAt,
    };
    const names = Object.keys(row);
    await this.database.execute(
      `INSERT INTO {delivery_report} (${names.join(', ')})
       VALUES (${parameters(names.length)})`,
      Object.values(row),
    );
    return String(row['public_id']);
  }

  async find(publicId: string): Promise<StoredReport | undefined> {
    return (await this.database.query<StoredReport>(`${SELECT} WHERE public_id = ?`, [publicId]))[0];
  }

  /** The latest report of each kind about an item, undone ones aside. */
  latestOfItem(itemId: number): Promise<StoredReport[]> {
    return this.database.query<StoredReport>(
      `${SELECT}
       WHERE id IN (
         SELECT MAX(id)
         FROM {delivery_report}
         WHERE queue_item_id = ?
           AND undone_at IS NULL
         GROUP BY kind)`,
      [itemId],
    );
  }

  /** Messages to the address that bounced softly for the address's own sake after `since`. */
  async softBounces(channel: string, addressKey: string, since: Date): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT COUNT(DISTINCT queue_item_id) AS total
       FROM {delivery_report}
       WHERE channel = ?
         AND address_key = ?
         AND kind = 'soft'
         AND reported_at > ?
         AND counts_against_address = 1
         AND undone_at IS NULL`,
      [channel, addressKey, since],
    );
    return Number(row!.total);
  }

  /** Whether a report that was not undone had this effect on the address. */
  async hasEffect(channel: string, addressKey: string, kind: DeliveryKind, effect: Effect): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT 1
       FROM {delivery_report}
       WHERE channel = ?
         AND address_key = ?
         AND kind = ?
         AND effect = ?
         AND undone_at IS NULL
       LIMIT 1`,
      [channel, addressKey, kind, effect],
    );
    return rows.length > 0;
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

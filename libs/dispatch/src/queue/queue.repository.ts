import { Injectable } from '@nestjs/common';
import { Database, HOUR, parameters, parameterRows } from '@facteur/platform';
import type { QueueItem } from './queue-item.js';

const ITEM_COLUMNS =
  'id, mailing_id, channel, target_type, target_id, address, address_key, attempt_count, is_test';

interface ItemRow {
  id: number;
  mailing_id: number;
  channel: string;
  target_type: string | null;
  target_id: string | null;
  address: string;
  address_key: string;
  attempt_count: number;
  is_test: number;
}

const toItem = (row: ItemRow): QueueItem => ({
  id: row.id,
  mailingId: row.mailing_id,
  channel: row.channel,
  targetType: row.target_type,
  targetId: row.target_id,
  address: row.address,
  addressKey: row.address_key,
  attemptCount: row.attempt_count,
  isTest: Boolean(row.is_test),
});

export interface ClaimRequest {
  mailingId: number;
  channel: string;
  senderId: number;
  /** At most so many at a time. */
  limit: number;
  maxPerHour: number | null;
  now: Date;
}

export interface Claim {
  items: QueueItem[];
  /** Set when something other than a lack of items made the claim smaller than asked for. */
  limitedBy?: 'batch' | 'hour';
}

/**
 * The queue's claims. An item is Pending and unclaimed, Pending and claimed by a sender, Sending (marked just
 * before it is handed over), and then what became of it. docs/decisions/0004-claims.md tells why a crash
 * leaves only Sending items in doubt.
 */
@Injectable()
export class QueueRepository {
  constructor(private readonly database: Database) {}

  /**
   * Reserves items for one sender. The gate row is locked first, so that claims of all processes come one
   * after another and neither the hourly cap nor the run's grant can be overdrawn.
   * Index: ix_queue_claim (mailing_id, status, next_attempt_at); for the cap ix_queue_sent.
   */
  async claim(request: ClaimRequest): Promise<Claim> {
    const { mailingId, channel, senderId, now } = request;
    return this.database.transaction(async () => {
      const { forUpdate } = this.database.dialect;
      await this.database.query(`SELECT channel FROM dispatch_gate WHERE channel = ? ${forUpdate}`, [
        channel,
      ]);
      const [mailing] = await this.database.query<{ batch_remaining: number }>(
        `SELECT g.batch_remaining FROM mailing g LEFT JOIN campaign c ON c.id = g.campaign_id
         WHERE g.id = ? AND g.status = 'In Process' AND COALESCE(c.status, '') NOT IN ('Inactive', 'Complete') ${forUpdate}`,
        [mailingId],
      );
      if (!mailing || mailing.batch_remaining <= 0) return { items: [], limitedBy: 'batch' };
      const left =
        request.maxPerHour === null ? Infinity : request.maxPerHour - (await this.spokenFor(channel, now));
      if (left <= 0) return { items: [], limitedBy: 'hour' };
      const limit = Math.min(request.limit, mailing.batch_remaining, left);
      const rows = await this.database.query<ItemRow>(
        `SELECT ${ITEM_COLUMNS} FROM queue_item
         WHERE mailing_id = ? AND status = 'Pending' AND next_attempt_at <= ? AND claimed_by IS NULL AND is_test = 0
         ORDER BY next_attempt_at, id LIMIT ?`,
        [mailingId, now, limit],
      );
      if (rows.length === 0) return { items: [] };
      await this.database.execute(
        `UPDATE queue_item SET claimed_by = ? WHERE id IN (${parameters(rows.length)})`,
        [senderId, ...rows.map((row) => row.id)],
      );
      await this.database.execute('UPDATE mailing SET batch_remaining = batch_remaining - ? WHERE id = ?', [
        rows.length,
        mailingId,
      ]);
      return { items: rows.map(toItem) };
    });
  }

  /** Messages that count against the hourly cap: sent in the last 60 minutes (or perhaps sent: Unconfirmed), or claimed to be. */
  async spokenFor(channel: string, now: Date): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT (SELECT COUNT(*) FROM queue_item WHERE channel = ? AND sent_at > ? AND is_test = 0)
            + (SELECT COUNT(*) FROM queue_item
               WHERE claimed_by IS NOT NULL AND status IN ('Pending', 'Sending') AND channel = ? AND is_test = 0) AS total`,
      [channel, new Date(now.getTime() - HOUR), channel],
    );
    return Number(row!.total);
  }

  /**
   * The last look before the hand-over, and the mark that a crash leaves behind: Pending -> Sending for those
   * of the items that are still ours, whose mailing still goes on, and who have not opted out or become
   * invalid since. One statement, so that nothing comes between look and mark.
   *
   * @returns the ids that are now Sending.
   */
  async markSending(items: QueueItem[], senderId: number, informational: boolean): Promise<Set<number>> {
    const ids = items.map((item) => item.id);
    const changed = await this.database.execute(
      `UPDATE queue_item SET status = 'Sending', attempt_count = attempt_count + 1
       WHERE id IN (${parameters(ids.length)}) AND claimed_by = ? AND status = 'Pending'
         AND (is_test = 1 OR EXISTS (
           SELECT 1 FROM mailing g LEFT JOIN campaign c ON c.id = g.campaign_id
           WHERE g.id = queue_item.mailing_id AND g.status = 'In Process' AND COALESCE(c.status, '') NOT IN ('Inactive', 'Complete')))
         AND NOT ${barredSql(informational)}`,
      [...ids, senderId],
    );
    if (changed === ids.length) return new Set(ids);
    const rows = await this.database.query<{ id: number }>(
      `SELECT id FROM queue_item WHERE id IN (${parameters(ids.length)}) AND claimed_by = ? AND status = 'Sending'`,
      [...ids, senderId],
    );
    return new Set(rows.map((row) => row.id));
  }

  /**
   * Settles the items that {@link markSending} left out: whoever is barred is Skipped with the reason, the
   * others (mailing paused, campaign inactive) go back to the queue.
   */
  async skipBarred(
    ids: number[],
    senderId: number,
    informational: boolean,
  ): Promise<{ id: number; reason: string | null }[]> {
    return this.database.transaction(async () => {
      const rows = await this.database.query<{ id: number; reason: string | null }>(
        `SELECT queue_item.id, ${barredReasonSql(informational)} AS reason FROM queue_item
         WHERE id IN (${parameters(ids.length)}) AND claimed_by = ? AND status = 'Pending'`,
        [...ids, senderId],
      );
      const barred = rows.filter((row) => row.reason !== null);
      await this.skip(barred.map((row) => ({ id: row.id, reason: row.reason! })));
      await this.release(
        rows.filter((row) => row.reason === null).map((row) => row.id),
        senderId,
      );
      return rows;
    });
  }

  async skip(items: { id: number; reason: string }[]): Promise<void> {
    const byReason = new Map<string, number[]>();
    for (const { id, reason } of items) byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
    for (const [reason, ids] of byReason) {
      await this.database.execute(
        `UPDATE queue_item SET status = 'Skipped', skip_reason = ?, claimed_by = NULL WHERE id IN (${parameters(ids.length)})`,
        [reason, ...ids],
      );
    }
  }

  /** Gives claimed items back; what was marked but never handed over costs nobody an attempt. */
  async release(ids: number[], senderId: number): Promise<void> {
    if (ids.length === 0) return;
    await this.database.execute(
      `UPDATE queue_item SET claimed_by = NULL, attempt_count = attempt_count - CASE status WHEN 'Sending' THEN 1 ELSE 0 END, status = 'Pending'
       WHERE id IN (${parameters(ids.length)}) AND claimed_by = ? AND status IN ('Pending', 'Sending')`,
      [...ids, senderId],
    );
  }

  /**
   * Sending -> Sent. Also for items that a reaper took for lost in the meantime: the sender that comes back
   * knows better.
   *
   * @returns the ids that this call settled; fewer when a person had them sent again, or when an earlier try
   *   of the same settlement was committed although its answer was lost.
   */
  async settleSent(ids: number[], senderId: number, sentAt: Date): Promise<Set<number>> {
    if (ids.length === 0) return new Set();
    const open = `id IN (${parameters(ids.length)}) AND claimed_by = ? AND status IN ('Sending', 'Unconfirmed')`;
    const rows = await this.database.query<{ id: number }>(
      `SELECT id FROM queue_item WHERE ${open} ${this.database.dialect.forUpdate}`,
      [...ids, senderId],
    );
    const settled = rows.map((row) => row.id);
    if (settled.length) {
      await this.database.execute(
        `UPDATE queue_item SET status = 'Sent', sent_at = ?, last_error = NULL, claimed_by = NULL WHERE id IN (${parameters(settled.length)})`,
        [sentAt, ...settled],
      );
    }
    return new Set(settled);
  }

  async settleFailures(
    failures: {
      id: number;
      status: 'Pending' | 'Failed' | 'Unconfirmed';
      error: string;
      nextAttemptAt: Date;
    }[],
    now: Date,
  ): Promise<void> {
    if (failures.length === 0) return;
    const ids = failures.map(({ id }) => id);
    const pick = (value: (failure: (typeof failures)[number]) => unknown) => ({
      sql: `CASE id ${failures.map(() => 'WHEN ? THEN ?').join(' ')} END`,
      values: failures.flatMap((failure) => [failure.id, value(failure)]),
    });
    const status = pick((failure) => failure.status);
    const error = pick((failure) => failure.error.slice(0, 1000));
    const next = pick((failure) => failure.nextAttemptAt);
    await this.database.execute(
      `UPDATE queue_item SET status = ${status.sql}, last_error = ${error.sql}, next_attempt_at = ${next.sql}, claimed_by = NULL
       WHERE id IN (${parameters(ids.length)}) AND status IN ('Sending', 'Unconfirmed')`,
      [...status.values, ...error.values, ...next.values, ...ids],
    );
    // They may have arrived, so the hourly cap counts them as sent.
    const unknown = failures.filter((failure) => failure.status === 'Unconfirmed').map(({ id }) => id);
    if (unknown.length)
      await this.database.execute(
        `UPDATE queue_item SET sent_at = ? WHERE id IN (${parameters(unknown.length)}) AND status = 'Unconfirmed'`,
        [now, ...unknown],
      );
  }

  async keepReferences(rows: { itemId: number; kind: string; value: string }[]): Promise<void> {
    if (rows.length === 0) return;
    await this.database.execute(
      `INSERT INTO provider_reference (queue_item_id, kind, value) VALUES ${parameterRows(rows.length, 3)}`,
      rows.flatMap(({ itemId, kind, value }) => [itemId, kind, value.slice(0, 400)]),
    );
  }

  /** Items whose record's primary address is another one now than when they were queued, or is gone. */
  async changedAddresses(ids: number[], targetType: string, addresses: string) {
    return this.database.query<{ id: number; address: string | null; address_key: string | null }>(
      `SELECT q.id, a.address, a.address_key FROM queue_item q
       LEFT JOIN (${addresses}) a ON a.target_id = q.target_id AND a.is_primary = 1
       WHERE q.id IN (${parameters(ids.length)}) AND q.target_type = ? AND (a.address_key IS NULL OR a.address <> q.address)`,
      [...ids, targetType],
    );
  }

  /** @throws a unique-key error when another item of the mailing has the address. */
  async changeAddress(id: number, address: string, addressKey: string): Promise<void> {
    await this.database.execute('UPDATE queue_item SET address = ?, address_key = ? WHERE id = ?', [
      address,
      addressKey,
      id,
    ]);
  }

  /** Fails all that is still open, with one reason; for a mailing that cannot be sent at all. */
  async failOpen(mailingId: number, error: string): Promise<void> {
    await this.database.execute(
      `UPDATE queue_item SET status = 'Failed', last_error = ?, claimed_by = NULL WHERE mailing_id = ? AND status = 'Pending' AND is_test = 0`,
      [error.slice(0, 1000), mailingId],
    );
  }

  /**
   * What dead senders left behind (index ix_queue_claimed): claimed items go back to the queue; marked ones may or may not have been
   * handed over, so they wait for a person.
   */
  async reap(deadSenderIds: number[], now: Date): Promise<void> {
    if (deadSenderIds.length === 0) return;
    const dead = parameters(deadSenderIds.length);
    await this.database.execute(
      `UPDATE queue_item SET status = 'Unconfirmed', last_error = ?, sent_at = ?
       WHERE status = 'Sending' AND claimed_by IN (${dead})`,
      ['The sender stopped while this message was being handed over', now, ...deadSenderIds],
    );
    await this.database.execute(
      `UPDATE queue_item SET claimed_by = NULL WHERE status = 'Pending' AND claimed_by IN (${dead})`,
      deadSenderIds,
    );
  }
}

const addressBarred = (informational: boolean) =>
  informational ? 's.invalid = 1' : '(s.invalid = 1 OR s.opted_out = 1)';

const STATUS_ROW = `FROM address_status s WHERE s.channel = queue_item.channel AND s.address_key = queue_item.address_key`;

/** Member of the mailing's lists with the given mark; see BEHAVIOUR: opted out of all the lists they are in. */
const membership = (condition: string) => `EXISTS (
  SELECT 1 FROM target_list_member m JOIN mailing_list l ON l.list_id = m.list_id AND l.excluding = 0 AND l.mailing_id = queue_item.mailing_id
  WHERE m.target_type = queue_item.target_type AND m.target_id = queue_item.target_id AND ${condition})`;

const optedOutOfLists = `(${membership('m.opted_out = 1')} AND NOT ${membership('m.opted_out = 0 AND m.listed = 1')})`;

function barredSql(informational: boolean): string {
  const byAddress = `EXISTS (SELECT 1 ${STATUS_ROW} AND ${addressBarred(informational)})`;
  return informational ? `(${byAddress})` : `(${byAddress} OR ${optedOutOfLists})`;
}

function barredReasonSql(informational: boolean): string {
  const invalid = `WHEN EXISTS (SELECT 1 ${STATUS_ROW} AND s.invalid = 1) THEN 'invalid'`;
  if (informational) return `CASE ${invalid} END`;
  return `CASE ${invalid} WHEN EXISTS (SELECT 1 ${STATUS_ROW} AND s.opted_out = 1) THEN 'opted-out' WHEN ${optedOutOfLists} THEN 'opted-out-of-list' END`;
}

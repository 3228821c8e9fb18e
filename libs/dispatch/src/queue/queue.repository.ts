import { Injectable } from '@nestjs/common';
import { Database, HOUR, parameters } from '@facteur/platform';
import { HOLDING_STATUSES } from '../model/campaign-hold.js';
import type { QueueItem } from '../model/queue-item.js';
import { type Allowance, type Allowances, Pace } from '../pace/pace.js';
import type { PaceRule } from '../pace/pace-rule.entity.js';
import { ReceiverRepository } from '../pace/receiver.repository.js';
import {
  type AtHandOver,
  barredAtHandOver,
  type Reason,
  verdictAtHandOver,
} from '../recipients/recipient-rules-sql.js';

const ITEM_COLUMNS =
  'id, mailing_id, channel, target_type, target_id, address, address_key, attempt_count, is_test, receiver_rule';

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
  receiver_rule: number;
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
  receiverRule: row.receiver_rule,
});

/** Of a mailing `g` and its campaign `c`: neither was stopped. */
const GOES_ON = `g.status = 'In Process'
             AND COALESCE(c.status, '') NOT IN (${HOLDING_STATUSES.map((status) => `'${status}'`).join(', ')})`;

export interface ClaimRequest {
  mailingId: number;
  channel: string;
  processId: number;
  /** At most so many at a time. */
  limit: number;
  maxPerHour: number | null;
  now: Date;
  /** Rules of pace of the channel, by which the mailing's items are told apart. */
  rules?: PaceRule[];
  /** The account that it goes out by, as the rules name it. */
  account?: string | undefined;
}

export interface Claim {
  items: QueueItem[];
  /** Set when something other than a lack of items made the claim smaller than asked for. */
  limitedBy?: 'batch' | 'hour' | 'pace';
  /** What a rule of pace says, for people. */
  reason?: string;
  /** Something goes again as soon as something that is under way was settled. */
  untilSettled?: boolean;
}

const heldBy = ({ reason, nextAt }: Allowance): Claim => ({
  ...{ items: [], limitedBy: 'pace', reason },
  untilSettled: nextAt === null,
});

/**
 * The queue's claims. An item is Pending and unclaimed, Pending and claimed by a process, Sending (marked just
 * before it is handed over), and then what became of it. docs/decisions/0004-claims.md tells why a crash
 * leaves only Sending items in doubt.
 */
@Injectable()
export class QueueRepository {
  constructor(
    private readonly database: Database,
    private readonly pace: Pace,
    private readonly receivers: ReceiverRepository,
  ) {}

  /**
   * Reserves items for one process. The gate row is written first, so that claims of all processes come one
   * after another, on whichever node of a cluster, and neither the hourly cap nor the run's grant can be overdrawn.
   * Index: ix_queue_claim (mailing_id, status, receiver_rule, next_attempt_at), in whose order they are taken; for the cap
   * ix_queue_sent. Of 100,000 items 200 are claimed in 7 ms by it, in 102 ms without (bench:statements, MariaDB), and of a
   * queue of a million as fast as of one of two thousand (bench:scale).
   */
  async claim(request: ClaimRequest): Promise<Claim> {
    const { mailingId, channel, processId, now } = request;
    return this.database.transaction(async () => {
      const { forUpdate } = this.database.dialect;
      await this.database.execute(
        `UPDATE {dispatch_gate}
         SET turn = (turn + 1) % 1000000
         WHERE channel = ?`,
        [channel],
      );
      // A claim is a sign of life, too. Who was taken for dead has lost its number: nobody would take up what it claims.
      const known = await this.database.execute(
        `UPDATE {sender}
         SET seen_at = ?
         WHERE id = ?`,
        [now, processId],
      );
      if (known === 0) return { items: [] };
      const [mailing] = await this.database.query<{ batch_remaining: number; batch_turn: number }>(
        `SELECT g.batch_remaining, g.batch_turn
         FROM {mailing} g
         LEFT JOIN {campaign} c ON c.id = g.campaign_id
         WHERE g.id = ?
           AND ${GOES_ON} ${forUpdate}`,
        [mailingId],
      );
      if (!mailing || mailing.batch_remaining <= 0) return { items: [], limitedBy: 'batch' };
      const left =
        request.maxPerHour === null
          ? Infinity
          : request.maxPerHour - (await this.countedThisHour(channel, now));
      if (left <= 0) return { items: [], limitedBy: 'hour' };
      const most = Math.min(request.limit, mailing.batch_remaining, left);
      const allowed = await this.allowed(request);
      const limit = Math.min(most, allowed.account?.left ?? Infinity);
      if (limit <= 0) return heldBy(allowed.account!);
      const rows = await this.pending(request, limit, allowed);
      if (rows.length === 0) {
        const held = [...allowed.receivers.values()].filter(({ left }) => left === 0);
        const first = held.find(({ nextAt }) => nextAt === null) ?? held[0];
        return first ? heldBy(first) : { items: [] };
      }
      const accountRule = allowed.account?.rule.id ?? 0;
      await this.database.execute(
        `UPDATE {queue_item}
         SET claimed_by = ?, account_rule = ?
         WHERE id IN (${parameters(rows.length)})`,
        [processId, accountRule, ...rows.map((row) => row.id)],
      );
      await this.database.execute(
        `UPDATE {mailing}
         SET batch_remaining = batch_remaining - ?
         WHERE id = ?`,
        [rows.length, mailingId],
      );
      const batchTurn = mailing.batch_turn;
      return { items: rows.map((row) => ({ ...toItem(row), accountRule, batchTurn })) };
    });
  }

  /** Under the gate, so that the caps of all processes together are exact. */
  private async allowed({ rules = [], account, now }: ClaimRequest): Promise<Allowances> {
    if (rules.length === 0) return { account: undefined, receivers: new Map() };
    return this.pace.allowances(rules, account, await this.receivers.underWay(), now);
  }

  /** Of each group of receivers as many as its rule lets through, so that one that is slow holds no other back. */
  private pending(
    { mailingId, now }: ClaimRequest,
    limit: number,
    { receivers }: Allowances,
  ): Promise<ItemRow[]> {
    const groups = [...receivers.values()]
      .map(({ rule, left }) => ({ id: rule.id, limit: Math.min(left, limit) }))
      .filter((group) => group.limit > 0);
    const parts = [...groups, { id: 0, limit }];
    const one = `SELECT ${ITEM_COLUMNS}
         FROM {queue_item}
         WHERE mailing_id = ?
           AND status = 'Pending'
           AND receiver_rule = ?
           AND next_attempt_at <= ?
           AND claimed_by IS NULL
           AND is_test = 0
         ORDER BY next_attempt_at, id
         LIMIT ?`;
    const all = parts.map((_, index) => `SELECT ${ITEM_COLUMNS} FROM (${one}) g${index}`).join(' UNION ALL ');
    return this.database.query<ItemRow>(parts.length === 1 ? one : `${all} LIMIT ?`, [
      ...parts.flatMap((part) => [mailingId, part.id, now, part.limit]),
      ...(parts.length === 1 ? [] : [limit]),
    ]);
  }

  /**
   * Messages that count against the hourly cap: sent in the last 60 minutes (or perhaps sent: Unconfirmed), or claimed to
   * be. Two counts, since each has an index (ix_queue_sent, ix_queue_claimed): 7 ms with 30,000 sent, 20 ms as one with
   * OR (bench:statements, MariaDB).
   */
  async countedThisHour(channel: string, now: Date): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT (
         SELECT COUNT(*)
         FROM {queue_item}
         WHERE channel = ?
           AND sent_at > ?
           AND is_test = 0
       ) + (
         SELECT COUNT(*)
         FROM {queue_item}
         WHERE claimed_by IS NOT NULL
           AND status IN ('Pending', 'Sending')
           AND channel = ?
           AND is_test = 0
       ) AS total`,
      [channel, new Date(now.getTime() - HOUR), channel],
    );
    return Number(row!.total);
  }

  /**
   * The last look before the hand-over, and the mark that a crash leaves behind: Pending -> Sending for those
   * of the items that are still ours, whose mailing still goes on, and who have not opted out or become
   * invalid since. One statement, so that nothing comes between look and mark. Items by PRIMARY, addresses by
   * ix_crm_address_key, members by ux_member: 13 ms for 200 items, of which asking for opt-outs by address, not by the
   * record alone, is 6 (bench:statements, MariaDB).
   *
   * @returns the ids that are now Sending.
   */
  async markSending(items: QueueItem[], processId: number, scope: AtHandOver): Promise<Set<number>> {
    const ids = items.map((item) => item.id);
    const changed = await this.database.execute(
      `UPDATE {queue_item}
       SET status = 'Sending', attempt_count = attempt_count + 1
       WHERE id IN (${parameters(ids.length)})
         AND claimed_by = ?
         AND status = 'Pending'
         AND (is_test = 1 OR EXISTS (
           SELECT 1
           FROM {mailing} g
           LEFT JOIN {campaign} c ON c.id = g.campaign_id
           WHERE g.id = {queue_item}.mailing_id
             AND ${GOES_ON}))
         AND NOT ${barredAtHandOver(scope)}`,
      [...ids, processId],
    );
    if (changed === ids.length) return new Set(ids);
    const rows = await this.database.query<{ id: number }>(
      `SELECT id
       FROM {queue_item}
       WHERE id IN (${parameters(ids.length)})
         AND claimed_by = ?
         AND status = 'Sending'`,
      [...ids, processId],
    );
    return new Set(rows.map((row) => row.id));
  }

  /**
   * Settles the items that {@link markSending} left out: whoever is barred is Skipped with the reason, the
   * others (mailing paused, campaign inactive) go back to the queue.
   *
   * @returns ids of those that went back
   */
  async skipBarred(ids: number[], processId: number, scope: AtHandOver): Promise<Set<number>> {
    return this.database.transaction(async () => {
      const rows = await this.database.query<{ id: number; reason: Reason | null }>(
        `SELECT {queue_item}.id, ${verdictAtHandOver(scope)} AS reason
         FROM {queue_item}
         WHERE id IN (${parameters(ids.length)})
           AND claimed_by = ?
           AND status = 'Pending'`,
        [...ids, processId],
      );
      await this.skip(rows.flatMap(({ id, reason }) => (reason === null ? [] : [{ id, reason }])));
      const back = rows.filter(({ reason }) => reason === null).map(({ id }) => id);
      await this.release(back, processId);
      return new Set(back);
    });
  }

  async skip(items: { id: number; reason: Reason }[]): Promise<void> {
    const byReason = new Map<Reason, number[]>();
    for (const { id, reason } of items) byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
    for (const [reason, ids] of byReason) {
      await this.database.execute(
        `UPDATE {queue_item}
         SET status = 'Skipped', skip_reason = ?, claimed_by = NULL
         WHERE id IN (${parameters(ids.length)})`,
        [reason, ...ids],
      );
    }
  }

  /** Gives claimed items back; what was marked but never handed over costs nobody an attempt. */
  async release(ids: number[], processId: number): Promise<void> {
    if (ids.length === 0) return;
    await this.database.execute(
      `UPDATE {queue_item}
       SET claimed_by = NULL,
           attempt_count = attempt_count - CASE status WHEN 'Sending' THEN 1 ELSE 0 END,
           status = 'Pending'
       WHERE id IN (${parameters(ids.length)})
         AND claimed_by = ?
         AND status IN ('Pending', 'Sending')`,
      [...ids, processId],
    );
  }
}

import { Injectable } from '@nestjs/common';
import { Clock, Database, MOST_USERS, parameters, visibleNow } from '@facteur/platform';
import { In, IsNull, Not } from 'typeorm';
import { OpenItems } from '../queue/open-items.repository.js';
import { Mailing } from '../model/mailing.entity.js';

/** A mailing as those who use something are told. */
export interface MailingName {
  /** Public id. */
  id: string;
  name: string;
  channel: string;
}

/** The engine's own changes to mailings; each is conditional on the state it starts from. */
@Injectable()
export class MailingRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly openItems: OpenItems,
  ) {}

  /** Pending mailings whose start date is reached, oldest first. */
  due(): Promise<Mailing[]> {
    return this.database.run((manager) =>
      manager
        .createQueryBuilder(Mailing, 'g')
        .where(`g.status = 'Pending' AND g.archived_at IS NULL AND g.start_at <= :now`, {
          now: this.database.dialect.bind(this.clock.now()),
        })
        .orderBy('g.start_at')
        .addOrderBy('g.id')
        .getMany(),
    );
  }

  /** Those due that begin at their start date, and became due so lately that no run of the job has met them. */
  async dueOnTime(since: Date): Promise<Mailing[]> {
    const due = await this.due();
    return due.filter(({ onTime, holdCode, startAt }) => onTime && !holdCode && startAt! >= since);
  }

  /** Those that wait for a person, the longest first; twenty at most. */
  async held(): Promise<Mailing[]> {
    const visible = visibleNow({ to: 'c', or: 'g' });
    const rows = await this.database.query<{ id: number }>(
      `SELECT g.id
       FROM {mailing} g
       LEFT JOIN {campaign} c ON c.id = g.campaign_id
       WHERE g.archived_at IS NULL
         AND g.hold_code IS NOT NULL
         AND (g.status IN ('Pending', 'In Process') OR (g.status = 'Paused' AND g.hold_code = 'brake'))
         AND ${visible.sql}
       ORDER BY g.held_since, g.id
       LIMIT 20`,
      visible.values,
    );
    return this.database.run((manager) =>
      manager.find(Mailing, {
        where: { id: In(rows.map(({ id }) => id)) },
        order: { heldSince: 'ASC', id: 'ASC' },
      }),
    );
  }

  /** Those that something in particular holds, the longest first. */
  async heldBy(code: string): Promise<Mailing[]> {
    return (await this.held()).filter(({ holdCode }) => holdCode === code);
  }

  /** How many should be going out: due, or begun and not paused. */
  async countWaiting(): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT COUNT(*) AS total
       FROM {mailing}
       WHERE archived_at IS NULL
         AND (status = 'In Process' OR (status = 'Pending' AND start_at <= ?))`,
      [this.clock.now()],
    );
    return Number(row!.total);
  }

  /** Messages taken up and not settled by a process that was not heard of since. Index: ix_queue_claimed. */
  async stuckItems(since: Date): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT COUNT(*) AS total
       FROM {queue_item} q
       LEFT JOIN {sender} s ON s.id = q.claimed_by
       WHERE q.claimed_by IS NOT NULL
         AND q.status IN ('Pending', 'Sending')
         AND (s.id IS NULL OR s.seen_at < ?)`,
      [since],
    );
    return Number(row!.total);
  }

  /** What is going out or will soon, as far as a page needs to know that something changed; fifty at most. */
  outline(): Promise<{ id: string; status: string; holdCode: string | null; modifiedAt: unknown }[]> {
    const visible = visibleNow({ to: 'c', or: 'g' });
    return this.database.query(
      `SELECT g.public_id AS id, g.status, g.hold_code AS "holdCode", g.modified_at AS "modifiedAt"
       FROM {mailing} g
       LEFT JOIN {campaign} c ON c.id = g.campaign_id
       WHERE g.archived_at IS NULL
         AND g.status IN ('Pending', 'In Process', 'Paused')
         AND ${visible.sql}
       ORDER BY g.id DESC
       LIMIT 50`,
      visible.values,
    );
  }

  /** In Process mailings in the order in which they are sent. */
  inProcess(): Promise<Mailing[]> {
    return this.database.run((manager) =>
      manager
        .createQueryBuilder(Mailing, 'g')
        .where(`g.status = 'In Process'`)
        .orderBy('g.start_at')
        .addOrderBy('g.id')
        .getMany(),
    );
  }

  /** Of a campaign, those that went out or do now, newest first; fifty at most. @param publicId that one alone */
  sentOf(campaignId: number, publicId?: string): Promise<Mailing[]> {
    return this.database.run((manager) =>
      manager.find(Mailing, {
        where: {
          campaignId,
          status: In(['In Process', 'Complete']),
          queuedAt: Not(IsNull()),
          ...(publicId === undefined ? {} : { publicId }),
        },
        order: { queuedAt: 'DESC', id: 'DESC' },
        take: 50,
      }),
    );
  }

  /** Lets a run send up to so many items of the mailing. */
  async grant(id: number, items: number): Promise<void> {
    await this.database.execute(
      `UPDATE {mailing}
       SET batch_remaining = ?, batch_turn = batch_turn + 1
       WHERE id = ?`,
      [items, id],
    );
  }

  /** What was claimed of a grant and could not be handed over may be claimed again; of an older grant nothing may. */
  async giveBack(id: number, turn: number, items: number): Promise<void> {
    await this.database.execute(
      `UPDATE {mailing}
       SET batch_remaining = batch_remaining + ?
       WHERE id = ?
         AND batch_turn = ?`,
      [items, id, turn],
    );
  }

  async hold(id: number, code: string, reason: string): Promise<void> {
    await this.database.execute(
      `UPDATE {mailing}
       SET batch_remaining = 0, batch_turn = batch_turn + 1,
           hold_code = ?, hold_reason = ?, held_since = COALESCE(held_since, ?)
       WHERE id = ?`,
      [code, reason.slice(0, 1000), this.clock.now(), id],
    );
  }

  /** It went out, so whatever held it does no more. */
  async clearHold(id: number): Promise<void> {
    await this.database.execute(
      `UPDATE {mailing}
       SET hold_code = NULL, hold_reason = NULL, held_since = NULL
       WHERE id = ?
         AND hold_code IS NOT NULL`,
      [id],
    );
  }

  /** The mailing cannot be sent at all: it and its open items fail with the reason. */
  async fail(id: number, reason: string): Promise<void> {
    await this.database.transaction(async () => {
      const now = this.clock.now();
      await this.database.execute(
        `UPDATE {mailing}
         SET status = 'Failed', status_reason = ?, completed_at = ?, modified_at = ?
         WHERE id = ?
           AND status IN ('Pending', 'In Process')`,
        [reason.slice(0, 1000), now, now, id],
      );
      await this.openItems.failOpen(id, reason);
    });
  }

  /** In Process -> Complete when no item is open any more. Unconfirmed ones are for a person; they keep nothing open. */
  async completeIfDone(id: number): Promise<boolean> {
    const now = this.clock.now();
    const changed = await this.database.execute(
      `UPDATE {mailing}
       SET status = 'Complete', completed_at = ?, modified_at = ?, hold_code = NULL, hold_reason = NULL,
         held_since = NULL
       WHERE id = ?
         AND status = 'In Process'
         AND NOT EXISTS (
           SELECT 1
           FROM {queue_item}
           WHERE mailing_id = {mailing}.id
             AND status IN ('Pending', 'Sending')
             AND is_test = 0)`,
      [now, now, id],
    );
    return changed > 0;
  }

  /** What held these mailings was mended; the next run tries again. */
  async forgetHold(ids: number[], code: string): Promise<void> {
    if (ids.length === 0) return;
    await this.database.execute(
      `UPDATE {mailing}
       SET hold_code = NULL, hold_reason = NULL, held_since = NULL
       WHERE hold_code = ?
         AND id IN (${parameters(ids.length)})`,
      [code, ...ids],
    );
  }

  /** Only from the state that was looked at. @returns false when it has left that. */
  async move({ id, status }: Mailing, values: Partial<Mailing>): Promise<boolean> {
    const result = await this.database.run((manager) => manager.update(Mailing, { id, status }, values));
    return result.affected !== 0;
  }

  /** Those that send to the list or exclude it, archived ones aside. */
  withList(listId: number): Promise<MailingName[]> {
    return this.database.query<MailingName>(
      `SELECT DISTINCT g.public_id AS id, g.name, g.channel
       FROM {mailing_list} l
       JOIN {mailing} g ON g.id = l.mailing_id
       WHERE l.list_id = ?
         AND g.archived_at IS NULL
       LIMIT ${MOST_USERS}`,
      [listId],
    );
  }

  /** Those of a campaign, archived ones aside. */
  ofCampaign(campaignId: number): Promise<MailingName[]> {
    return this.database.query<MailingName>(
      `SELECT public_id AS id, name, channel
       FROM {mailing}
       WHERE campaign_id = ?
         AND archived_at IS NULL
       LIMIT ${MOST_USERS}`,
      [campaignId],
    );
  }

  /** Those of a campaign that went out, or are about to. */
  scheduledOf(campaignId: number): Promise<MailingName[]> {
    return this.database.query<MailingName>(
      `SELECT public_id AS id, name, channel
       FROM {mailing}
       WHERE campaign_id = ?
         AND (status <> 'Draft' OR queued_at IS NOT NULL)
       ORDER BY {mailing}.id
       LIMIT 5`,
      [campaignId],
    );
  }
}

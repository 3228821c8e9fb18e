import { Injectable } from '@nestjs/common';
import { Database, readDate } from '@facteur/platform';

export interface StateCount {
  state: string;
  count: number;
}

export interface JobState {
  job: string;
  isActive: boolean;
  lastRunAt: Date | null;
  nextRunAt: Date | null;
  hasFailed: boolean;
}

export interface MailboxState {
  name: string;
  lastSuccessAt: Date | null;
  isFailing: boolean;
}

/** What the database knows of how mail is going, in few statements: whoever watches asks every few seconds. */
@Injectable()
export class MetricsRepository {
  constructor(private readonly database: Database) {}

  async mailings(): Promise<(StateCount & { held: number })[]> {
    const rows = await this.database.query<{ state: string; count: unknown; held: unknown }>(
      `SELECT status AS state, COUNT(*) AS count, COUNT(hold_code) AS held
       FROM {mailing}
       WHERE archived_at IS NULL
       GROUP BY status`,
    );
    return rows.map(({ state, count, held }) => ({ state, count: Number(count), held: Number(held) }));
  }

  /** Items of mailings that are going out. */
  async queue(): Promise<StateCount[]> {
    const rows = await this.database.query<{ state: string; count: unknown }>(
      `SELECT q.status AS state, COUNT(*) AS count
       FROM {mailing} m
       JOIN {queue_item} q ON q.mailing_id = m.id
       WHERE m.status IN ('In Process', 'Paused')
       GROUP BY q.status`,
    );
    return rows.map(({ state, count }) => ({ state, count: Number(count) }));
  }

  /** The moment since which the item that has waited longest could have gone. */
  async oldestDue(now: Date): Promise<Date | null> {
    const [row] = await this.database.query<{ due: Date | string | null }>(
      `SELECT MIN(q.next_attempt_at) AS due
       FROM {mailing} m
       JOIN {queue_item} q ON q.mailing_id = m.id
       WHERE m.status = 'In Process'
         AND q.status = 'Pending'
         AND q.next_attempt_at <= ?`,
      [now],
    );
    return readDate(row?.due ?? null);
  }

  /** What happened to messages since the beginning, by name: sent, opened, bounced … */
  async outcomes(): Promise<{ name: string; count: number }[]> {
    const rows = await this.database.query<{ name: string; count: unknown }>(
      `SELECT name, SUM(value) AS count
       FROM {campaign_counter}
       WHERE tracking_url_id = 0
       GROUP BY name`,
    );
    return rows.map(({ name, count }) => ({ name, count: Number(count) }));
  }

  /** The same by group of receivers, for the largest of them: the rest of the world is many. */
  async byReceivers(most: number): Promise<{ receivers: string; name: string; count: number }[]> {
    const rows = await this.database.query<{ receivers: string; name: string; count: unknown }>(
      `SELECT b.bucket AS receivers, b.name, SUM(b.value) AS count
       FROM (
         SELECT bucket
         FROM {campaign_breakdown}
         WHERE kind = 'group'
           AND name = 'sent'
         GROUP BY bucket
         ORDER BY SUM(value) DESC, bucket
         LIMIT ${most}
       ) largest
       JOIN {campaign_breakdown} b ON b.bucket = largest.bucket
       WHERE b.kind = 'group'
       GROUP BY b.bucket, b.name`,
    );
    return rows.map(({ receivers, name, count }) => ({ receivers, name, count: Number(count) }));
  }

  async jobs(): Promise<JobState[]> {
    const rows = await this.database.query<{
      job: string;
      status: string;
      lastRunAt: Date | string | null;
      nextRunAt: Date | string | null;
      lastStatus: string | null;
    }>(
      `SELECT j.job, j.status, j.last_run_at AS "lastRunAt", j.next_run_at AS "nextRunAt", (
           SELECT r.status
           FROM {scheduled_job_run} r
           WHERE r.job_id = j.id
           ORDER BY r.started_at DESC, r.id DESC
           LIMIT 1
         ) AS "lastStatus"
       FROM {scheduled_job} j`,
    );
    return rows.map(({ job, status, lastRunAt, nextRunAt, lastStatus }) => ({
      job,
      isActive: status === 'Active',
      lastRunAt: readDate(lastRunAt),
      nextRunAt: readDate(nextRunAt),
      hasFailed: lastStatus === 'Failed',
    }));
  }

  async mailboxes(): Promise<MailboxState[]> {
    const rows = await this.database.query<{
      name: string;
      lastSuccessAt: Date | string | null;
      lastError: string | null;
    }>(
      `SELECT name, last_success_at AS "lastSuccessAt", last_error AS "lastError"
       FROM {group_mailbox}
       WHERE status = 'Active'`,
    );
    return rows.map(({ name, lastSuccessAt, lastError }) => ({
      name,
      lastSuccessAt: readDate(lastSuccessAt),
      isFailing: lastError !== null,
    }));
  }
}

import { Injectable } from '@nestjs/common';
import { Clock, Database, newPublicId, readDate, RowLeases } from '@facteur/platform';
import type { JobMeta } from './job-plugin.js';
import { ScheduledJob } from './scheduled-job.entity.js';

/** Milliseconds; a runner that is silent for longer has died, and the job may be run again. */
export const LEASE = 20_000;

@Injectable()
export class ScheduledJobRepository {
  private readonly leases: RowLeases;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.leases = new RowLeases(database, clock, {
      table: 'scheduled_job',
      holder: 'running_token',
      until: 'running_until',
      length: LEASE,
    });
  }

  /** One that is known already stays as an admin set it. */
  async addUnlessKnown({ job, name, scheduling }: JobMeta, nextRunAt: Date | null): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO {scheduled_job}
         (public_id, created_at, modified_at, job, name, scheduling, timezone, status, next_run_at)
       VALUES (?, ?, ?, ?, ?, ?, 'UTC', 'Active', ?)
       ${this.database.dialect.ignoreDuplicates('scheduled_job', 'job')}`,
      [newPublicId(), now, now, job, name, scheduling, nextRunAt],
    );
  }

  /** Active ones whose time has come. */
  due(): Promise<ScheduledJob[]> {
    return this.database.run((manager) =>
      manager
        .createQueryBuilder(ScheduledJob, 'j')
        .where(`j.status = 'Active' AND j.next_run_at <= :now`, {
          now: this.database.dialect.bind(this.clock.now()),
        })
        .getMany(),
    );
  }

  async lastEnded(
    job: string,
  ): Promise<{ startedAt: Date; status: string; error: string | null } | undefined> {
    const [row] = await this.database.query<{ at: unknown; status: string; error: string | null }>(
      `SELECT r.started_at AS at, r.status, r.error
       FROM {scheduled_job_run} r
       JOIN {scheduled_job} j ON j.id = r.job_id
       WHERE j.job = ?
         AND r.status <> 'Running'
       ORDER BY r.id DESC
       LIMIT 1`,
      [job],
    );
    return row && { startedAt: readDate(row.at)!, status: row.status, error: row.error };
  }

  /** @param job the name that stays, e.g. `SendMassEmails`. */
  byJob(job: string): Promise<ScheduledJob | null> {
    return this.database.run((manager) => manager.findOneBy(ScheduledJob, { job }));
  }

  /** @returns the mark to renew and release with, or undefined while another runner has it. */
  claim(jobId: number, now: Date, nextRunAt: Date | null): Promise<string | undefined> {
    return this.leases.claim(jobId, { last_run_at: now, next_run_at: nextRunAt });
  }

  renew(jobId: number, mark: string): Promise<boolean> {
    return this.leases.renew(jobId, mark);
  }

  release(jobId: number, mark: string): Promise<boolean> {
    return this.leases.release(jobId, mark);
  }

  /** Runs that a dead process left open. */
  async failRunning(jobId: number, now: Date, error: string): Promise<void> {
    await this.database.execute(
      `UPDATE {scheduled_job_run}
       SET status = 'Failed', finished_at = ?, error = ?
       WHERE job_id = ?
         AND status = 'Running'`,
      [now, error, jobId],
    );
  }

  /** All runs of the job but so many of the newest. */
  async forgetOldRuns(jobId: number, kept: number): Promise<void> {
    const [limit] = await this.database.query<{ id: number }>(
      `SELECT id
       FROM {scheduled_job_run}
       WHERE job_id = ?
       ORDER BY id DESC
       LIMIT 1 OFFSET ${kept}`,
      [jobId],
    );
    if (!limit) return;
    await this.database.execute(
      `DELETE FROM {scheduled_job_run}
       WHERE job_id = ?
         AND id <= ?`,
      [jobId, limit.id],
    );
  }
}

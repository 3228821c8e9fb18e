import { Injectable } from '@nestjs/common';
import { Clock, Database, newPublicId } from '@facteur/platform';
import type { JobMeta } from './job-plugin.js';
import { ScheduledJob } from './scheduled-job.entity.js';

/** What a runner writes when it takes a job. */
export interface JobClaim {
  token: string;
  now: Date;
  /** The lease ends by itself. */
  until: Date;
  nextRunAt: Date | null;
  /** Token of a holder that is known to be dead. */
  gone: string;
}

@Injectable()
export class ScheduledJobRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** One that is known already stays as an admin set it. */
  async addUnlessKnown({ job, name, scheduling }: JobMeta, nextRunAt: Date | null): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO scheduled_job
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

  /** @param job the name that stays, e.g. `SendMassEmails`. */
  byJob(job: string): Promise<ScheduledJob | null> {
    return this.database.run((manager) => manager.findOneBy(ScheduledJob, { job }));
  }

  /** @returns false while another runner has it. */
  async claim(jobId: number, { token, now, until, nextRunAt, gone }: JobClaim): Promise<boolean> {
    const claimed = await this.database.execute(
      `UPDATE scheduled_job
       SET running_token = ?, running_until = ?, last_run_at = ?, next_run_at = ?
       WHERE id = ?
         AND (running_token IS NULL OR running_until < ? OR running_token = ?)`,
      [token, until, now, nextRunAt, jobId, now, gone],
    );
    return claimed > 0;
  }

  async renew(jobId: number, token: string, until: Date): Promise<void> {
    await this.database.execute(
      `UPDATE scheduled_job
       SET running_until = ?
       WHERE id = ?
         AND running_token = ?`,
      [until, jobId, token],
    );
  }

  async release(jobId: number, token: string): Promise<void> {
    await this.database.execute(
      `UPDATE scheduled_job
       SET running_token = NULL, running_until = NULL
       WHERE id = ?
         AND running_token = ?`,
      [jobId, token],
    );
  }

  /** Runs that a dead process left open. */
  async failRunning(jobId: number, now: Date, error: string): Promise<void> {
    await this.database.execute(
      `UPDATE scheduled_job_run
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
       FROM scheduled_job_run
       WHERE job_id = ?
       ORDER BY id DESC
       LIMIT 1 OFFSET ${kept}`,
      [jobId],
    );
    if (!limit) return;
    await this.database.execute(
      `DELETE FROM scheduled_job_run
       WHERE job_id = ?
         AND id <= ?`,
      [jobId, limit.id],
    );
  }
}

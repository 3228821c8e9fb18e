import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Clock, Conflict, Database, EntityStore, isGone, processMark, nextFiring } from '@facteur/platform';
import { type Job, JobIncomplete } from './job-plugin.js';
import { ScheduledJob, ScheduledJobRun } from './scheduled-job.entity.js';

/** A runner that is silent for longer has died, and the job may be run again. */
const LEASE = 20_000;
const KEPT_RUNS = 500;

/** Runs jobs, one runner at a time for each over all processes, and keeps the history. */
@Injectable()
export class JobRunner implements BeforeApplicationShutdown {
  private readonly logger = new Logger(JobRunner.name);
  private readonly jobs: EntityStore<ScheduledJob>;
  private readonly runs: EntityStore<ScheduledJobRun>;
  private readonly active = new Set<Promise<unknown>>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.jobs = new EntityStore(database, clock, ScheduledJob, 'scheduled job');
    this.runs = new EntityStore(database, clock, ScheduledJobRun, 'run');
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.active);
  }

  /**
   * @returns the run's public id and its end.
   * @throws Conflict while another runner has it.
   */
  async start(
    row: ScheduledJob,
    job: Job,
    trigger: 'schedule' | 'manual',
  ): Promise<{ runId: string; finished: Promise<void> }> {
    const token = processMark();
    // The holder may have died on this very machine; then nobody need wait for the lease to run out.
    const gone = row.runningToken !== null && isGone(row.runningToken) ? row.runningToken : '';
    const now = this.clock.now();
    const claimed = await this.database.execute(
      `UPDATE scheduled_job SET running_token = ?, running_until = ?, last_run_at = ?, next_run_at = ?
       WHERE id = ? AND (running_token IS NULL OR running_until < ? OR running_token = ?)`,
      [
        token,
        new Date(now.getTime() + LEASE),
        now,
        nextFiring(row.scheduling, row.timezone, now),
        row.id,
        now,
        gone,
      ],
    );
    if (!claimed) throw new Conflict(`${row.name} is running already.`);
    await this.closeAbandoned(row.id, now);
    const run = await this.runs.create({
      jobId: row.id,
      startedAt: now,
      status: 'Running',
      triggerKind: trigger,
    });
    const finished = this.work(row, job, token, run).finally(() => this.active.delete(finished));
    this.active.add(finished);
    return { runId: run.publicId, finished };
  }

  private async work(row: ScheduledJob, job: Job, token: string, run: ScheduledJobRun): Promise<void> {
    const heartbeat = setInterval(() => void this.renew(row.id, token), LEASE / 4).unref();
    let outcome: Partial<ScheduledJobRun>;
    try {
      outcome = { status: 'Success', summary: JSON.stringify(await job.run()) };
    } catch (error) {
      const incomplete = error instanceof JobIncomplete;
      this.logger.error(`${row.name} failed: ${incomplete ? error.message : (error as Error).stack}`);
      outcome = {
        status: 'Failed',
        error: (error as Error).message,
        ...(incomplete ? { summary: JSON.stringify(error.summary) } : {}),
      };
    } finally {
      clearInterval(heartbeat);
    }
    try {
      await this.database.transaction(async () => {
        await this.runs.update(run.id, { ...outcome, finishedAt: this.clock.now() });
        await this.database.execute(
          'UPDATE scheduled_job SET running_token = NULL, running_until = NULL WHERE id = ? AND running_token = ?',
          [row.id, token],
        );
      });
    } catch (error) {
      // The lease runs out by itself, and the next run closes this one.
      this.logger.error(`The end of ${row.name} could not be written down: ${(error as Error).message}`);
    }
  }

  private async renew(jobId: number, token: string): Promise<void> {
    await this.database
      .execute('UPDATE scheduled_job SET running_until = ? WHERE id = ? AND running_token = ?', [
        new Date(this.clock.now().getTime() + LEASE),
        jobId,
        token,
      ])
      .catch((error: Error) => this.logger.warn(`The lease could not be renewed: ${error.message}`));
  }

  /** Runs that a dead process left open, and those too old to be of interest. */
  private async closeAbandoned(jobId: number, now: Date): Promise<void> {
    await this.database.execute(
      `UPDATE scheduled_job_run SET status = 'Failed', finished_at = ?, error = ? WHERE job_id = ? AND status = 'Running'`,
      [now, 'The process that ran it stopped.', jobId],
    );
    const [limit] = await this.database.query<{ id: number }>(
      `SELECT id FROM scheduled_job_run WHERE job_id = ? ORDER BY id DESC LIMIT 1 OFFSET ${KEPT_RUNS}`,
      [jobId],
    );
    if (limit)
      await this.database.execute('DELETE FROM scheduled_job_run WHERE job_id = ? AND id <= ?', [
        jobId,
        limit.id,
      ]);
  }

  get store(): EntityStore<ScheduledJob> {
    return this.jobs;
  }
}

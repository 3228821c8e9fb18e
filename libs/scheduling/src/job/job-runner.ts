import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Clock, Conflict, Database, EntityStore, isGone, processMark, nextFiring } from '@facteur/platform';
import { type Job, JobIncomplete } from './job-plugin.js';
import { ScheduledJob, ScheduledJobRun } from './scheduled-job.entity.js';
import { ScheduledJobRepository } from './scheduled-job.repository.js';

/** Milliseconds; a runner that is silent for longer has died, and the job may be run again. */
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
    private readonly rows: ScheduledJobRepository,
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
    const claimed = await this.rows.claim(row.id, {
      token,
      now,
      until: new Date(now.getTime() + LEASE),
      nextRunAt: nextFiring(row.scheduling, row.timezone, now),
      gone,
    });
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
        await this.rows.release(row.id, token);
      });
    } catch (error) {
      // The lease runs out by itself, and the next run closes this one.
      this.logger.error(`The end of ${row.name} could not be written down: ${(error as Error).message}`);
    }
  }

  private async renew(jobId: number, token: string): Promise<void> {
    await this.rows
      .renew(jobId, token, new Date(this.clock.now().getTime() + LEASE))
      .catch((error: Error) => this.logger.warn(`The lease could not be renewed: ${error.message}`));
  }

  /** Runs that a dead process left open, and those too old to be of interest. */
  private async closeAbandoned(jobId: number, now: Date): Promise<void> {
    await this.rows.failRunning(jobId, now, 'The process that ran it stopped.');
    await this.rows.forgetOldRuns(jobId, KEPT_RUNS);
  }

  get store(): EntityStore<ScheduledJob> {
    return this.jobs;
  }
}

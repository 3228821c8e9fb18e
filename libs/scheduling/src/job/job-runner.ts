import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { asNobody, Clock, Conflict, Database, doing, EntityStore, nextFiring } from '@facteur/platform';
import { type Job, JobIncomplete } from './job-plugin.js';
import { ScheduledJob, ScheduledJobRun } from './scheduled-job.entity.js';
import { LEASE, ScheduledJobRepository } from './scheduled-job.repository.js';

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
    const now = this.clock.now();
    const mark = await this.rows.claim(row.id, now, nextFiring(row.scheduling, row.timezone, now));
    if (mark === undefined) throw new Conflict(`${row.name} is running already.`);
    await this.closeAbandoned(row.id, now);
    const run = await this.runs.create({
      jobId: row.id,
      startedAt: now,
      status: 'Running',
      triggerKind: trigger,
    });
    const work = () => doing(`job ${row.job}`, { job: row.job }, () => this.work(row, job, mark, run));
    const finished = asNobody(work).finally(() => this.active.delete(finished));
    this.active.add(finished);
    return { runId: run.publicId, finished };
  }

  private async work(row: ScheduledJob, job: Job, mark: string, run: ScheduledJobRun): Promise<void> {
    const heartbeat = setInterval(() => void this.renew(row.id, mark), LEASE / 4).unref();
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
        await this.rows.release(row.id, mark);
      });
    } catch (error) {
      // The lease runs out by itself, and the next run closes this one.
      this.logger.error(`The end of ${row.name} could not be written down: ${(error as Error).message}`);
    }
  }

  private async renew(jobId: number, mark: string): Promise<void> {
    await this.rows
      .renew(jobId, mark)
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

import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { setTimeout as pause } from 'node:timers/promises';
import {
  checkSchedule,
  Clock,
  type CollectionQuery,
  Collections,
  Conflict,
  MINUTE,
  nextFiring,
  type Page,
  seesAllNow,
  SiteOptions,
} from '@facteur/platform';
import { SchedulingOptions } from '../scheduling-options.js';
import { Jobs } from './job-plugin.js';
import { JobRunner } from './job-runner.js';
import type { UpdateScheduledJobDto } from './scheduled-job.dto.js';
import { ScheduledJobRepository } from './scheduled-job.repository.js';
import { SCHEDULED_JOB_RUNS, SCHEDULED_JOBS } from './scheduled-job-sql.js';
import type { ScheduledJobRunView, ScheduledJobView } from './scheduled-job.view.js';

/** Whether and when a job runs. */
export interface JobState {
  /** What people call it. */
  name: string;
  status: 'Active' | 'Inactive' | 'Missing';
  /** Of an Active one. */
  nextRunAt: Date | null;
  lastRunAt: Date | null;
  running: boolean;
  /** When it first runs from a moment on; null for one that is not Active. */
  firstRunFrom(moment: Date): Date | null;
}

/** How long "run now" waits for the end before it answers with a run that still goes on. */
const PATIENCE = 2 * MINUTE;

/** Scheduled jobs: discovered in the code, set by an admin, fired when due. */
@Injectable()
export class ScheduledJobService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ScheduledJobService.name);

  constructor(
    private readonly jobs: Jobs,
    private readonly rows: ScheduledJobRepository,
    private readonly clock: Clock,
    private readonly collections: Collections,
    private readonly runner: JobRunner,
    private readonly registry: SchedulerRegistry,
    private readonly options: SchedulingOptions,
    private readonly site: SiteOptions,
  ) {}

  /** Each job gets its row once; what an admin changed since stays. */
  async onApplicationBootstrap(): Promise<void> {
    for (const own of this.jobs.names()) {
      const meta = this.jobs.metaOf(own)!;
      const now = this.clock.now();
      checkSchedule(meta.scheduling, 'UTC', now);
      await this.rows.addUnlessKnown(meta, nextFiring(meta.scheduling, 'UTC', now));
    }
    // Runs are the server's to start.
    if (!this.options.enabled || this.site.role === 'worker') return;
    const timer = setInterval(() => {
      this.fireDue().catch((error: Error) =>
        this.logger.error(`Looking for due jobs failed: ${error.message}`),
      );
    }, this.options.tick);
    this.registry.addInterval('facteur scheduled jobs', timer);
  }

  onModuleDestroy(): void {
    if (this.registry.doesExist('interval', 'facteur scheduled jobs'))
      this.registry.deleteInterval('facteur scheduled jobs');
  }

  list(query: CollectionQuery): Promise<Page<ScheduledJobView>> {
    return this.collections.page(SCHEDULED_JOBS, query);
  }

  view(id: string): Promise<ScheduledJobView> {
    return this.collections.one(SCHEDULED_JOBS, id);
  }

  async runsOf(id: string, query: CollectionQuery): Promise<Page<ScheduledJobRunView>> {
    const job = await this.runner.store.get(id);
    const only = { sql: 'r.job_id = ?', values: [job.id] };
    if (seesAllNow()) return this.collections.page(SCHEDULED_JOB_RUNS, query, only);
    // What is not shown is not found by either.
    const { search: _search, filter: _filter, ...rest } = query;
    const page = await this.collections.page(SCHEDULED_JOB_RUNS, rest, only);
    return { ...page, data: page.data.map(withoutNames) };
  }

  async update(id: string, dto: UpdateScheduledJobDto): Promise<ScheduledJobView> {
    const job = await this.runner.store.get(id);
    const { scheduling, timezone, status } = { ...job, ...withoutNothing(dto) };
    const now = this.clock.now();
    checkSchedule(scheduling, timezone, now);
    await this.runner.store.update(job.id, {
      scheduling,
      timezone,
      status,
      nextRunAt: nextFiring(scheduling, timezone, now),
    });
    return this.view(id);
  }

  /** Runs one now, also an Inactive one. Answers with the finished run, or with a running one after two minutes. */
  async runNow(id: string): Promise<ScheduledJobRunView> {
    const row = await this.runner.store.get(id);
    const job = this.jobs.find(row.job);
    if (!job) throw new Conflict(`Nothing here knows how to run ${row.name}.`);
    const { runId, finished } = await this.runner.start(row, job, 'manual');
    await Promise.race([finished, pause(PATIENCE, undefined, { ref: false })]);
    const run = await this.collections.one(SCHEDULED_JOB_RUNS, runId);
    return seesAllNow() ? run : withoutNames(run);
  }

  /** Starts every Active job whose time has come. */
  async fireDue(): Promise<void> {
    for (const row of await this.rows.due()) {
      const job = this.jobs.find(row.job);
      if (!job) continue;
      // A run that still goes on, here or elsewhere, is no fault: its successor waits for the next time.
      await this.runner.start(row, job, 'schedule').catch((error: unknown) => {
        if (!(error instanceof Conflict)) throw error;
      });
    }
  }

  /** When it would fire next, five times. @throws InvalidInput */
  preview(scheduling: string, timezone: string): Date[] {
    const now = this.clock.now();
    checkSchedule(scheduling, timezone, now);
    const firings: Date[] = [];
    for (let from = now; firings.length < 5; from = firings.at(-1)!) {
      const next = nextFiring(scheduling, timezone, from);
      if (!next) break;
      firings.push(next);
    }
    return firings;
  }

  /** The last run of a job that has ended; undefined where there was none. */
  async lastRunOf(
    job: string,
  ): Promise<{ startedAt: Date; status: string; error: string | null } | undefined> {
    return this.rows.lastEnded(job);
  }

  /** Whether and when a job runs. @param name what people call it, where it is missing */
  async stateOf(job: string, name: string): Promise<JobState> {
    const row = await this.rows.byJob(job);
    const active = row?.status === 'Active';
    return {
      name: row?.name ?? name,
      status: row ? (active ? 'Active' : 'Inactive') : 'Missing',
      nextRunAt: active ? row.nextRunAt : null,
      lastRunAt: row?.lastRunAt ?? null,
      running: row?.runningUntil != null && row.runningUntil > this.clock.now(),
      firstRunFrom: (moment: Date) =>
        active ? nextFiring(row.scheduling, row.timezone, new Date(moment.getTime() - 1_000)) : null,
    };
  }
}

/** Null says as much as leaving a field out. */
function withoutNothing<T extends object>(values: T): { [K in keyof T]-?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value != null)) as never;
}

/** A job works for everybody: whoever sees a part of the things gets its figures, and no names of others'. */
const withoutNames = (run: ScheduledJobRunView): ScheduledJobRunView => ({
  ...run,
  summary:
    run.summary &&
    Object.fromEntries(Object.entries(run.summary).filter(([, value]) => typeof value === 'number')),
  error: run.error && 'Not all of it could be done; somebody who sees everything can look why.',
});

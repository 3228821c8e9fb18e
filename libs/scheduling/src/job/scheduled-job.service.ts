import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { setTimeout as pause } from 'node:timers/promises';
import {
  Clock,
  Conflict,
  Database,
  date,
  EnumField,
  Collections,
  type CollectionQuery,
  type CollectionSpec,
  newPublicId,
  oneOf,
  text,
  TextField,
  checkSchedule,
  nextFiring,
} from '@facteur/platform';
import { Jobs } from './job-plugin.js';
import { JobRunner } from './job-runner.js';
import { ScheduledJob } from './scheduled-job.entity.js';

export class UpdateScheduledJobDto {
  @TextField({ max: 100, example: '0 * * * *', description: 'Cron: minute hour day month weekday' })
  scheduling?: string;

  @TextField({ max: 64, example: 'Europe/Paris' })
  timezone?: string;

  @EnumField(['Active', 'Inactive'])
  status?: 'Active' | 'Inactive';
}

/** Whether this process fires jobs by itself; an API-only process or a test does not. */
export class SchedulingOptions {
  enabled = true;
  /** How often it looks for due jobs, in milliseconds. */
  tick = 5_000;
}

const LIST: CollectionSpec = {
  noun: 'scheduled job',
  from: 'scheduled_job j',
  columns: {
    id: text('j.public_id'),
    job: text('j.job'),
    name: text('j.name'),
    scheduling: text('j.scheduling'),
    timezone: text('j.timezone'),
    status: oneOf(['Active', 'Inactive'], 'j.status'),
    lastRunAt: date('j.last_run_at'),
    nextRunAt: date(`CASE WHEN j.status = 'Active' THEN j.next_run_at END`),
    createdAt: date('j.created_at'),
    modifiedAt: date('j.modified_at'),
  },
  search: ['name'],
  sortBy: 'name:ASC',
  tieBreak: 'j.id',
};

const RUNS: CollectionSpec = {
  noun: 'run',
  from: 'scheduled_job_run r',
  columns: {
    id: text('r.public_id'),
    status: oneOf(['Running', 'Success', 'Failed'], 'r.status'),
    trigger: text('r.trigger_kind'),
    startedAt: date('r.started_at'),
    finishedAt: date('r.finished_at'),
    summary: { sql: 'r.summary', kind: 'json', filterable: false },
    error: text('r.error'),
  },
  search: ['error'],
  sortBy: 'startedAt:DESC',
  tieBreak: 'r.id DESC',
};

/** How long "run now" waits for the end before it answers with a run that still goes on. */
const PATIENCE = 120_000;

/** Scheduled jobs: discovered in the code, set by an admin, fired when due. */
@Injectable()
export class ScheduledJobService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ScheduledJobService.name);

  constructor(
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly collections: Collections,
    private readonly runner: JobRunner,
    private readonly registry: SchedulerRegistry,
    private readonly options: SchedulingOptions,
  ) {}

  /** Each job gets its row once; what an admin changed since stays. */
  async onApplicationBootstrap(): Promise<void> {
    for (const own of this.jobs.names()) {
      const { job, name, scheduling } = this.jobs.metaOf(own)!;
      const now = this.clock.now();
      checkSchedule(scheduling, 'UTC', now);
      await this.database.execute(
        `INSERT INTO scheduled_job (public_id, created_at, modified_at, job, name, scheduling, timezone, status, next_run_at)
         VALUES (?, ?, ?, ?, ?, ?, 'UTC', 'Active', ?) ${this.database.dialect.ignoreDuplicates('scheduled_job', 'job')}`,
        [newPublicId(), now, now, job, name, scheduling, nextFiring(scheduling, 'UTC', now)],
      );
    }
    if (!this.options.enabled) return;
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

  list(query: CollectionQuery) {
    return this.collections.page(LIST, query);
  }

  view(id: string) {
    return this.collections.one(LIST, id);
  }

  async runsOf(id: string, query: CollectionQuery) {
    const job = await this.runner.store.get(id);
    return this.collections.page(RUNS, query, { sql: 'r.job_id = ?', values: [job.id] });
  }

  async update(id: string, dto: UpdateScheduledJobDto) {
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
  async runNow(id: string) {
    const row = await this.runner.store.get(id);
    const job = this.jobs.find(row.job);
    if (!job) throw new Conflict(`Nothing here knows how to run ${row.name}.`);
    const { runId, finished } = await this.runner.start(row, job, 'manual');
    await Promise.race([finished, pause(PATIENCE, undefined, { ref: false })]);
    return this.collections.one(RUNS, runId);
  }

  /** Starts every Active job whose time has come. */
  async fireDue(): Promise<void> {
    const due = await this.database.run((manager) =>
      manager
        .createQueryBuilder(ScheduledJob, 'j')
        .where(`j.status = 'Active' AND j.next_run_at <= :now`, {
          now: this.database.dialect.bind(this.clock.now()),
        })
        .getMany(),
    );
    for (const row of due) {
      const job = this.jobs.find(row.job);
      if (!job) continue;
      // A run that still goes on, here or elsewhere, is no fault: its successor waits for the next time.
      await this.runner.start(row, job, 'schedule').catch((error: unknown) => {
        if (!(error instanceof Conflict)) throw error;
      });
    }
  }

  /** Whether and when a job runs. @param name what people call it, where it is missing */
  async stateOf(job: string, name: string) {
    const row = await this.database.run((manager) => manager.findOneBy(ScheduledJob, { job }));
    const active = row?.status === 'Active';
    return {
      name: row?.name ?? name,
      status: row ? (active ? ('Active' as const) : ('Inactive' as const)) : ('Missing' as const),
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

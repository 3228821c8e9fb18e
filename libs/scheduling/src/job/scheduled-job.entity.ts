import { Column, Entity } from 'typeorm';
import { BaseEntity } from '@facteur/platform';

export const JOB_STATUSES = ['Active', 'Inactive'] as const;
export const RUN_STATUSES = ['Running', 'Success', 'Failed'] as const;

/** A job as the admin set it, and who runs it just now. */
@Entity('scheduled_job')
export class ScheduledJob extends BaseEntity {
  @Column({ type: 'varchar', length: 100 })
  job: string;

  @Column({ type: 'varchar', length: 100 })
  name: string;

  @Column({ type: 'varchar', length: 100 })
  scheduling: string;

  @Column({ type: 'varchar', length: 64 })
  timezone: string;

  /** One of {@link JOB_STATUSES}. */
  @Column({ type: 'varchar', length: 10 })
  status: string;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  lastRunAt: Date | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  nextRunAt: Date | null;

  /** Held by the one process that runs it; void after `runningUntil`. */
  @Column({ type: 'varchar', length: 100, nullable: true })
  runningToken: string | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  runningUntil: Date | null;
}

/** One run of a job, and what came of it. */
@Entity('scheduled_job_run')
export class ScheduledJobRun extends BaseEntity {
  @Column({ type: 'int' })
  jobId: number;

  @Column({ type: 'datetime', precision: 3 })
  startedAt: Date;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  finishedAt: Date | null;

  /** One of {@link RUN_STATUSES}. */
  @Column({ type: 'varchar', length: 12 })
  status: string;

  /** schedule or manual. */
  @Column({ type: 'varchar', length: 12 })
  triggerKind: string;

  /** JSON: what the job said of it. */
  @Column({ type: 'text', nullable: true })
  summary: string | null;

  @Column({ type: 'text', nullable: true })
  error: string | null;
}

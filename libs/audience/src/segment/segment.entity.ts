import { Column, Entity } from 'typeorm';
import { BaseEntity, TeamEntity } from '@facteur/platform';

export const SYNC_MODES = ['Add Only', 'Add and Remove'] as const;
export const SEGMENT_STATUSES = ['Active', 'Inactive'] as const;
export const SEGMENT_RUN_STATUSES = ['Running', 'Success', 'Failed'] as const;

const moment = () => Column({ type: 'datetime', precision: 3, nullable: true });

/** A saved question about records of one type, and the target lists that its answer is kept in. */
@Entity('segment')
export class Segment extends TeamEntity {
  @Column({ type: 'varchar', length: 255 })
  name: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ type: 'varchar', length: 40 })
  targetType: string;

  /** JSON; see SegmentFilter. */
  @Column({ type: 'text' })
  filter: string;

  @Column({ type: 'varchar', length: 20 })
  syncMode: string;

  @Column({ type: 'varchar', length: 10 })
  status: string;

  /** Cron; null: by hand alone. */
  @Column({ type: 'varchar', length: 100, nullable: true })
  scheduling: string | null;

  @Column({ type: 'varchar', length: 64 })
  timezone: string;

  @Column({ type: 'int', nullable: true })
  lastCount: number | null;

  @moment()
  lastRunAt: Date | null;

  @moment()
  nextRunAt: Date | null;
}

/** One sync: who came and who went. */
@Entity('segment_run')
export class SegmentRun extends BaseEntity {
  @Column({ type: 'int' })
  segmentId: number;

  @Column({ type: 'varchar', length: 12 })
  triggerKind: string;

  @Column({ type: 'varchar', length: 12 })
  status: string;

  @Column({ type: 'int' })
  matched: number;

  @Column({ type: 'int' })
  added: number;

  @Column({ type: 'int' })
  removed: number;

  @Column({ type: 'text', nullable: true })
  error: string | null;

  @moment()
  finishedAt: Date | null;
}

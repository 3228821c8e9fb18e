import { Column, Entity } from 'typeorm';
import { BaseEntity, BooleanColumn } from '@facteur/platform';
import type { MailingStatus } from './mailing-states.js';

/**
 * One sending to target lists, whatever the channel. What only the channel knows (template, sender) is in a
 * table of the channel's own, beside it.
 */
@Entity('mailing')
export class Mailing extends BaseEntity {
  @Column({ type: 'varchar', length: 20 })
  channel: string;

  @Column({ type: 'varchar', length: 255 })
  name: string;

  @Column({ type: 'varchar', length: 20 })
  status: MailingStatus;

  /** Why it Failed, or waits. */
  @Column({ type: 'varchar', length: 1000, nullable: true })
  statusReason: string | null;

  /** UTC. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  startAt: Date | null;

  @Column({ type: 'int', nullable: true })
  campaignId: number | null;

  /** Opting out by its link opts the address out of everything, not of its lists alone. */
  @BooleanColumn({ default: false })
  optOutEntirely: boolean;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  pendingSince: Date | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  queuedAt: Date | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  completedAt: Date | null;

  /** How many items the last run of the job still allows; see docs/decisions/0005-runs-grant-batches.md. */
  @Column({ type: 'int', default: 0 })
  batchRemaining: number;

  /** What held it back when it was last tried: `late`, `account`, `channel`, `site`. */
  @Column({ type: 'varchar', length: 20, nullable: true })
  holdCode: string | null;

  @Column({ type: 'varchar', length: 1000, nullable: true })
  holdReason: string | null;

  /** From when its queue was built; before, its campaign says. */
  @BooleanColumn({ nullable: true })
  informational: boolean | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  archivedAt: Date | null;
}

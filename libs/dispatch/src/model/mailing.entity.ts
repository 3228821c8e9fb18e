import { Column, Entity } from 'typeorm';
import { MadeEntity, BooleanColumn } from '@facteur/platform';
import type { MailingStatus } from './mailing-states.js';

/**
 * One sending to target lists, whatever the channel. What only the channel knows (template, sender) is in a
 * table of the channel's own, beside it.
 */
@Entity('mailing')
export class Mailing extends MadeEntity {
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

  /** Counts the grants, so that what comes back of an older one is not added to a newer one. */
  @Column({ type: 'int', default: 0 })
  batchTurn: number;

  /** What held it back when it was last tried: `late`, `account`, `channel`, `site`. */
  @Column({ type: 'varchar', length: 20, nullable: true })
  holdCode: string | null;

  @Column({ type: 'varchar', length: 1000, nullable: true })
  holdReason: string | null;

  /** From when its queue was built; before, its campaign says. */
  @BooleanColumn({ nullable: true })
  informational: boolean | null;

  /** Since when it is held. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  heldSince: Date | null;

  /** Who scheduled it, or made it; as the access policy names them. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  owner: string | null;

  /** IANA zone in which its start date was thought of. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  timezone: string | null;

  /** Until when it can be taken back without anybody having got it. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  undoUntil: Date | null;

  /** It begins at its start date, not with the next run of the job after it. */
  @BooleanColumn({ default: false })
  onTime: boolean;

  /** How many recipients were confirmed when it was scheduled; null: nobody was asked. */
  @Column({ type: 'int', nullable: true })
  confirmedCount: number | null;

  /** The brake paused it, and a person let it go on: it does not brake twice. */
  @BooleanColumn({ default: false })
  brakeReleased: boolean;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  archivedAt: Date | null;
}

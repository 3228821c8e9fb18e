import { Column, Entity } from 'typeorm';
import { BaseEntity } from '@facteur/platform';

const Whole = () => Column({ type: 'int', nullable: true });

/** How fast messages may go: out of an account, or to a group of receivers. Nobody has any until somebody makes one. */
@Entity('pace_rule')
export class PaceRule extends BaseEntity {
  @Column({ type: 'varchar', length: 20 })
  channel: string;

  @Column({ type: 'varchar', length: 255 })
  name: string;

  /** The sending account as its channel names it; null for a group of receivers. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  account: string | null;

  /** JSON list of domains, of addresses or of their mail exchangers; null for an account. */
  @Column({ type: 'text', nullable: true })
  receivers: string | null;

  @Whole()
  perMinute: number | null;

  @Whole()
  perHour: number | null;

  @Whole()
  perDay: number | null;

  /** Messages under way at once, of all processes together. */
  @Whole()
  atOnce: number | null;

  /** Digits of the days on which it is open, 0 Monday … 6 Sunday; null: all. */
  @Column({ type: 'varchar', length: 7, nullable: true })
  days: string | null;

  /** `HH:MM` in `timezone`; over midnight when `openUntil` is the earlier. */
  @Column({ type: 'varchar', length: 5, nullable: true })
  openFrom: string | null;

  @Column({ type: 'varchar', length: 5, nullable: true })
  openUntil: string | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  timezone: string | null;

  /** The first day of warming up. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  warmUpFrom: Date | null;

  /** Messages on that day. */
  @Whole()
  warmUpFirst: number | null;

  /** By which each day may have more than the day before, in per cent (150: half as many again). */
  @Whole()
  warmUpFactor: number | null;

  /** How often the rate was halved because receivers said so; 0: not. */
  @Column({ type: 'int', default: 0 })
  slowLevel: number;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  slowedAt: Date | null;

  /** Messages a minute that halving began with. */
  @Whole()
  slowBase: number | null;

  /** Their words. */
  @Column({ type: 'varchar', length: 1000, nullable: true })
  slowReason: string | null;
}

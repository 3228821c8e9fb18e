import { Column, Entity } from 'typeorm';
import { BaseEntity, BooleanColumn } from '@facteur/platform';

/** What is known of one address on one channel, whichever records carry it. */
@Entity('address_status')
export class AddressStatus extends BaseEntity {
  @Column({ type: 'varchar', length: 20 })
  channel: string;

  /** As it was last seen. */
  @Column({ type: 'varchar', length: 320 })
  address: string;

  /** Normalised; unique with the channel. */
  @Column({ type: 'varchar', length: 320 })
  addressKey: string;

  @BooleanColumn({ default: false })
  optedOut: boolean;

  @BooleanColumn({ default: false })
  invalid: boolean;

  /** Its owner asked for a break until then. */
  @Column({ type: 'datetime', precision: 3, nullable: true })
  pausedUntil: Date | null;

  @Column({ type: 'int', default: 0 })
  softBounceCount: number;

  @Column({ type: 'varchar', length: 100, nullable: true })
  lastEvent: string | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  lastEventAt: Date | null;
}

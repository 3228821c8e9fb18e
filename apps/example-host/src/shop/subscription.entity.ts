import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A magazine that somebody takes: no id of its own, but customer and magazine together. */
@Entity('subscription')
export class Subscription {
  @PrimaryColumn({ type: 'int' })
  customerId: number;

  @PrimaryColumn({ type: 'varchar', length: 40 })
  magazine: string;

  @Column({ type: 'varchar', length: 100 })
  reader: string;

  @Column({ type: 'varchar', length: 190 })
  mail: string;
}

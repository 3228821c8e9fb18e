import { Column, PrimaryGeneratedColumn } from 'typeorm';

/**
 * What every ordinary row has: a key that never leaves the database, and a public id that the API shows.
 * See docs/decisions/0003-two-ids.md.
 */
export abstract class BaseEntity {
  @PrimaryGeneratedColumn({ type: 'int' })
  id: number;

  @Column({ type: 'varchar', length: 24, unique: true })
  publicId: string;

  /** UTC. */
  @Column({ type: 'datetime', precision: 3 })
  createdAt: Date;

  /** UTC. */
  @Column({ type: 'datetime', precision: 3 })
  modifiedAt: Date;
}

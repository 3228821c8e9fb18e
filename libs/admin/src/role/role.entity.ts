import { Column, Entity } from 'typeorm';
import { BaseEntity, BooleanColumn, type Reach } from '@facteur/platform';

/** A role that an admin made. Its public id is what sign-ins and keys name. */
@Entity('role')
export class Role extends BaseEntity {
  @Column({ type: 'varchar', length: 100 })
  name: string;

  /** JSON, a list. */
  @Column({ type: 'text' })
  permissions: string;

  /** Over which things it reaches. */
  @Column({ type: 'varchar', length: 8, default: 'all' })
  reach: Reach;

  /** Whoever has it signs in with a second factor. */
  @BooleanColumn({ default: false })
  secondFactor: boolean;
}

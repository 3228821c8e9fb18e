import { Column, Entity } from 'typeorm';
import { BaseEntity } from '@facteur/platform';

/** An account of a person who may sign in. */
@Entity('sign_in')
export class SignIn extends BaseEntity {
  @Column({ type: 'varchar', length: 254 })
  email: string;

  /** Argon2id, in the PHC string format. */
  @Column({ type: 'varchar', length: 255 })
  passwordHash: string;

  @Column({ type: 'varchar', length: 40 })
  role: string;
}

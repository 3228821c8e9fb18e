import { Column, Entity } from 'typeorm';
import { BaseEntity, BooleanColumn, SealedColumn } from '@facteur/platform';

/** Invited people have no password yet; disabled ones cannot sign in. */
export const SIGN_IN_STATUSES = ['Invited', 'Active', 'Disabled'] as const;
export type SignInStatus = (typeof SIGN_IN_STATUSES)[number];

/** By a password of ours, or by the OpenID provider of the firm. */
export const SIGN_IN_WAYS = ['password', 'provider'] as const;
export type SignInWay = (typeof SIGN_IN_WAYS)[number];

/** An account of a person who may sign in. */
@Entity('sign_in')
export class SignIn extends BaseEntity {
  @Column({ type: 'varchar', length: 254 })
  email: string;

  /** How they are called; their address when null. */
  @Column({ type: 'varchar', length: 100, nullable: true })
  name: string | null;

  /** The OpenID provider that they come by, and have no password; null: they come by password. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  issuer: string | null;

  /** What that provider calls them (its `sub`); null until they came the first time. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  subject: string | null;

  /** Argon2id, in the PHC string format; empty while nobody chose one, and for those who come by a provider. */
  @Column({ type: 'varchar', length: 255 })
  passwordHash: string;

  /** A built-in role's name, or the public id of one that was made. */
  @Column({ type: 'varchar', length: 40 })
  role: string;

  /** The user of the CRM that they are; null: none, or nobody said. */
  @Column({ type: 'varchar', length: 100, nullable: true })
  userId: string | null;

  /** Ids of the teams that they are in, as JSON; null: none. */
  @Column({ type: 'text', nullable: true })
  teams: string | null;

  @Column({ type: 'varchar', length: 12, default: 'Active' })
  status: SignInStatus;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  lastSignedInAt: Date | null;

  /** Of time-based codes (RFC 6238), base32; counts once `secondFactor` is true. */
  @SealedColumn()
  totpSecret: string | null;

  @BooleanColumn({ default: false })
  secondFactor: boolean;

  /** The last step of time whose code was taken: each is good once. */
  @Column({ type: 'int', default: 0 })
  totpStep: number;

  /** Hashes of codes that are good once each, as JSON. */
  @Column({ type: 'text', nullable: true })
  recoveryCodes: string | null;
}

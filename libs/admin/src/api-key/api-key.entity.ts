import { Column, Entity } from 'typeorm';
import { MadeEntity } from '@facteur/platform';

@Entity('api_key')
export class ApiKey extends MadeEntity {
  @Column({ type: 'varchar', length: 255 })
  name: string;

  @Column({ type: 'varchar', length: 64 })
  tokenHash: string;

  /** The last characters, so that people can tell their keys apart. */
  @Column({ type: 'varchar', length: 20 })
  hint: string;

  /** A built-in role's name, or the public id of one that was made. */
  @Column({ type: 'varchar', length: 40 })
  role: string;

  /** Ids of teams whose things it reaches, as JSON; null: none. */
  @Column({ type: 'text', nullable: true })
  teams: string | null;

  /** From where it may be used, as JSON; from anywhere when null. */
  @Column({ type: 'text', nullable: true })
  networks: string | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  lastUsedAt: Date | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  expiresAt: Date | null;
}

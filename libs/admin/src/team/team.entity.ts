import { Column, Entity } from 'typeorm';
import { BaseEntity } from '@facteur/platform';

/** People who work on the same things. Which of them somebody is in stands with their sign-in. */
@Entity('team')
export class Team extends BaseEntity {
  @Column({ type: 'varchar', length: 100 })
  name: string;
}

import { Column } from 'typeorm';
import { BaseEntity } from '../database/base.entity.js';

/** A thing that is somebody's: kept by {@link EntityStore.create}, and never changed. */
export abstract class MadeEntity extends BaseEntity {
  /** Id of who made it; null for what jobs and recipients made, and what is older than teams. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  madeBy: string | null;
}

/** A thing that belongs to a team, or to everybody. */
export abstract class TeamEntity extends MadeEntity {
  /** Id of the team; null: everybody's. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  teamId: string | null;
}

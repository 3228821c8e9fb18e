import { Column, Entity } from 'typeorm';
import { TeamEntity } from '@facteur/platform';
import type { ConsentLevel } from '../consent/consent.js';

/** A named set of records of any types. Members are rows of `target_list_member`; see the repository. */
@Entity('target_list')
export class TargetList extends TeamEntity {
  @Column({ type: 'varchar', length: 255 })
  name: string;

  @Column({ type: 'varchar', length: 100, nullable: true })
  category: string | null;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  /** What recipients know it by; those without one are nobody's to choose. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  publicName: string | null;

  @Column({ type: 'varchar', length: 1000, nullable: true })
  publicDescription: string | null;

  /** Days between two letters for whoever wants them less often; null where that cannot be chosen. */
  @Column({ type: 'int', nullable: true })
  lessOftenDays: number | null;

  /** What must be known of somebody's consent before mail goes to them through this list; null: nothing. */
  @Column({ type: 'varchar', length: 12, nullable: true })
  consentNeeded: ConsentLevel | null;

  @Column({ type: 'int', default: 0 })
  entryCount: number;

  @Column({ type: 'int', default: 0 })
  optedOutCount: number;

  /** Public id of the campaign whose log it was made from. */
  @Column({ type: 'varchar', length: 24, nullable: true })
  sourceCampaignId: string | null;
}

import { Column, Entity } from 'typeorm';
import { TeamEntity, BooleanColumn } from '@facteur/platform';

export const CAMPAIGN_STATUSES = ['Planning', 'Active', 'Inactive', 'Complete'] as const;

/** More come with each channel; the column is text for that reason. */
export const CAMPAIGN_TYPES = [
  'Email',
  'Newsletter',
  'Informational Email',
  'Web',
  'Television',
  'Radio',
  'Mail',
] as const;

/** The type of e-mail campaigns that only inform; see `informational`. */
export const INFORMATIONAL = 'Informational Email';

@Entity('campaign')
export class Campaign extends TeamEntity {
  @Column({ type: 'varchar', length: 255 })
  name: string;

  @Column({ type: 'varchar', length: 20 })
  status: string;

  @Column({ type: 'varchar', length: 40 })
  type: string;

  /** Reaches people who opted out, and carries no tracking, no opt-out link and no list headers. */
  @BooleanColumn({ default: false })
  informational: boolean;

  /** What its archive is called in public; without it there is none. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  publicName: string | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  startDate: Date | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  endDate: Date | null;

  @Column({ type: 'decimal', precision: 14, scale: 2, nullable: true })
  budget: number | null;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  archivedAt: Date | null;
}

import { Column, Entity } from 'typeorm';
import { MadeEntity, BooleanColumn } from '@facteur/platform';

export const TRACKING_URL_ACTIONS = ['Redirect', 'Show Message'] as const;

/** Where a tracked link leads. Only what is stored here is ever redirected to. */
@Entity('tracking_url')
export class TrackingUrl extends MadeEntity {
  @Column({ type: 'int' })
  campaignId: number;

  @Column({ type: 'varchar', length: 255 })
  name: string;

  @Column({ type: 'varchar', length: 2000, nullable: true })
  url: string | null;

  @Column({ type: 'varchar', length: 20 })
  action: string;

  /** Markdown, shown on a page of our own. */
  @Column({ type: 'text', nullable: true })
  message: string | null;

  /** Made by "track all links", not by a person. */
  @BooleanColumn({ default: false })
  automatic: boolean;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  archivedAt: Date | null;
}

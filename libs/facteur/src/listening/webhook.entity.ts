import { Column, Entity } from 'typeorm';
import { BaseEntity, SealedColumn } from '@facteur/platform';

/** Failing ones are tried again; after days of it, or when the other side says that it is gone, it is Off until a person turns it on. */
export const WEBHOOK_STATUSES = ['Active', 'Failing', 'Off'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];

/** A program that listens, by Standard Webhooks. */
@Entity('webhook')
export class Webhook extends BaseEntity {
  @Column({ type: 'varchar', length: 100 })
  name: string;

  @Column({ type: 'varchar', length: 2000 })
  url: string;

  /** Types of events, as JSON. */
  @Column({ type: 'text' })
  types: string;

  @SealedColumn()
  secret: string | null;

  @Column({ type: 'varchar', length: 10 })
  status: WebhookStatus;

  /** How far it has been told: rows of the log, and notes. */
  @Column({ type: 'int', default: 0 })
  toldLog: number;

  @Column({ type: 'int', default: 0 })
  toldNote: number;

  @Column({ type: 'int', default: 0 })
  failures: number;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  failingSince: Date | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  nextAttemptAt: Date | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  lastSuccessAt: Date | null;

  @Column({ type: 'varchar', length: 1000, nullable: true })
  lastError: string | null;
}

import { Column, Entity } from 'typeorm';
import { BaseEntity, BooleanColumn, SealedColumn } from '@facteur/platform';

export const IMAP_SECURITIES = ['TLS', 'STARTTLS', 'None'] as const;
export const AUTH_METHODS = ['Password', 'OAuth2'] as const;
export const HANDLED_ACTIONS = ['Mark Read', 'Move', 'Delete', 'Leave'] as const;
export const MAILBOX_STATUSES = ['Active', 'Inactive'] as const;

const line = (length: number) => Column({ type: 'varchar', length, nullable: true });
const moment = () => Column({ type: 'datetime', precision: 3, nullable: true });

/** An IMAP account that bounces and answers are sent to. Secrets are encrypted. */
@Entity('group_mailbox')
export class GroupMailbox extends BaseEntity {
  @Column({ type: 'varchar', length: 255 })
  name: string;

  @line(254)
  emailAddress: string | null;

  @Column({ type: 'varchar', length: 10 })
  status: string;

  @Column({ type: 'varchar', length: 255 })
  host: string;

  @Column({ type: 'int' })
  port: number;

  @Column({ type: 'varchar', length: 20 })
  security: string;

  @Column({ type: 'varchar', length: 255 })
  username: string;

  @SealedColumn()
  password: string | null;

  @Column({ type: 'varchar', length: 10 })
  authMethod: string;

  @line(2000)
  oauthTokenUrl: string | null;

  @line(255)
  oauthClientId: string | null;

  @SealedColumn()
  oauthClientSecret: string | null;

  @SealedColumn()
  oauthRefreshToken: string | null;

  @line(1000)
  oauthScope: string | null;

  /** JSON array of folder paths. */
  @Column({ type: 'text' })
  folders: string;

  @moment()
  fetchSince: Date | null;

  @Column({ type: 'varchar', length: 20 })
  handledAction: string;

  @line(255)
  handledFolder: string | null;

  @BooleanColumn({ default: true })
  idle: boolean;

  /** Public id of the SMTP account whose bounces come here. */
  @line(24)
  smtpAccountId: string | null;

  @moment()
  lastCheckedAt: Date | null;

  @moment()
  lastSuccessAt: Date | null;

  @line(1000)
  lastError: string | null;

  /** Lease of whoever checks it just now. */
  @line(100)
  checkedBy: string | null;

  @moment()
  checkedUntil: Date | null;
}

export const foldersOf = (box: Pick<GroupMailbox, 'folders'>) => JSON.parse(box.folders) as string[];

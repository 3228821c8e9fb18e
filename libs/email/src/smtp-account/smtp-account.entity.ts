import { Column, Entity } from 'typeorm';
import { BaseEntity, BooleanColumn, SealedColumn } from '@facteur/platform';

export const SMTP_SECURITIES = ['None', 'Opportunistic', 'STARTTLS', 'TLS'] as const;

const line = (length: number) => Column({ type: 'varchar', length, nullable: true });

/** An account that mailings can be sent through instead of the system's. Secrets are encrypted. */
@Entity('smtp_account')
export class SmtpAccount extends BaseEntity {
  @Column({ type: 'varchar', length: 255 })
  name: string;

  @Column({ type: 'varchar', length: 255 })
  host: string;

  @Column({ type: 'int' })
  port: number;

  @Column({ type: 'varchar', length: 20 })
  security: string;

  @line(255)
  username: string | null;

  /** Mass e-mails may be sent through it. */
  @BooleanColumn({ default: true })
  isForMassEmail: boolean;

  @SealedColumn()
  password: string | null;

  @Column({ type: 'int', nullable: true })
  maxConnections: number | null;

  /** As in the outbound e-mail settings when null. */
  @line(20)
  client: string | null;

  @line(254)
  fromAddress: string | null;

  @line(255)
  fromName: string | null;

  @line(254)
  replyToAddress: string | null;

  @line(255)
  replyToName: string | null;

  /** Envelope sender of what goes out through this account. */
  @line(254)
  bounceAddress: string | null;

  @line(255)
  dkimDomain: string | null;

  @line(100)
  dkimSelector: string | null;

  @SealedColumn()
  dkimPrivateKey: string | null;
}

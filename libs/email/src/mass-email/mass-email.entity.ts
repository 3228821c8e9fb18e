import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BooleanColumn } from '@facteur/platform';

const line = (length: number) => Column({ type: 'varchar', length, nullable: true });

/** What of a mailing only the e-mail channel knows; the rest is its {@link Mailing}. */
@Entity('mass_email')
export class MassEmail {
  @PrimaryColumn({ type: 'int' })
  mailingId: number;

  @Column({ type: 'int', nullable: true })
  templateId: number | null;

  @line(254)
  fromAddress: string | null;

  @line(255)
  fromName: string | null;

  @line(254)
  replyToAddress: string | null;

  @line(255)
  replyToName: string | null;

  @Column({ type: 'int', nullable: true })
  smtpAccountId: number | null;

  /** Keeps a copy of every message. */
  @BooleanColumn({ default: false })
  storeSentEmails: boolean;

  /** Null: as the admin set it. */
  @BooleanColumn({ nullable: true })
  openTracking: boolean | null;

  @BooleanColumn({ default: false })
  trackAllLinks: boolean;
}

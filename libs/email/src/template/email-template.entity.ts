import { Column, Entity } from 'typeorm';
import { BaseEntity, TeamEntity, BooleanColumn } from '@facteur/platform';

@Entity('email_template')
export class EmailTemplate extends TeamEntity {
  @Column({ type: 'varchar', length: 255 })
  name: string;

  @Column({ type: 'varchar', length: 500 })
  subject: string;

  @Column({ type: 'text' })
  body: string;

  @BooleanColumn({ default: false })
  isHtml: boolean;

  /** Text part written by hand; made from the HTML when null. */
  @Column({ type: 'text', nullable: true })
  textBody: string | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  category: string | null;

  /** Language that it is written in (BCP 47). */
  @Column({ type: 'varchar', length: 35, nullable: true })
  language: string | null;

  /** Words for the line that lists show behind the subject. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  preheader: string | null;

  /** What `body` was made of, where it was written in MJML. */
  @Column({ type: 'text', nullable: true })
  mjml: string | null;

  /** The starter that it began with. */
  @Column({ type: 'varchar', length: 40, nullable: true })
  starter: string | null;

  /** JSON: what is filled into the places that its MJML marks; see `slots/slots.ts`. */
  @Column({ type: 'text', nullable: true })
  slots: string | null;

  /** Rules of `<style>` are written to the elements as well, on sending. */
  @BooleanColumn({ default: true })
  inlineCss: boolean;

  /** Pictures of the library go within the letter instead of staying at their address. */
  @BooleanColumn({ default: false })
  inlineImages: boolean;

  /** Left out of the usual choice. */
  @BooleanColumn({ default: false })
  oneOff: boolean;
}

@Entity('template_attachment')
export class TemplateAttachment extends BaseEntity {
  @Column({ type: 'int' })
  templateId: number;

  @Column({ type: 'varchar', length: 255 })
  name: string;

  @Column({ type: 'varchar', length: 100 })
  contentType: string;

  /** Bytes. */
  @Column({ type: 'int' })
  size: number;

  /** Of the content, which lies where all files lie. */
  @Column({ type: 'varchar', length: 40 })
  hash: string;
}

import { Column, Entity } from 'typeorm';
import { MadeEntity, BooleanColumn } from '@facteur/platform';

export const FORM_STATUSES = ['Active', 'Inactive'] as const;

/** The channel whose address a form asks for, and by which it asks for a confirmation. */
export const FORM_CHANNEL = 'email';

/** A form on a web site that brings leads. */
@Entity('lead_form')
export class LeadForm extends MadeEntity {
  @Column({ type: 'varchar', length: 255 })
  name: string;

  @Column({ type: 'varchar', length: 10 })
  status: string;

  @Column({ type: 'int' })
  campaignId: number;

  @Column({ type: 'int' })
  listId: number;

  @Column({ type: 'varchar', length: 40 })
  targetType: string;

  /** JSON: fields beside the address, `{name, required}`. */
  @Column({ type: 'text' })
  fields: string;

  @BooleanColumn({ default: false })
  doubleOptIn: boolean;

  /** Public id of the confirmation's template; a plain one when null. */
  @Column({ type: 'varchar', length: 24, nullable: true })
  templateId: string | null;

  /** A contact who has the address is subscribed instead of making a lead of them. */
  @BooleanColumn({ default: true })
  subscribeKnown: boolean;

  /** What people agree to by a tick; null: nothing is asked. */
  @Column({ type: 'text', nullable: true })
  consentText: string | null;

  @Column({ type: 'text', nullable: true })
  successMessage: string | null;

  @Column({ type: 'varchar', length: 2000, nullable: true })
  successUrl: string | null;

  /** JSON: origins of pages that may send the form by script. */
  @Column({ type: 'text', nullable: true })
  allowedOrigins: string | null;

  @Column({ type: 'int' })
  maxPerHour: number;
}

export interface FormField {
  name: string;
  required: boolean;
}

export const fieldsOfForm = (form: LeadForm) => JSON.parse(form.fields) as FormField[];

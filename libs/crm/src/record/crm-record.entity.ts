import { Column, Entity } from 'typeorm';
import { BaseEntity } from '@facteur/platform';

const line = (length: number) => Column({ type: 'varchar', length, nullable: true });

/** What accounts, contacts, leads and users have in common. Their addresses are rows of `crm_address`. */
export abstract class CrmRecord extends BaseEntity {
  @line(50)
  phoneNumber: string | null;

  @line(255)
  addressStreet: string | null;

  @line(100)
  addressCity: string | null;

  @line(100)
  addressState: string | null;

  @line(40)
  addressPostalCode: string | null;

  @line(100)
  addressCountry: string | null;

  @Column({ type: 'text', nullable: true })
  description: string | null;
}

abstract class CrmPerson extends CrmRecord {
  @line(100)
  firstName: string | null;

  @line(100)
  lastName: string | null;

  @line(100)
  title: string | null;
}

@Entity('crm_account')
export class Account extends CrmRecord {
  @Column({ type: 'varchar', length: 255 })
  name: string;

  @line(255)
  website: string | null;

  @line(100)
  industry: string | null;
}

@Entity('crm_contact')
export class Contact extends CrmPerson {
  /** Key of the account. */
  @Column({ type: 'int', nullable: true })
  accountId: number | null;
}

export const LEAD_STATUSES = ['New', 'Assigned', 'In Process', 'Converted', 'Recycled', 'Dead'] as const;

@Entity('crm_lead')
export class Lead extends CrmPerson {
  @line(255)
  accountName: string | null;

  @Column({ type: 'varchar', length: 40 })
  status: string;

  @line(100)
  source: string | null;

  /** Public id of the campaign that brought it. */
  @line(24)
  campaignId: string | null;
}

/** A colleague as a record that lists can hold; signing in is the business of the admin lib. */
@Entity('crm_user')
export class User extends CrmPerson {
  @Column({ type: 'varchar', length: 100 })
  userName: string;
}

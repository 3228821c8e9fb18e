import { Column, Entity } from 'typeorm';
import { CrmPerson } from '../record/crm-record.entity.js';

@Entity('crm_contact')
export class Contact extends CrmPerson {
  /** Key of the account. */
  @Column({ type: 'int', nullable: true })
  accountId: number | null;
}

import { Column, Entity } from 'typeorm';
import { CrmPerson } from '../record/crm-record.entity.js';

/** A colleague as a record that lists can hold; signing in is the business of the admin lib. */
@Entity('crm_user')
export class User extends CrmPerson {
  @Column({ type: 'varchar', length: 100 })
  userName: string;
}

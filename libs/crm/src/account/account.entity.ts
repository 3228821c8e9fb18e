import { Column, Entity } from 'typeorm';
import { CrmRecord, LineColumn } from '../record/crm-record.entity.js';

@Entity('crm_account')
export class Account extends CrmRecord {
  @Column({ type: 'varchar', length: 255 })
  name: string;

  @LineColumn(255)
  website: string | null;

  @LineColumn(100)
  industry: string | null;
}

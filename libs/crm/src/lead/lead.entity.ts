import { Column, Entity } from 'typeorm';
import { CrmPerson, LineColumn } from '../record/crm-record.entity.js';

export const LEAD_STATUSES = ['New', 'Assigned', 'In Process', 'Converted', 'Recycled', 'Dead'] as const;

@Entity('crm_lead')
export class Lead extends CrmPerson {
  @LineColumn(255)
  accountName: string | null;

  @Column({ type: 'varchar', length: 40 })
  status: string;

  @LineColumn(100)
  source: string | null;

  /** Public id of the campaign that brought it. */
  @LineColumn(24)
  campaignId: string | null;
}

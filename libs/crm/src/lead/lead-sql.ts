import { oneOf } from '@facteur/platform';
import { lines, PERSON, recordCollection } from '../record/record-collection-sql.js';
import { LEAD_STATUSES } from './lead.entity.js';

/** What it is called. */
export const LEAD_NAMES = { noun: 'lead', table: 'crm_lead', targetType: 'Lead' };

export const LEADS = recordCollection(LEAD_NAMES, {
  columns: {
    ...lines(...PERSON, 'accountName'),
    status: oneOf(LEAD_STATUSES, 'r.status'),
    ...lines('source', 'campaignId'),
  },
  search: ['firstName', 'lastName', 'accountName'],
});

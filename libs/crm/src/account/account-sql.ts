import { text } from '@facteur/platform';
import { lines, recordCollection } from '../record/record-collection-sql.js';

/** What it is called. */
export const ACCOUNT_NAMES = { noun: 'account', table: 'crm_account', targetType: 'Account' };

export const ACCOUNTS = recordCollection(ACCOUNT_NAMES, {
  columns: { name: text('r.name'), ...lines('website', 'industry') },
  search: ['name'],
});

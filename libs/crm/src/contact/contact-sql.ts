import { nullable, text } from '@facteur/platform';
import { lines, PERSON, recordCollection } from '../record/record-collection-sql.js';

/** What it is called. */
export const CONTACT_NAMES = { noun: 'contact', table: 'crm_contact', targetType: 'Contact' };

export const CONTACTS = recordCollection(CONTACT_NAMES, {
  join: 'LEFT JOIN {crm_account} o ON o.id = r.account_id',
  columns: {
    ...lines(...PERSON),
    accountId: nullable(text('o.public_id')),
    accountName: nullable(text('o.name')),
  },
  search: ['firstName', 'lastName', 'accountName'],
});

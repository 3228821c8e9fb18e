import { text } from '@facteur/platform';
import { lines, PERSON, recordCollection } from '../record/record-collection-sql.js';

/** What it is called. */
export const USER_NAMES = { noun: 'user', table: 'crm_user', targetType: 'User' };

export const USERS = recordCollection(USER_NAMES, {
  columns: { ...lines(...PERSON), userName: text('r.user_name') },
  search: ['firstName', 'lastName', 'userName'],
});

import { viewOf } from '@facteur/platform';
import { ACCOUNT_NAME, COMMON_FIELDS, EMAIL, ID, PERSON_FIELDS, personOf } from '../record/import-fields.js';
import { COMMON, PERSON } from '../record/record-collection-sql.js';
import type { RecordKind } from '../record/record-kind.js';
import { CONTACT_NAMES, CONTACTS } from './contact-sql.js';
import { CreateContactDto, UpdateContactDto } from './contact.dto.js';
import { Contact } from './contact.entity.js';

export class ContactView extends viewOf(CONTACTS) {}

const SCOPE = [...PERSON, 'name', 'emailAddress', ...COMMON];

export const CONTACT: RecordKind = {
  ...CONTACT_NAMES,
  path: 'contacts',
  entity: Contact,
  order: 20,
  list: CONTACTS,
  view: ContactView,
  createDto: CreateContactDto,
  updateDto: UpdateContactDto,
  defaults: {},
  placeholders: { person: SCOPE, contact: SCOPE, account: ['name'] },
  placeholderColumns: { 'account.name': 'accountName' },
  related: { account: { targetType: 'Account', idField: 'accountId' } },
  accountKey: 'account_id',
  isPerson: true,
  import: {
    fields: [ID, ...PERSON_FIELDS, EMAIL, ACCOUNT_NAME, ...COMMON_FIELDS],
    needed: {},
    nameField: 'lastName',
    named: personOf,
    joinsAccount: true,
  },
};

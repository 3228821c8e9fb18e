import { viewOf } from '@facteur/platform';
import { COMMON_FIELDS, EMAIL, field, ID } from '../record/import-fields.js';
import { COMMON } from '../record/record-collection-sql.js';
import type { RecordKind } from '../record/record-kind.js';
import { ACCOUNT_NAMES, ACCOUNTS } from './account-sql.js';
import { CreateAccountDto, UpdateAccountDto } from './account.dto.js';
import { Account } from './account.entity.js';

export class AccountView extends viewOf(ACCOUNTS) {}

export const ACCOUNT: RecordKind = {
  ...ACCOUNT_NAMES,
  path: 'accounts',
  entity: Account,
  order: 10,
  list: ACCOUNTS,
  view: AccountView,
  createDto: CreateAccountDto,
  updateDto: UpdateAccountDto,
  defaults: {},
  placeholders: { account: ['name', 'website', 'industry', 'emailAddress', ...COMMON] },
  placeholderColumns: {},
  related: {},
  accountKey: null,
  isPerson: false,
  import: {
    fields: [
      ID,
      field('name', 'Name', 255, 'company', 'account', 'firma', 'société', 'empresa'),
      EMAIL,
      field('website', 'Website', 255, 'url', 'web'),
      field('industry', 'Industry', 100, 'branche', 'secteur'),
      ...COMMON_FIELDS,
    ],
    needed: { name: '' },
    nameField: 'name',
    named: (_local, domain) => ({ name: domain }),
    joinsAccount: false,
  },
};

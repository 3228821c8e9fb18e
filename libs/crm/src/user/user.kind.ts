import { text, viewOf } from '@facteur/platform';
import { COMMON, lines, PERSON, recordCollection } from '../record/record-collection-sql.js';
import type { RecordKind } from '../record/record-kind.js';
import { CreateUserDto, UpdateUserDto } from './user.dto.js';
import { User } from './user.entity.js';

const names = { noun: 'user', table: 'crm_user', targetType: 'User' };

const USERS = recordCollection(names, {
  columns: { ...lines(...PERSON), userName: text('r.user_name') },
  search: ['firstName', 'lastName', 'userName'],
});

export class UserView extends viewOf(USERS) {}

const SCOPE = [...PERSON, 'name', 'emailAddress', ...COMMON];

export const USER: RecordKind = {
  ...names,
  path: 'users',
  entity: User,
  order: 40,
  list: USERS,
  view: UserView,
  createDto: CreateUserDto,
  updateDto: UpdateUserDto,
  defaults: {},
  placeholders: { person: SCOPE, user: [...SCOPE, 'userName'] },
  placeholderColumns: {},
  related: {},
  accountKey: null,
  isPerson: true,
  // Colleagues do not come in from files.
  import: null,
};

import { viewOf } from '@facteur/platform';
import { COMMON, PERSON } from '../record/record-collection-sql.js';
import type { RecordKind } from '../record/record-kind.js';
import { USER_NAMES, USERS } from './user-sql.js';
import { CreateUserDto, UpdateUserDto } from './user.dto.js';
import { User } from './user.entity.js';

export class UserView extends viewOf(USERS) {}

const SCOPE = [...PERSON, 'name', 'emailAddress', ...COMMON];

export const USER: RecordKind = {
  ...USER_NAMES,
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

import { type Permission, PERMISSIONS } from './permissions.js';

const READER: Permission[] = ['figures:see'];
const ANALYST: Permission[] = [
  ...READER,
  'people:see',
  'people:export',
  'people:change',
  'lists:change',
  'settings:see',
];
const WRITER: Permission[] = [...READER, 'people:see', 'letters:write', 'settings:see'];
const MARKETER: Permission[] = [
  ...ANALYST,
  'letters:write',
  'mass-email:send',
  'mass-email:send-unusual',
  'bounces:undo',
];

/** Roles that are there from the start, and stay as they are; an admin makes others beside them. */
export const BUILT_IN_ROLES: Readonly<Record<string, { name: string; permissions: readonly Permission[] }>> =
  {
    admin: { name: 'Admin', permissions: PERMISSIONS },
    marketer: { name: 'Marketer', permissions: MARKETER },
    writer: { name: 'Writer', permissions: WRITER },
    analyst: { name: 'Analyst', permissions: ANALYST },
    reader: { name: 'Reader', permissions: READER },
  };

/** Permissions of a built-in role; undefined for any other. */
export const permissionsOf = (role: string): readonly Permission[] | undefined =>
  Object.hasOwn(BUILT_IN_ROLES, role) ? BUILT_IN_ROLES[role]!.permissions : undefined;

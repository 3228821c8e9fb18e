/**
 * What there is to be allowed, with what it means in words. A route names one of these; a role is a set of them. They are what the console
 * asks for and what API keys carry; no code asks for a role by its name.
 */
export const PERMISSION_WORDS = {
  'figures:see': 'Campaigns, letters, lists and their numbers; the log without names and addresses',
  'people:see': 'People with names and addresses, who is on a list, who got what and why',
  'people:export': 'Takes people and addresses away as a file',
  'people:change': 'Makes and changes people, imports, suppresses addresses, removes who asked for it',
  'people:erase': 'Erases people, lets suppressed addresses be written to again, opts in by hand',
  'lists:change': 'Target lists, segments and forms; lists made of the log',
  'letters:write': 'Campaigns, letters, templates, images and links; sends tests',
  'mass-email:send': 'Schedules, stops, pauses, resumes and retries mass e-mails',
  'mass-email:send-unusual': 'Informational mail to those who opted out; retries what may have arrived',
  'bounces:undo': 'Takes back what a bounce did',
  'settings:see': 'Settings, accounts and mailboxes, without their secrets',
  'settings:change': 'Settings, accounts, mailboxes, jobs and pages',
  'team:change': 'People who sign in, and roles',
  'keys:change': 'API keys',
  'audit:see': 'Who did what',
} as const;

export type Permission = keyof typeof PERMISSION_WORDS;

export const PERMISSIONS = Object.keys(PERMISSION_WORDS) as Permission[];

/** For routes that are for whoever is signed in, such as the own sessions. */
export const SIGNED_IN = 'signed-in';

/** What a route may ask for. */
export type Need = Permission | typeof SIGNED_IN;

export const isPermission = (text: string): text is Permission => Object.hasOwn(PERMISSION_WORDS, text);

/**
 * What means nothing without another permission, since it shows on its way what that one allows to see: a letter is written by looking at
 * what somebody gets, a segment answers whether somebody is in it, a change answers what is there.
 */
const RESTS_ON: Partial<Record<Permission, Permission>> = {
  'people:export': 'people:see',
  'people:change': 'people:see',
  'people:erase': 'people:see',
  'lists:change': 'people:see',
  'letters:write': 'people:see',
  'bounces:undo': 'people:see',
  'settings:change': 'settings:see',
};

const isUnsound = (permission: Permission, all: readonly string[]) =>
  RESTS_ON[permission] !== undefined && !all.includes(RESTS_ON[permission]);

/** The first permission that rests on one which is missing, with that one. Pure. */
export function unsound(
  permissions: readonly string[],
): { permission: Permission; needs: Permission } | undefined {
  const permission = permissions.filter(isPermission).find((one) => isUnsound(one, permissions));
  return permission && { permission, needs: RESTS_ON[permission]! };
}

/** Permissions but for those that rest on one which is missing. Pure. */
export const sound = (permissions: readonly Permission[]): readonly Permission[] =>
  permissions.filter((one) => !isUnsound(one, permissions));

/** What programs never do, whatever role their key carries: one that leaked must not make others. */
const FOR_PEOPLE_ALONE: readonly Permission[] = ['team:change', 'keys:change'];

/** What is left of permissions for a program. */
export const ofPrograms = (permissions: readonly Permission[]): Permission[] =>
  permissions.filter((one) => !FOR_PEOPLE_ALONE.includes(one));

/** What there is to be allowed. Whoever is signed in may do all of it until there are roles. */
export const PERMISSIONS = [
  'figures:see',
  'people:see',
  'people:change',
  'people:erase',
  'lists:change',
  'letters:write',
  'mass-email:send',
  'mass-email:send-unusual',
  'bounces:undo',
  'settings:change',
  'keys:change',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

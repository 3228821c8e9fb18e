import type { FieldSpec } from '../../parts/fields';

const PATHS: Record<string, string> = {
  Account: '/accounts',
  Contact: '/contacts',
  Lead: '/leads',
  User: '/users',
};

/** Where records of a type are changed; none for a host's, which are changed there. */
export const pathOf = (type: string): string | undefined => PATHS[type];

const SHARED = [
  'emailAddress',
  'phoneNumber',
  'addressStreet',
  'addressPostalCode',
  'addressCity',
  'addressState',
  'addressCountry',
  'language',
];

const OWN: Record<string, string[]> = {
  Account: ['name', 'website', 'industry'],
  Contact: ['firstName', 'lastName', 'title'],
  Lead: ['firstName', 'lastName', 'title', 'accountName', 'source'],
  User: ['userName', 'firstName', 'lastName', 'title'],
};

const NEEDED = new Set(['name', 'lastName', 'userName']);

/** Fields of a record's form. */
export function fieldsOf(type: string, t: (key: string) => string): FieldSpec[] {
  return [
    ...[...(OWN[type] ?? []), ...SHARED].map((name): FieldSpec => ({
      name,
      label: t(`field.${name}`),
      required: NEEDED.has(name),
    })),
    { name: 'description', label: t('field.description'), kind: 'area' },
  ];
}

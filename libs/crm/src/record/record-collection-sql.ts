import {
  boolean,
  type CollectionColumn,
  type CollectionSpec,
  type Columns,
  date,
  nullable,
  text,
} from '@facteur/platform';

/** `firstName` -> `r.first_name` */
const columnOf = (name: string) => `r.${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;

/** Texts of the record's own table that may be missing, by the name of the field. */
export function lines<const Name extends string>(
  ...names: Name[]
): Record<Name, CollectionColumn<string | null>> {
  return Object.fromEntries(names.map((name) => [name, nullable(text(columnOf(name)))])) as Record<
    Name,
    CollectionColumn<string | null>
  >;
}

/** Fields that templates may use of every record. */
export const COMMON = [
  'phoneNumber',
  'addressStreet',
  'addressCity',
  'addressState',
  'addressPostalCode',
  'addressCountry',
  'language',
] as const;

export const PERSON = ['firstName', 'lastName', 'title'] as const;

const SHARED = {
  emailAddress: nullable(text('a.address', 'The primary one')),
  emailAddressIsOptedOut: boolean('COALESCE(s.opted_out, 0)'),
  emailAddressIsInvalid: boolean('COALESCE(s.invalid, 0)'),
  ...lines(...COMMON),
  description: nullable(text('r.description')),
  createdAt: date('r.created_at'),
  modifiedAt: date('r.modified_at'),
};

/** The collection of one kind of record `r`: its own columns, and what all have. */
export function recordCollection<C extends Columns>(
  { noun, table, targetType }: { noun: string; table: string; targetType: string },
  { columns, join = '', search }: { columns: C; join?: string; search: (keyof C & string)[] },
): CollectionSpec<{ id: CollectionColumn<string> } & C & typeof SHARED> {
  return {
    noun,
    base: `{${table}} r`,
    from: `
      {${table}} r
      ${join}
      LEFT JOIN {crm_address} a
        ON a.target_type = '${targetType}'
        AND a.target_id = r.public_id
        AND a.channel = 'email'
        AND a.is_primary = 1
      LEFT JOIN {address_status} s
        ON s.channel = 'email'
        AND s.address_key = a.address_key`,
    columns: { id: text('r.public_id'), ...columns, ...SHARED },
    belongings: {
      targetListId: `EXISTS (
        SELECT 1
        FROM {target_list_member} bm
        JOIN {target_list} bl ON bl.id = bm.list_id
        WHERE bm.target_type = '${targetType}'
          AND bm.target_id = r.public_id
          AND bm.listed = 1
          AND bl.public_id IN ({values}))`,
    },
    search: [...search, 'emailAddress'],
    sortBy: 'createdAt:DESC',
    tieBreak: 'r.id',
    key: 'r.id',
  };
}

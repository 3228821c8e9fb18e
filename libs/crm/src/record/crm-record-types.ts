import { boolean, date, type CollectionColumn, type CollectionSpec, oneOf, text } from '@facteur/platform';
import { Account, Contact, CrmRecord, Lead, LEAD_STATUSES, User } from './crm-record.entity.js';

/** A built-in record type, described as data; one service and one controller serve all four. */
export interface CrmRecordType {
  targetType: string;
  /** Collection of the API. */
  path: string;
  entity: new () => CrmRecord;
  order: number;
  list: CollectionSpec;
  placeholders: Record<string, readonly string[]>;
  related?: Record<string, { targetType: string; idField: string }>;
  /** Columns of a new record that the caller may leave out. */
  defaults: Record<string, unknown>;
}

const COMMON = [
  'phoneNumber',
  'addressStreet',
  'addressCity',
  'addressState',
  'addressPostalCode',
  'addressCountry',
];
const PERSON = ['firstName', 'lastName', 'title'];

const column = (name: string) => `r.${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
const columns = (names: string[]) => Object.fromEntries(names.map((name) => [name, text(column(name))]));

function specOf(
  noun: string,
  table: string,
  targetType: string,
  more: { columns: Record<string, CollectionColumn>; join?: string; search: string[] },
): CollectionSpec {
  return {
    noun,
    base: `${table} r`,
    from: `${table} r ${more.join ?? ''}
      LEFT JOIN crm_address a ON a.target_type = '${targetType}' AND a.target_id = r.public_id AND a.channel = 'email' AND a.is_primary = 1
      LEFT JOIN address_status s ON s.channel = 'email' AND s.address_key = a.address_key`,
    columns: {
      id: text('r.public_id'),
      ...more.columns,
      emailAddress: text('a.address'),
      emailAddressIsOptedOut: boolean('COALESCE(s.opted_out, 0)'),
      emailAddressIsInvalid: boolean('COALESCE(s.invalid, 0)'),
      ...columns(COMMON),
      description: text('r.description'),
      createdAt: date('r.created_at'),
      modifiedAt: date('r.modified_at'),
    },
    belongings: {
      targetListId: `EXISTS (SELECT 1 FROM target_list_member bm JOIN target_list bl ON bl.id = bm.list_id
        WHERE bm.target_type = '${targetType}' AND bm.target_id = r.public_id AND bm.listed = 1 AND bl.public_id IN ({values}))`,
    },
    search: [...more.search, 'emailAddress'],
    sortBy: 'createdAt:DESC',
    tieBreak: 'r.id',
    key: 'r.id',
  };
}

const PERSON_SCOPE = [...PERSON, 'name', 'emailAddress', ...COMMON] as const;
const ACCOUNT_SCOPE = ['name', 'website', 'industry', 'emailAddress', ...COMMON] as const;

export const CRM_RECORD_TYPES: CrmRecordType[] = [
  {
    targetType: 'Account',
    path: 'accounts',
    entity: Account,
    order: 10,
    list: specOf('account', 'crm_account', 'Account', {
      columns: columns(['name', 'website', 'industry']),
      search: ['name'],
    }),
    placeholders: { account: ACCOUNT_SCOPE },
    defaults: {},
  },
  {
    targetType: 'Contact',
    path: 'contacts',
    entity: Contact,
    order: 20,
    list: specOf('contact', 'crm_contact', 'Contact', {
      join: 'LEFT JOIN crm_account o ON o.id = r.account_id',
      columns: { ...columns(PERSON), accountId: text('o.public_id'), accountName: text('o.name') },
      search: ['firstName', 'lastName', 'accountName'],
    }),
    placeholders: { person: PERSON_SCOPE, contact: PERSON_SCOPE, account: ['name'] },
    related: { account: { targetType: 'Account', idField: 'accountId' } },
    defaults: {},
  },
  {
    targetType: 'Lead',
    path: 'leads',
    entity: Lead,
    order: 30,
    list: specOf('lead', 'crm_lead', 'Lead', {
      columns: {
        ...columns([...PERSON, 'accountName', 'status', 'source', 'campaignId']),
        status: oneOf(LEAD_STATUSES, 'r.status'),
      },
      search: ['firstName', 'lastName', 'accountName'],
    }),
    placeholders: {
      person: PERSON_SCOPE,
      lead: [...PERSON_SCOPE, 'status', 'source', 'accountName'],
      account: ['name'],
    },
    defaults: { status: 'New' },
  },
  {
    targetType: 'User',
    path: 'users',
    entity: User,
    order: 40,
    list: specOf('user', 'crm_user', 'User', {
      columns: columns([...PERSON, 'userName']),
      search: ['firstName', 'lastName', 'userName'],
    }),
    placeholders: { person: PERSON_SCOPE, user: [...PERSON_SCOPE, 'userName'] },
    defaults: {},
  },
];

import { viewOf } from '@facteur/platform';
import {
  ACCOUNT_NAME,
  COMMON_FIELDS,
  EMAIL,
  field,
  ID,
  PERSON_FIELDS,
  personOf,
} from '../record/import-fields.js';
import { COMMON, PERSON } from '../record/record-collection-sql.js';
import type { RecordKind } from '../record/record-kind.js';
import { LEAD_NAMES, LEADS } from './lead-sql.js';
import { CreateLeadDto, UpdateLeadDto } from './lead.dto.js';
import { Lead, LEAD_STATUSES } from './lead.entity.js';

export class LeadView extends viewOf(LEADS) {}

const SCOPE = [...PERSON, 'name', 'emailAddress', ...COMMON];

export const LEAD: RecordKind = {
  ...LEAD_NAMES,
  path: 'leads',
  entity: Lead,
  order: 30,
  list: LEADS,
  view: LeadView,
  createDto: CreateLeadDto,
  updateDto: UpdateLeadDto,
  defaults: { status: 'New' },
  placeholders: { person: SCOPE, lead: [...SCOPE, 'status', 'source', 'accountName'], account: ['name'] },
  placeholderColumns: { 'account.name': 'accountName' },
  related: {},
  accountKey: null,
  isPerson: true,
  import: {
    fields: [
      ID,
      ...PERSON_FIELDS,
      EMAIL,
      ACCOUNT_NAME,
      { ...field('status', 'Status', 40), values: LEAD_STATUSES },
      field('source', 'Source', 100, 'quelle', 'origine'),
      field('campaignId', 'Campaign id', 24),
      ...COMMON_FIELDS,
    ],
    needed: { status: 'New' },
    nameField: 'lastName',
    named: personOf,
    joinsAccount: false,
  },
};

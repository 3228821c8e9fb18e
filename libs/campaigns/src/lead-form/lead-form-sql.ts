import { boolean, collection, date, json, nullable, number, oneOf, text } from '@facteur/platform';
import { FORM_STATUSES, type FormField } from './lead-form.entity.js';

const FIELDS = {
  type: 'array',
  items: {
    type: 'object',
    required: ['name', 'required'],
    properties: { name: { type: 'string' }, required: { type: 'boolean' } },
  },
};

export const LEAD_FORMS = collection({
  noun: 'lead form',
  from: `
    {lead_form} f
    JOIN {campaign} c ON c.id = f.campaign_id
    LEFT JOIN {target_list} t ON t.id = f.list_id`,
  belongs: { to: 'c', or: 'f' },
  columns: {
    id: text('f.public_id'),
    key: number('f.id'),
    name: text('f.name'),
    status: oneOf(FORM_STATUSES, 'f.status'),
    campaignId: text('c.public_id'),
    targetListId: nullable(text('t.public_id')),
    targetType: text('f.target_type', 'Record type that is made'),
    fields: json<FormField[]>('f.fields', FIELDS, 'Beside emailAddress, which is always asked for'),
    doubleOptIn: boolean('f.double_opt_in'),
    templateId: nullable(text('f.template_id', 'Of the confirmation')),
    subscribeKnown: boolean('f.subscribe_known'),
    consentText: nullable(text('f.consent_text', 'What people agree to by a tick')),
    successMessage: nullable(text('f.success_message')),
    successUrl: nullable(text('f.success_url')),
    allowedOrigins: nullable(
      json<string[]>('f.allowed_origins', { type: 'array', items: { type: 'string' } }),
    ),
    maxPerHour: number('f.max_per_hour'),
    createdAt: date('f.created_at'),
    modifiedAt: date('f.modified_at'),
  },
  search: ['name'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'f.id',
});

import { collection, date, json, nullable, text } from '@facteur/platform';

export const AUDIT_RECORDS = collection({
  noun: 'audit record',
  from: '{audit_record} r',
  columns: {
    id: text('r.public_id'),
    createdAt: date('r.created_at'),
    actor: text('r.actor', 'Who, as they were called then'),
    action: text('r.action', 'A verb, such as create, change, delete, export, pause, sign-in'),
    subjectType: text('r.subject_type', 'A collection of the API, or Person'),
    subjectId: nullable(text('r.subject_id')),
    subjectName: nullable(text('r.subject_name', 'As it was called then')),
    address: nullable(text('r.address', 'IP address that it came from')),
    details: nullable(
      json<Record<string, unknown>>(
        'r.details',
        { type: 'object', additionalProperties: true },
        'What was (before) and is (after), field by field, without secrets',
      ),
    ),
  },
  search: ['actor', 'subjectName', 'subjectId', 'address'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'r.id DESC',
  key: 'r.id',
});

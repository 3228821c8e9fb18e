import { collection, date, json, nullable, oneOf, text } from '@facteur/platform';
import { WEBHOOK_STATUSES } from './webhook.entity.js';

export const WEBHOOKS = collection({
  noun: 'webhook',
  from: '{webhook} w',
  columns: {
    id: text('w.public_id'),
    name: text('w.name'),
    url: text('w.url'),
    types: json<string[]>('w.types', { type: 'array', items: { type: 'string' } }, 'Types of events'),
    status: oneOf(WEBHOOK_STATUSES, 'w.status'),
    failingSince: nullable(date('w.failing_since')),
    nextAttemptAt: nullable(date('w.next_attempt_at')),
    lastSuccessAt: nullable(date('w.last_success_at')),
    lastError: nullable(text('w.last_error', 'Why the last attempt failed')),
    createdAt: date('w.created_at'),
    modifiedAt: date('w.modified_at'),
  },
  search: ['name', 'url'],
  sortBy: 'name:ASC',
  tieBreak: 'w.id',
});

import { collection, date, json, nullable, text } from '@facteur/platform';

export const API_KEYS = collection({
  noun: 'API key',
  from: '{api_key} k',
  columns: {
    id: text('k.public_id'),
    name: text('k.name'),
    hint: text('k.hint', 'Its last characters, so that people can tell their keys apart'),
    role: text(
      'k.role',
      'The id of a role: what it may do, but for people, roles and keys, which no key may',
    ),
    teamIds: nullable(
      json<string[]>(
        'k.teams',
        { type: 'array', items: { type: 'string' } },
        'Teams whose things it reaches',
      ),
    ),
    networks: nullable(
      json<string[]>('k.networks', { type: 'array', items: { type: 'string' } }, 'Anywhere when null'),
    ),
    lastUsedAt: nullable(date('k.last_used_at', 'To the minute')),
    expiresAt: nullable(date('k.expires_at', 'Never when null')),
    createdAt: date('k.created_at'),
    modifiedAt: date('k.modified_at'),
  },
  search: ['name'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'k.id',
});

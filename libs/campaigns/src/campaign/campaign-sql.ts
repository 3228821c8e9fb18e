import { boolean, collection, date, nullable, number, oneOf, text } from '@facteur/platform';
import { CAMPAIGN_STATUSES, CAMPAIGN_TYPES } from './campaign.entity.js';

export const CAMPAIGNS = collection({
  noun: 'campaign',
  key: 'c.id',
  from: '{campaign} c',
  where: 'c.archived_at IS NULL',
  belongs: { to: 'c' },
  columns: {
    id: text('c.public_id'),
    name: text('c.name'),
    status: oneOf(CAMPAIGN_STATUSES, 'c.status'),
    type: oneOf(CAMPAIGN_TYPES, 'c.type'),
    informational: boolean('c.informational', 'Reaches people who opted out; carries no tracking'),
    publicName: nullable(text('c.public_name', 'What its public archive is called; null: it has none')),
    startDate: nullable(date('c.start_date')),
    endDate: nullable(date('c.end_date')),
    budget: nullable(number('c.budget')),
    description: nullable(text('c.description')),
    teamId: nullable(text('c.team_id', 'The team that it belongs to; null: everybody')),
    createdAt: date('c.created_at'),
    modifiedAt: date('c.modified_at'),
  },
  search: ['name'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'c.id',
});

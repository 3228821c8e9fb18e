import { boolean, collection, date, nullable, oneOf, text } from '@facteur/platform';
import { TRACKING_URL_ACTIONS } from './tracking-url.entity.js';

export const TRACKING_URLS = collection({
  noun: 'tracking URL',
  from: `
    {tracking_url} u
    JOIN {campaign} c ON c.id = u.campaign_id`,
  where: 'u.archived_at IS NULL',
  belongs: { to: 'c', or: 'u' },
  columns: {
    id: text('u.public_id'),
    campaignId: text('c.public_id'),
    name: text('u.name'),
    url: nullable(text('u.url')),
    action: oneOf(TRACKING_URL_ACTIONS, 'u.action'),
    message: nullable(text('u.message', 'Markdown')),
    automatic: boolean('u.automatic', 'Made by "track all links", not by a person'),
    createdAt: date('u.created_at'),
    modifiedAt: date('u.modified_at'),
  },
  search: ['name', 'url'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'u.id',
});

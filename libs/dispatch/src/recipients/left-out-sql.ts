import { targetTypeColumn } from '@facteur/audience';
import { collection, nullable, oneOf, text } from '@facteur/platform';
import { REASONS } from './recipient-rules-sql.js';

export const LEFT_OUT = collection({
  noun: 'person who is left out',
  from: '{mailing_left_out_person} p',
  columns: {
    id: text('p.target_id'),
    targetType: targetTypeColumn('p.target_type'),
    targetId: text('p.target_id'),
    address: nullable(text('p.address')),
    reason: oneOf(REASONS, 'p.reason'),
  },
  search: ['address', 'targetId'],
  sortBy: 'reason:ASC',
  tieBreak: 'p.target_type, p.target_id',
});

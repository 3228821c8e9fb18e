import { boolean, collection, date, nullable, number, text } from '@facteur/platform';

export const ADDRESS_STATUSES = collection({
  noun: 'address status',
  from: '{address_status} s',
  columns: {
    id: text('s.public_id'),
    channel: text('s.channel'),
    address: text('s.address', 'As it was last seen'),
    addressKey: text('s.address_key', 'Normalised: two spellings of one mailbox have the same'),
    optedOut: boolean('s.opted_out', 'Nothing but informational mail is sent to it'),
    invalid: boolean('s.invalid', 'Nothing at all is sent to it'),
    pausedUntil: nullable(date('s.paused_until', 'Its owner asked for a break until then')),
    softBounceCount: number('s.soft_bounce_count'),
    lastEvent: nullable(text('s.last_event', 'Why it is marked, in a few words')),
    lastEventAt: nullable(date('s.last_event_at')),
    createdAt: date('s.created_at'),
    modifiedAt: date('s.modified_at'),
  },
  search: ['address'],
  sortBy: 'modifiedAt:DESC',
  tieBreak: 's.id',
});

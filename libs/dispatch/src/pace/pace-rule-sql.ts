import { collection, date, json, nullable, number, text } from '@facteur/platform';

export const PACE_RULES = collection({
  noun: 'pace rule',
  from: '{pace_rule} p',
  columns: {
    id: text('p.public_id'),
    channel: text('p.channel'),
    name: text('p.name'),
    account: nullable(text('p.account', 'The sending account: its id, or `system`; null for receivers')),
    receivers: nullable(
      json<string[]>(
        'p.receivers',
        { type: 'array', items: { type: 'string' } },
        'Domains: of addresses, or above the names of their mail exchangers',
      ),
    ),
    perMinute: nullable(number('p.per_minute')),
    perHour: nullable(number('p.per_hour')),
    perDay: nullable(number('p.per_day')),
    atOnce: nullable(number('p.at_once', 'Messages under way at once, of all processes together')),
    days: nullable(text('p.days', 'Digits of the days on which it is open: 0 Monday … 6 Sunday')),
    openFrom: nullable(text('p.open_from', '`HH:MM` in its time zone')),
    openUntil: nullable(text('p.open_until', 'Over midnight when it is the earlier')),
    timezone: nullable(text('p.timezone')),
    warmUpFrom: nullable(date('p.warm_up_from')),
    warmUpFirst: nullable(number('p.warm_up_first', 'Messages on the first day of warming up')),
    warmUpFactor: nullable(number('p.warm_up_factor', 'Of each day to the one before, in per cent')),
    slowLevel: number('p.slow_level', 'How often receivers had it halved; it recovers by itself'),
    slowedAt: nullable(date('p.slowed_at')),
    slowReason: nullable(text('p.slow_reason', 'In the words of receivers')),
    createdAt: date('p.created_at'),
    modifiedAt: date('p.modified_at'),
  },
  search: ['name'],
  sortBy: 'createdAt:ASC',
  tieBreak: 'p.id',
});

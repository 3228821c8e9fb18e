import { collection, date, nullable, text } from '@facteur/platform';

export const ALARMS = collection({
  noun: 'alarm',
  from: '{alarm} m',
  where: '(m.told_at IS NOT NULL OR m.tell_error IS NOT NULL)',
  columns: {
    id: text('m.public_id'),
    code: text('m.code', 'Of the check that found it'),
    detail: text('m.detail', 'In words, with what to do'),
    mend: nullable(text('m.mend', 'Where in the console it is mended')),
    since: date('m.since', 'When it was seen first'),
    toldAt: nullable(date('m.told_at', 'Null: nobody could be told yet')),
    endedAt: nullable(date('m.ended_at', 'Null: it lasts')),
    tellError: nullable(text('m.tell_error', 'Why nobody could be told by mail')),
  },
  search: ['detail'],
  sortBy: 'since:DESC',
  tieBreak: 'm.id DESC',
});

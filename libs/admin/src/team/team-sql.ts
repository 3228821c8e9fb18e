import { collection, date, number, text } from '@facteur/platform';

export const TEAMS = collection({
  noun: 'team',
  from: '{team} t',
  columns: {
    id: text('t.public_id'),
    name: text('t.name'),
    peopleCount: number(
      `(SELECT COUNT(*)
        FROM {sign_in} a
        WHERE INSTR(a.teams, t.public_id) > 0)`,
      'How many are in it',
    ),
    createdAt: date('t.created_at'),
    modifiedAt: date('t.modified_at'),
  },
  search: ['name'],
  sortBy: 'name:ASC',
  tieBreak: 't.id',
});

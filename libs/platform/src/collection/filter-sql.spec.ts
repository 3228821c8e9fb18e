import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidInput } from '../errors/problems.js';
import { searchSql } from './filter-sql.js';
import { boolean, date, json, type CollectionSpec, number, text } from './collection-spec.js';

const spec: CollectionSpec = {
  noun: 'thing',
  from: 'thing t',
  columns: {
    id: text('t.public_id'),
    name: text('t.name'),
    size: number('t.size'),
    big: boolean('t.big'),
    born: date('t.born'),
    more: json('t.more'),
  },
  belongings: { listId: 'EXISTS (SELECT 1 FROM l WHERE l.id IN ({values}))' },
  search: ['name'],
  sortBy: 'name:ASC',
  tieBreak: 't.id',
};

it.each([
  [{ name: 'Ada' }, 't.name = ?', ['Ada']],
  [{ name: ['Ada', 'Bob'] }, 't.name IN (?, ?)', ['Ada', 'Bob']],
  [{ name: [] }, '1 = 0', []],
  [{ name: null }, 't.name IS NULL', []],
  [{ size: '$gte:7' }, 't.size >= ?', [7]],
  [{ size: '$btw:1,9' }, 't.size BETWEEN ? AND ?', [1, 9]],
  [{ size: ['$gte:7', '$lt:9'] }, 't.size >= ? AND t.size < ?', [7, 9]],
  [{ big: 'true' }, 't.big = ?', [1]],
  [{ name: '$not:$null' }, 'NOT COALESCE((t.name IS NULL), 1 = 0)', []],
  [{ name: '$ilike:50%_!' }, `LOWER(t.name) LIKE ? ESCAPE '!'`, ['%50!%!_!!%']],
  [{ listId: ['a', 'b'] }, 'EXISTS (SELECT 1 FROM l WHERE l.id IN (?, ?))', ['a', 'b']],
])('%j', (filter, sql, values) => expect(searchSql(spec, { filter })).toEqual({ sql, values }));

it.each([
  { colour: 'red' },
  { constructor: 'x' },
  { __proto__x: 1 },
  { size: 'many' },
  { big: 'perhaps' },
  { born: 'soon' },
  { name: '$like:x' },
  { more: 'x' },
  { size: '$btw:1' },
  { name: { a: 1 } },
])('%j is refused by name', (filter) => {
  expect(() => searchSql(spec, { filter })).toThrow(InvalidInput);
  try {
    searchSql(spec, { filter });
  } catch (error) {
    expect((error as InvalidInput).faults[0]!.field).toBe(`filter.${Object.keys(filter)[0]}`);
  }
});

it('never pastes a value into the SQL', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (search, value) => {
      fc.pre(!value.startsWith('$'));
      const { sql } = searchSql(spec, { search, filter: { name: value } });
      expect(sql.replace(/LOWER\(t\.name\) LIKE \? ESCAPE '!'|t\.name = \?|[() ]|AND/g, '')).toBe('');
    }),
  );
});

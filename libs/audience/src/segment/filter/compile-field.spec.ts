import { expect, it } from '@jest/globals';
import {
  boolean,
  type CollectionColumn,
  date,
  InvalidInput,
  json,
  mysqlDialect,
  number,
  sqliteDialect,
  text,
} from '@facteur/platform';
import { compileField } from './compile-field.js';

const now = new Date('2027-03-10T12:00:00Z');
const NAME = text('c.name');
const SIZE = number('c.size');
const BORN = date('c.born');
const BIG = boolean('c.big');

const compiled = (column: CollectionColumn, operator: unknown, value?: unknown, dialect = sqliteDialect) =>
  compileField(column, operator, value, { path: 'filter', dialect, now });

const faultOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults[0]!.field;
    throw error;
  }
  return undefined;
};

const LIKE = {
  sqlite: `LOWER(c.name) LIKE LOWER(?) ESCAPE '!'`,
  mysql: `LOWER(c.name) COLLATE utf8mb4_bin LIKE LOWER(?) COLLATE utf8mb4_bin ESCAPE '!'`,
};

it.each([sqliteDialect, mysqlDialect])(
  'texts are compared without regard to case alone ($name)',
  (dialect) => {
    const like = LIKE[dialect.name];
    const of = (operator: string, value: unknown) => compiled(NAME, operator, value, dialect);
    expect(of('is', 'Ada')).toEqual({ sql: like, values: ['Ada'] });
    expect(of('contains', 'da')).toEqual({ sql: like, values: ['%da%'] });
    expect(of('startsWith', 'A')).toEqual({ sql: like, values: ['A%'] });
    expect(of('endsWith', 'a')).toEqual({ sql: like, values: ['%a'] });
    expect(of('isNot', 'Ada')).toEqual({ sql: `NOT COALESCE((${like}), 0)`, values: ['Ada'] });
    expect(of('doesNotContain', 'da')).toEqual({ sql: `NOT COALESCE((${like}), 0)`, values: ['%da%'] });
    expect(of('in', ['Ada', 'Bob'])).toEqual({ sql: `(${like} OR ${like})`, values: ['Ada', 'Bob'] });
    expect(of('notIn', ['Ada'])).toEqual({ sql: `NOT COALESCE(((${like})), 0)`, values: ['Ada'] });
  },
);

it('wildcards that somebody typed are letters', () => {
  expect(compiled(NAME, 'contains', '50%_!').values).toEqual(['%50!%!_!!%']);
});

it.each([
  [NAME, 'isEmpty', undefined, `(c.name IS NULL OR c.name = '')`, []],
  [NAME, 'isNotEmpty', undefined, `NOT COALESCE(((c.name IS NULL OR c.name = '')), 0)`, []],
  [SIZE, 'is', 7, 'c.size = ?', [7]],
  [SIZE, 'isNot', 7, 'NOT COALESCE((c.size = ?), 0)', [7]],
  [SIZE, 'lessThan', 7, 'c.size < ?', [7]],
  [SIZE, 'atMost', 7, 'c.size <= ?', [7]],
  [SIZE, 'greaterThan', 7, 'c.size > ?', [7]],
  [SIZE, 'atLeast', 7, 'c.size >= ?', [7]],
  [SIZE, 'between', [1, 9], 'c.size BETWEEN ? AND ?', [1, 9]],
  [SIZE, 'in', [1, 2, 3], 'c.size IN (?, ?, ?)', [1, 2, 3]],
  [SIZE, 'isEmpty', undefined, 'c.size IS NULL', []],
  [SIZE, 'isNotEmpty', undefined, 'NOT COALESCE((c.size IS NULL), 0)', []],
  [BIG, 'is', true, 'c.big = ?', [true]],
  [BIG, 'is', false, 'c.big = ?', [false]],
  [BORN, 'before', '2027-01-31', 'c.born < ?', [new Date('2027-01-31T00:00:00Z')]],
  [BORN, 'after', '2027-01-31T10:00:00+01:00', 'c.born > ?', [new Date('2027-01-31T09:00:00Z')]],
  [
    BORN,
    'between',
    ['2027-01-01', '2027-02-01'],
    'c.born BETWEEN ? AND ?',
    [new Date('2027-01-01T00:00:00Z'), new Date('2027-02-01T00:00:00Z')],
  ],
  [BORN, 'lastDays', 3, 'c.born BETWEEN ? AND ?', [new Date('2027-03-07T12:00:00Z'), now]],
  [BORN, 'olderThanDays', 0, 'c.born < ?', [now]],
  [BORN, 'isEmpty', undefined, 'c.born IS NULL', []],
])('%o %s %j', (column, operator, value, sql, values) =>
  expect(compiled(column, operator, value)).toEqual({ sql, values }),
);

it('a thousand values nest no deeper than databases allow', () => {
  const { sql, values } = compiled(
    NAME,
    'in',
    Array.from({ length: 1_000 }, (_, index) => `v${index}`),
  );
  expect(values).toHaveLength(1_000);
  expect(sql.match(/LIKE/g)).toHaveLength(1_000);
  // A chain of OR nests once for each; so there is one at most between two brackets.
  const ors = [0];
  let [deepest, longest] = [0, 0];
  for (const [piece] of sql.matchAll(/[()]| OR /g)) {
    if (piece === '(') ors.push(0);
    else if (piece === ')') ors.pop();
    else longest = Math.max(longest, (ors[ors.length - 1]! += 1));
    deepest = Math.max(deepest, ors.length);
  }
  expect(longest).toBe(1);
  expect(deepest).toBeLessThan(15);
});

it.each([
  [NAME, 'is', 7],
  [NAME, 'is', 'x'.repeat(1_001)],
  [NAME, 'in', 'Ada'],
  [NAME, 'in', []],
  [NAME, 'in', Array(1_001).fill('x')],
  [NAME, 'isEmpty', ''],
  [SIZE, 'is', '7'],
  [SIZE, 'is', Number.NaN],
  [SIZE, 'between', [1]],
  [SIZE, 'between', [1, 2, 3]],
  [BIG, 'is', 'true'],
  [BIG, 'is', undefined],
  [BORN, 'before', 'soon'],
  [BORN, 'before', 7],
  [BORN, 'lastDays', -1],
  [BORN, 'lastDays', 1.5],
  [BORN, 'lastDays', 36_501],
])('a wrong value is refused as such (%#)', (column, operator, value) =>
  expect(faultOf(() => compiled(column, operator, value))).toBe('filter.value'),
);

it('one wrong value of many is refused by its place', () => {
  expect(faultOf(() => compiled(NAME, 'in', ['Ada', 7]))).toBe('filter.value[1]');
  expect(faultOf(() => compiled(BORN, 'between', ['2027-01-01', 'soon']))).toBe('filter.value[1]');
});

it.each([
  [NAME, 'atLeast'],
  [NAME, 'like'],
  [NAME, 'constructor'],
  [NAME, undefined],
  [NAME, ['is']],
  [BIG, 'isEmpty'],
  [json('c.more'), 'is'],
])('an operator that the field does not have is refused (%#)', (column, operator) =>
  expect(faultOf(() => compiled(column, operator, 'x'))).toBe('filter.operator'),
);

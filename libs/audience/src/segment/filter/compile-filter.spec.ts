import { expect, it } from '@jest/globals';
import {
  collection,
  date,
  type Dialect,
  InvalidInput,
  json,
  mysqlDialect,
  number,
  sqliteDialect,
  text,
} from '@facteur/platform';
import type { RecordSource } from '../../record-source/record-source.js';
import { compileFilter, idsOf, referencesTo } from './compile-filter.js';
import { type FilterCondition, MAX_DEPTH, MAX_NODES, MAX_VALUES } from './segment-filter.js';

const now = new Date('2027-03-10T12:00:00Z');

const sourceOf = (targetType: string, list: RecordSource['list'], more: Partial<RecordSource> = {}) => ({
  targetType,
  order: 0,
  list,
  placeholders: {},
  addresses: () => undefined,
  load: async () => new Map(),
  ...more,
});

const account: RecordSource = sourceOf(
  'Account',
  collection({
    noun: 'account',
    from: 'account a',
    where: 'a.archived_at IS NULL',
    columns: { id: text('a.public_id'), industry: text('a.industry') },
    search: ['industry'],
    sortBy: 'industry:ASC',
    tieBreak: 'a.id',
  }),
);

const contact: RecordSource = sourceOf(
  'Contact',
  collection({
    noun: 'contact',
    from: 'contact c LEFT JOIN account ca ON ca.id = c.account_id',
    base: 'contact c',
    columns: {
      id: text('c.public_id'),
      name: text('c.name'),
      size: number('c.size'),
      born: date('c.born'),
      more: json('c.more'),
      raw: { ...json('c.raw'), filterable: true },
      secret: { ...text('c.secret'), filterable: false },
      accountId: text('ca.public_id'),
    },
    search: ['name'],
    sortBy: 'name:ASC',
    tieBreak: 'c.id',
  }),
  { related: { account: { targetType: 'Account', idField: 'accountId' } } },
);

const visited: FilterCondition = {
  key: 'visited',
  schema: {},
  compile: (value, path, { source, recordId }) => ({
    sql: `${recordId} IN (?)`,
    values: [`${source.targetType}/${String(value)}`],
    references: referencesTo('page', 'page', [String(value)], path),
  }),
};

const compile = (filter: unknown, dialect: Dialect = sqliteDialect, source = contact) => {
  const compiled = compileFilter(filter, source, {
    dialect,
    now,
    sourceOf: (type) => [account, contact].find(({ targetType }) => targetType === type),
    conditions: [visited],
  });
  return { ...compiled, sql: compiled.sql.replace(/\s+/g, ' ').replace(/\( /g, '(') };
};

const faultOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults[0]!;
    throw error;
  }
  return undefined;
};

const seven = { field: 'size', operator: 'is', value: 7 };
const nine = { field: 'size', operator: 'is', value: 9 };

it.each([
  [seven, 'c.size = ?', [7]],
  [{ all: [seven, nine] }, '(c.size = ?) AND (c.size = ?)', [7, 9]],
  [{ any: [seven, nine] }, '(c.size = ?) OR (c.size = ?)', [7, 9]],
  [{ all: [] }, '1 = 1', []],
  [{ any: [] }, '1 = 0', []],
  [{ not: seven }, 'NOT COALESCE((c.size = ?), 0)', [7]],
  [{ not: { any: [seven] } }, 'NOT COALESCE(((c.size = ?)), 0)', [7]],
  [
    { all: [seven, { any: [nine, { not: seven }] }] },
    '(c.size = ?) AND ((c.size = ?) OR (NOT COALESCE((c.size = ?), 0)))',
    [7, 9, 7],
  ],
])('%j', (filter, sql, values) => expect(compile(filter)).toMatchObject({ sql, values, references: [] }));

const LIKE = {
  sqlite: (column: string) => `LOWER(${column}) LIKE LOWER(?) ESCAPE '!'`,
  mysql: (column: string) =>
    `LOWER(${column}) COLLATE utf8mb4_bin LIKE LOWER(?) COLLATE utf8mb4_bin ESCAPE '!'`,
};

it.each([sqliteDialect, mysqlDialect])('a related record is asked for by its id ($name)', (dialect) => {
  const sql = `ca.public_id IN (SELECT a.public_id FROM account a WHERE a.archived_at IS NULL AND (${LIKE[dialect.name]('a.industry')}))`;
  const inside = { field: 'industry', operator: 'is', value: 'Steel' };
  for (const filter of [
    { field: 'account.industry', operator: 'is', value: 'Steel' },
    { related: 'account', matches: inside },
  ])
    expect(compile(filter, dialect)).toMatchObject({ sql, values: ['Steel'] });
});

it.each([sqliteDialect, mysqlDialect])(
  'members of lists are found by the lists that are named ($name)',
  (dialect) => {
    const member = 'SELECT 1 FROM {target_list_member} fm JOIN {target_list} ft ON ft.id = fm.list_id';
    const where = 'WHERE fm.target_type = ? AND fm.target_id = c.public_id AND fm.listed = 1';
    expect(compile({ memberOf: { targetListIds: ['l1', 'l2', 'l1'] } }, dialect)).toMatchObject({
      sql: `EXISTS (${member} ${where} AND ft.public_id IN (?, ?))`,
      values: ['Contact', 'l1', 'l2'],
      references: [
        { table: '{target_list}', noun: 'target list', id: 'l1', path: 'filter.memberOf.targetListIds[0]' },
        { table: '{target_list}', noun: 'target list', id: 'l2', path: 'filter.memberOf.targetListIds[1]' },
      ],
    });
    expect(compile({ memberOf: { targetListIds: ['l1'], optedOut: false } }, dialect)).toMatchObject({
      sql: `EXISTS (${member} ${where} AND ft.public_id IN (?) AND fm.opted_out = ?)`,
      values: ['Contact', 'l1', false],
    });
  },
);

it('a condition of a plugin is asked about the record that it stands for, and its references are kept', () => {
  const filter = { any: [seven, { related: 'account', matches: { visited: 'p1' } }] };
  expect(compile(filter)).toMatchObject({
    sql: '(c.size = ?) OR (ca.public_id IN (SELECT a.public_id FROM account a WHERE a.archived_at IS NULL AND (a.public_id IN (?))))',
    values: [7, 'Account/p1'],
    references: [{ table: 'page', noun: 'page', id: 'p1', path: 'filter.any[1].matches.visited[0]' }],
  });
});

it('values stand in the order of their parameters, whatever is nested', () => {
  const filter = {
    all: [
      { memberOf: { targetListIds: ['l1'], optedOut: true } },
      { related: 'account', matches: { field: 'industry', operator: 'in', value: ['x', 'y'] } },
      seven,
    ],
  };
  const { sql, values } = compile(filter);
  expect(values).toEqual(['Contact', 'l1', true, 'x', 'y', 7]);
  expect(sql.match(/\?/g)).toHaveLength(values.length);
});

it('joins are left out where the table of the records is enough', () => {
  expect(compile(seven).from).toBe('contact c');
  const kept = { ...contact, list: { ...contact.list, where: 'ca.archived_at IS NULL' } };
  expect(compile(seven, sqliteDialect, kept).from).toBeUndefined();
  expect(compile({ all: [seven, { not: nine }] }).from).toBe('contact c');
  expect(compile({ field: 'accountId', operator: 'is', value: 'x' }).from).toBeUndefined();
  expect(compile({ field: 'account.industry', operator: 'is', value: 'x' }).from).toBeUndefined();
  expect(
    compile({ field: 'industry', operator: 'is', value: 'x' }, sqliteDialect, account).from,
  ).toBeUndefined();
});

it.each([
  [null, 'filter'],
  ['x', 'filter'],
  [[seven], 'filter'],
  [{}, 'filter'],
  [{ every: [] }, 'filter'],
  [{ all: seven }, 'filter.all'],
  [{ all: [seven, 7] }, 'filter.all[1]'],
  [{ all: [], any: [] }, 'filter.any'],
  [{ not: seven, note: 'x' }, 'filter.note'],
  [{ ...seven, vlaue: 7 }, 'filter.vlaue'],
  [{ field: 7, operator: 'is', value: 7 }, 'filter.field'],
  [{ field: 'colour', operator: 'is', value: 'x' }, 'filter.field'],
  [{ field: 'constructor', operator: 'is', value: 'x' }, 'filter.field'],
  [{ field: 'more', operator: 'is', value: 'x' }, 'filter.field'],
  [{ field: 'raw', operator: 'is', value: 'x' }, 'filter.field'],
  [{ field: 'secret', operator: 'is', value: 'x' }, 'filter.field'],
  [{ field: 'owner.name', operator: 'is', value: 'x' }, 'filter.field'],
  [{ field: 'size', operator: 'contains', value: 'x' }, 'filter.operator'],
  [{ any: [{ not: { field: 'size', operator: 'is', value: 'x' } }] }, 'filter.any[0].not.value'],
  [{ related: 'owner', matches: seven }, 'filter.related'],
  [{ related: 'account', matches: seven }, 'filter.matches.field'],
  [{ memberOf: ['l1'] }, 'filter.memberOf'],
  [{ memberOf: {} }, 'filter.memberOf.targetListIds'],
  [{ memberOf: { targetListIds: ['l1'], optedOut: 'no' } }, 'filter.memberOf.optedOut'],
  [{ memberOf: { targetListIds: ['l1'], listIds: [] } }, 'filter.memberOf.listIds'],
  [{ visited: 'x', y: 1 }, 'filter.y'],
])('%j is refused by its path', (filter, field) =>
  expect(faultOf(() => compile(filter))).toMatchObject({ field }),
);

const nested = (depth: number): unknown => (depth === 0 ? seven : { not: nested(depth - 1) });
const many = (parts: number) => ({ all: Array(parts).fill(seven) });
const values = (count: number) => ({
  all: Array.from({ length: count / 500 }, () => ({
    field: 'size',
    operator: 'in',
    value: Array(500).fill(7),
  })),
});

it('a filter may be as deep, as wide and as long as it says, and no more', () => {
  expect(faultOf(() => compile(nested(MAX_DEPTH)))).toBeUndefined();
  expect(faultOf(() => compile(nested(MAX_DEPTH + 1)))?.reason).toContain(`${MAX_DEPTH} deep`);
  expect(faultOf(() => compile(many(MAX_NODES - 1)))).toBeUndefined();
  expect(faultOf(() => compile(many(MAX_NODES)))?.reason).toContain(`${MAX_NODES} parts`);
  expect(faultOf(() => compile(values(MAX_VALUES)))).toBeUndefined();
  expect(faultOf(() => compile(values(MAX_VALUES + 500)))?.reason).toContain(`${MAX_VALUES} in all`);
});

it.each([
  ['not a list', 'l1', 'ids'],
  ['an empty list', [], 'ids'],
  ['too many', Array(1_001).fill('l1'), 'ids'],
  ['what is no text', ['l1', 7], 'ids[1]'],
  ['what is no id', ['l 1'], 'ids[0]'],
])('ids: %s is refused', (_, ids, field) =>
  expect(faultOf(() => idsOf(ids, 'ids'))).toMatchObject({ field }),
);

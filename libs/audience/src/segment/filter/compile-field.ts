import {
  DAY,
  type Dialect,
  InvalidInput,
  likePattern,
  type CollectionColumn,
  parameters,
  parseDate,
  type SqlCondition,
} from '@facteur/platform';

const MOST_VALUES = 1_000;

type Operator = (sql: string, value: unknown, at: Place) => SqlCondition;

interface Place {
  path: string;
  dialect: Dialect;
  now: Date;
}

const fault = (path: string, reason: string) => InvalidInput.of(path, reason);

function textOf(value: unknown, path: string): string {
  if (typeof value !== 'string') throw fault(path, 'must be a text');
  if (value.length > 1_000) throw fault(path, 'must have at most 1000 characters');
  return value;
}

function numberOf(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw fault(path, 'must be a number');
  return value;
}

function dateOf(value: unknown, path: string): Date {
  const date = typeof value === 'string' ? parseDate(value) : undefined;
  if (!date) throw fault(path, 'must be a date such as 2027-01-31T09:00:00Z');
  return date;
}

export function daysOf(value: unknown, path: string): number {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 36_500)
    throw fault(path, 'must be a whole number of days');
  return value as number;
}

function listOf<T>(value: unknown, path: string, each: (one: unknown, path: string) => T): T[] {
  if (!Array.isArray(value) || value.length === 0) throw fault(path, 'must be a list of at least one value');
  if (value.length > MOST_VALUES) throw fault(path, `must have at most ${MOST_VALUES} values`);
  return value.map((one, index) => each(one, `${path}[${index}]`));
}

function pairOf<T>(value: unknown, path: string, each: (one: unknown, path: string) => T): [T, T] {
  if (!Array.isArray(value) || value.length !== 2) throw fault(path, 'must be two values');
  return [each(value[0], `${path}[0]`), each(value[1], `${path}[1]`)];
}

/** Without regard to case, and exactly otherwise: LIKE knows neither padding nor accents that are "the same". */
const like =
  (pattern: (escaped: string) => string): Operator =>
  (sql, value, { path, dialect }) => ({
    // Both sides in lower case by the database, so that they agree about letters such as İ.
    sql: `${dialect.fold(sql)} LIKE ${dialect.fold('?')} ESCAPE '!'`,
    values: [pattern(likePattern(textOf(value, path)))],
  });

const compare =
  <T>(operator: string, read: (value: unknown, path: string) => T): Operator =>
  (sql, value, { path }) => ({ sql: `${sql} ${operator} ?`, values: [read(value, path)] });

const between =
  <T>(read: (value: unknown, path: string) => T): Operator =>
  (sql, value, { path }) => ({ sql: `${sql} BETWEEN ? AND ?`, values: pairOf(value, path, read) });

const empty: Operator = (sql, value, { path }) => {
  if (value !== undefined) throw fault(path, 'is not wanted with this operator');
  return { sql: `${sql} IS NULL`, values: [] };
};
const emptyText: Operator = (sql, value, at) => {
  const none = empty(sql, value, at);
  return { sql: `(${none.sql} OR ${sql} = '')`, values: none.values };
};

const not =
  (operator: Operator): Operator =>
  (sql, value, at) => {
    const inner = operator(sql, value, at);
    return { sql: `NOT COALESCE((${inner.sql}), 0)`, values: inner.values };
  };

const is = like((text) => text);
const contains = like((text) => `%${text}%`);

/** Not IN: it would pad the shorter text with spaces on MySQL. */
const among: Operator = (sql, value, at) => {
  const each = listOf(value, at.path, textOf).map((one) => is(sql, one, at));
  return { sql: anyOf(each.map((one) => one.sql)), values: each.flatMap((one) => one.values) };
};

/** Halved and halved again: databases bound how deep `a OR b OR c …` may nest, and nest it to the left. */
function anyOf(parts: string[]): string {
  if (parts.length < 3) return `(${parts.join(' OR ')})`;
  const middle = parts.length >> 1;
  return `(${anyOf(parts.slice(0, middle))} OR ${anyOf(parts.slice(middle))})`;
}

const numberAmong: Operator = (sql, value, { path }) => {
  const values = listOf(value, path, numberOf);
  return { sql: `${sql} IN (${parameters(values.length)})`, values };
};

const NUMBERS: Record<string, Operator> = {
  is: compare('=', numberOf),
  isNot: not(compare('=', numberOf)),
  lessThan: compare('<', numberOf),
  atMost: compare('<=', numberOf),
  greaterThan: compare('>', numberOf),
  atLeast: compare('>=', numberOf),
  between: between(numberOf),
  in: numberAmong,
  isEmpty: empty,
  isNotEmpty: not(empty),
};

/** Operators by kind of column; what a condition says of an empty field is false, and its opposite true. */
export const OPERATORS: Record<Exclude<CollectionColumn['kind'], 'json'>, Record<string, Operator>> = {
  text: {
    is,
    isNot: not(is),
    contains,
    doesNotContain: not(contains),
    startsWith: like((text) => `${text}%`),
    endsWith: like((text) => `%${text}`),
    in: among,
    notIn: not(among),
    isEmpty: emptyText,
    isNotEmpty: not(emptyText),
  },
  number: NUMBERS,
  boolean: {
    is: (sql, value, { path }) => {
      if (typeof value !== 'boolean') throw fault(path, 'must be true or false');
      return { sql: `${sql} = ?`, values: [value] };
    },
  },
  date: {
    before: compare('<', dateOf),
    after: compare('>', dateOf),
    between: between(dateOf),
    lastDays: (sql, value, { path, now }) => ({
      sql: `${sql} BETWEEN ? AND ?`,
      values: [new Date(now.getTime() - daysOf(value, path) * DAY), now],
    }),
    olderThanDays: (sql, value, { path, now }) => ({
      sql: `${sql} < ?`,
      values: [new Date(now.getTime() - daysOf(value, path) * DAY)],
    }),
    isEmpty: empty,
    isNotEmpty: not(empty),
  },
};

/** One condition on a column. @throws InvalidInput naming `<path>.operator` or `<path>.value`. */
export function compileField(
  column: CollectionColumn,
  operator: unknown,
  value: unknown,
  { path, dialect, now }: Place,
): SqlCondition {
  const known = column.kind === 'json' ? {} : OPERATORS[column.kind];
  const found = typeof operator === 'string' && Object.hasOwn(known, operator) ? known[operator] : undefined;
  if (!found)
    throw fault(`${path}.operator`, `must be one of ${Object.keys(known).join(', ')} for this field`);
  return found(column.sql, value, { path: `${path}.value`, dialect, now });
}

import { visibleNow } from '../belonging/belonging-sql.js';
import { likePattern, parameters } from '../database/dialect.js';
import { InvalidInput } from '../errors/problems.js';
import { parseDate } from '../http/parse-date.js';
import type { CollectionColumn, CollectionSpec } from './collection-spec.js';

export interface SqlCondition {
  sql: string;
  values: unknown[];
  /** FROM clause that is enough for it; that of the list when absent. */
  from?: string;
}

/** A search: free text, and conditions by field, each a value, a list of values, or `$operator:value`. */
export interface Search {
  search?: string;
  filter?: Record<string, unknown>;
}

const COMPARISONS: Record<string, string> = { $eq: '=', $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' };
/** One `not` says it all; more are a way to make the database nest. */
const MOST_NOTS = 10;
/** Values of one search, over all its fields. */
const MOST_VALUES = 10_000;
const OPERATORS = [...Object.keys(COMPARISONS), '$in', '$ilike', '$btw', '$null'];

/** Of a search; what has more is looked for as it stands. */
const MOST_WORDS = 6;

/**
 * The WHERE clause of a search, without the word WHERE, of what whoever asks just now may see. Every value becomes a parameter, every
 * field is looked up in the spec.
 *
 * @throws InvalidInput naming `filter.<field>` for an unknown field, operator or a value of the wrong type.
 */
export function searchSql(spec: CollectionSpec, { search, filter }: Search): SqlCondition {
  const parts: SqlCondition[] = [];
  if (search?.includes('\0')) throw InvalidInput.of('search', 'must hold no NUL');
  if (spec.where) parts.push({ sql: spec.where, values: [] });
  if (spec.belongs) parts.push(visibleNow(spec.belongs));
  if (search?.trim() && spec.search.length === 0)
    throw InvalidInput.of('search', 'is nothing that these can be found by');
  if (search?.trim()) {
    // Each word anywhere: first and last names stand in columns of their own.
    const words = search.trim().toLowerCase().split(/\s+/);
    const sets = words.length > MOST_WORDS ? [search.trim().toLowerCase()] : words;
    for (const word of sets) {
      const pattern = `%${likePattern(word)}%`;
      parts.push({
        sql: `(${spec.search.map((name) => `LOWER(${spec.columns[name]!.sql}) LIKE ? ESCAPE '!'`).join(' OR ')})`,
        values: spec.search.map(() => pattern),
      });
    }
  }
  for (const [field, wanted] of Object.entries(filter ?? {})) {
    const belonging = Object.hasOwn(spec.belongings ?? {}, field) ? spec.belongings![field] : undefined;
    if (belonging) {
      parts.push(belongingSql(belonging, wanted));
      continue;
    }
    const column = Object.hasOwn(spec.columns, field) ? spec.columns[field] : undefined;
    if (!column || column.filterable === false) {
      const known = Object.keys(spec.columns).filter((name) => spec.columns[name]!.filterable !== false);
      throw InvalidInput.of(
        `filter.${field.slice(0, 100)}`,
        `is not a field to filter by; there are ${known.join(', ')}`,
      );
    }
    const all =
      Array.isArray(wanted) &&
      wanted.length > 0 &&
      wanted.every((one) => typeof one === 'string' && one.startsWith('$'));
    for (const one of all ? (wanted as unknown[]) : [wanted])
      parts.push(conditionOf(`filter.${field}`, column, one));
  }
  const values = parts.flatMap((part) => part.values);
  if (values.length > MOST_VALUES) throw InvalidInput.of('filter', `has more than ${MOST_VALUES} values`);
  return { sql: parts.map((part) => part.sql).join(' AND ') || '1 = 1', values };
}

function belongingSql(template: string, wanted: unknown): SqlCondition {
  const values = [wanted].flat().map(String);
  if (values.length === 0) return { sql: '1 = 0', values: [] };
  return { sql: template.replace('{values}', parameters(values.length)), values };
}

function conditionOf(path: string, column: CollectionColumn, wanted: unknown, nots = 0): SqlCondition {
  if (Array.isArray(wanted)) {
    if (wanted.length === 0) return { sql: '1 = 0', values: [] };
    return {
      sql: `${column.sql} IN (${parameters(wanted.length)})`,
      values: wanted.map((one) => valueOf(path, column, one)),
    };
  }
  if (wanted === null) return { sql: `${column.sql} IS NULL`, values: [] };
  const text = String(wanted);
  if (!text.startsWith('$')) return { sql: `${column.sql} = ?`, values: [valueOf(path, column, wanted)] };
  if (text.startsWith('$not:')) {
    if (nots === MOST_NOTS) throw InvalidInput.of(path, `has more than ${MOST_NOTS} times $not:`);
    const inner = conditionOf(path, column, text.slice(5), nots + 1);
    return { sql: `NOT COALESCE((${inner.sql}), 1 = 0)`, values: inner.values };
  }
  const colon = text.indexOf(':');
  const operator = colon < 0 ? text : text.slice(0, colon);
  const operand = colon < 0 ? '' : text.slice(colon + 1);
  switch (operator) {
    case '$null':
      return { sql: `${column.sql} IS NULL`, values: [] };
    case '$in':
      return conditionOf(path, column, operand.split(','));
    case '$ilike':
      return {
        sql: `LOWER(${column.sql}) LIKE ? ESCAPE '!'`,
        values: [`%${likePattern(operand.toLowerCase())}%`],
      };
    case '$btw': {
      const [low, high, ...rest] = operand.split(',');
      if (high === undefined || rest.length)
        throw InvalidInput.of(path, '$btw takes two values with a comma between');
      return {
        sql: `${column.sql} BETWEEN ? AND ?`,
        values: [valueOf(path, column, low), valueOf(path, column, high)],
      };
    }
    default: {
      const comparison = COMPARISONS[operator];
      if (!comparison)
        throw InvalidInput.of(
          path,
          `${operator.slice(0, 40)} is not an operator; there are ${OPERATORS.join(', ')} and $not:`,
        );
      return { sql: `${column.sql} ${comparison} ?`, values: [valueOf(path, column, operand)] };
    }
  }
}

function valueOf(path: string, column: CollectionColumn, raw: unknown): unknown {
  switch (column.kind) {
    case 'number': {
      const value = typeof raw === 'string' && raw.trim() === '' ? NaN : Number(raw);
      if (!Number.isFinite(value)) throw InvalidInput.of(path, 'must be a number');
      return value;
    }
    case 'boolean':
      if (raw === true || raw === 'true' || raw === '1' || raw === 1) return 1;
      if (raw === false || raw === 'false' || raw === '0' || raw === 0) return 0;
      throw InvalidInput.of(path, 'must be true or false');
    case 'date': {
      const value = parseDate(raw);
      if (!value) throw InvalidInput.of(path, 'must be a date such as 2027-01-31T09:00:00Z');
      return value;
    }
    default:
      if (typeof raw === 'object') throw InvalidInput.of(path, 'must be a text');
      if (String(raw).includes('\0')) throw InvalidInput.of(path, 'must hold no NUL');
      if (column.values && !column.values.includes(String(raw)))
        throw InvalidInput.of(
          path,
          `"${String(raw).slice(0, 60)}" is none of its values; there are ${column.values.join(', ')}`,
        );
      return String(raw);
  }
}

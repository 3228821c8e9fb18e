import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiQuery, type ApiQueryOptions } from '@nestjs/swagger';
import { InvalidInput } from '../errors/problems.js';
import type { Search } from './filter-sql.js';

/** `?page=&limit=&sortBy=field:ASC&search=&filter.field=` */
export interface CollectionQuery extends Search {
  page: number;
  limit: number;
  sortBy: string[];
  /** Path of the request, for the links of the answer. */
  path: string;
}

export const MAX_LIMIT = 1000;

/** Reads the list query of a request; anything it does not know is refused by name. */
export function parseCollectionQuery(query: Record<string, unknown>, path: string): CollectionQuery {
  // Names come from outside: no prototype for them to meet.
  const filter = Object.create(null) as Record<string, unknown>;
  const result: CollectionQuery = { page: 1, limit: 20, sortBy: [], filter, path };
  for (const [name, value] of Object.entries(query)) {
    if (name.includes('\0') || [value].flat().some((one) => String(one).includes('\0')))
      throw InvalidInput.of(name.slice(0, 100), 'must hold no NUL');
    if (name === 'page') result.page = whole(name, value, 1, 1_000_000_000);
    else if (name === 'limit') result.limit = whole(name, value, 1, MAX_LIMIT);
    else if (name === 'sortBy') result.sortBy = [value].flat().map(String);
    else if (name === 'search') result.search = String(value);
    else if (name.startsWith('filter.')) filter[name.slice('filter.'.length)] = value;
    else
      throw InvalidInput.of(
        name.slice(0, 100),
        'is not known here; lists take page, limit, sortBy, search and filter.<field>',
      );
  }
  return result;
}

function whole(name: string, value: unknown, min: number, max: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < min || number > max) {
    throw InvalidInput.of(name, `must be a whole number from ${min} to ${max}`);
  }
  return number;
}

const QUERY_DOCS: ApiQueryOptions[] = [
  { name: 'page', required: false, type: Number, description: 'From 1' },
  { name: 'limit', required: false, type: Number, description: `At most ${MAX_LIMIT}; 20 when absent` },
  { name: 'sortBy', required: false, type: String, example: 'createdAt:DESC' },
  { name: 'search', required: false, type: String },
  {
    name: 'filter.field',
    required: false,
    type: String,
    description:
      'For each field: `filter.status=New`, or with an operator: $eq, $gt, $gte, $lt, $lte, $in, $ilike, $btw, $null, $not: (`filter.createdAt=$gte:2027-01-01`)',
  },
];

/** Tells OpenAPI of the query that a handler takes. */
const documented =
  (docs: ApiQueryOptions[]): ParameterDecorator =>
  (target, key) => {
    if (key === undefined) return;
    const descriptor = Object.getOwnPropertyDescriptor(target, key)!;
    for (const options of docs) ApiQuery(options)(target, key, descriptor);
  };

/** What an export takes of the query of its list, and what it takes itself. */
export const documentedExport = (own: ApiQueryOptions[]): ParameterDecorator =>
  documented([
    ...own,
    ...QUERY_DOCS.filter((one) => 'name' in one && /^(search|filter\.field)$/.test(String(one.name))),
  ]);

/** Parameter decorator of list handlers. */
export const Listing = createParamDecorator(
  (_: unknown, context: ExecutionContext): CollectionQuery => {
    const request = context.switchToHttp().getRequest<{ url: string; query: Record<string, unknown> }>();
    return parseCollectionQuery(request.query, request.url.split('?')[0]!);
  },
  [documented(QUERY_DOCS)],
);

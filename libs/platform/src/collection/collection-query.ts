import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiQuery, type ApiQueryOptions } from '@nestjs/swagger';
import { InvalidInput } from '../errors/problems.js';
import type { CollectionSpec, ColumnKind } from './collection-spec.js';
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

const OF_ANY: ApiQueryOptions[] = [
  { name: 'page', required: false, type: Number, description: 'From 1' },
  { name: 'limit', required: false, type: Number, description: `At most ${MAX_LIMIT}; 20 when absent` },
];

/** How a filter by a column may be written, by what the column holds. */
const EXAMPLES: Record<ColumnKind, string> = {
  text: 'a value, or `$ilike:part`, `$in:a,b`, `$null`, `$not:…`',
  number: 'a number, or `$gt:`, `$gte:`, `$lt:`, `$lte:`, `$btw:1,9`, `$null`, `$not:…`',
  boolean: '`true` or `false`',
  date: 'a date, or `$gte:2027-01-01`, `$lt:`, `$btw:2027-01-01,2027-02-01`, `$null`, `$not:…`',
  json: '',
};

/** The search and the filters of a collection as OpenAPI describes them: its own fields, by name. */
export function searchDocs({ columns, search, belongings = {} }: CollectionSpec): ApiQueryOptions[] {
  const fields = Object.entries(columns).filter(([, { filterable }]) => filterable !== false);
  return [
    ...(search.length
      ? [{ name: 'search', required: false, type: String, description: `Looks into ${search.join(', ')}` }]
      : []),
    ...fields.map(([name, { kind, values, about }]) => ({
      name: `filter.${name}`,
      required: false,
      type: String,
      description: [about, values?.length ? `One of ${values.join(', ')}; or` : '', EXAMPLES[kind]]
        .filter(Boolean)
        .join('. '),
      ...(values?.length ? { example: values[0] } : {}),
    })),
    ...Object.keys(belongings).map((name) => ({
      name: `filter.${name}`,
      required: false,
      type: String,
      isArray: true,
      description: 'Those that belong to one of these ids',
    })),
  ];
}

function queryDocs(spec: CollectionSpec): ApiQueryOptions[] {
  const sortable = Object.entries(spec.columns).filter(([, { filterable }]) => filterable !== false);
  return [
    ...OF_ANY,
    {
      name: 'sortBy',
      required: false,
      isArray: true,
      enum: sortable.flatMap(([name]) => [`${name}:ASC`, `${name}:DESC`]),
      example: [spec.sortBy],
      description: `One or more; ${spec.sortBy} when absent`,
    },
    ...searchDocs(spec),
  ];
}

/** Tells OpenAPI of the query that a handler takes. */
export const documented =
  (docs: ApiQueryOptions[]): ParameterDecorator =>
  (target, key) => {
    if (key === undefined) return;
    const descriptor = Object.getOwnPropertyDescriptor(target, key)!;
    for (const options of docs) ApiQuery(options)(target, key, descriptor);
  };

const queryOf = (_: unknown, context: ExecutionContext): CollectionQuery => {
  const request = context.switchToHttp().getRequest<{ url: string; query: Record<string, unknown> }>();
  return parseCollectionQuery(request.query, request.url.split('?')[0]!);
};

/** Parameter of handlers that answer a page of a collection which is only known when it is asked for. */
export const InAnyCollection = (): ParameterDecorator =>
  createParamDecorator(queryOf, [
    documented([
      ...OF_ANY,
      {
        name: 'sortBy',
        required: false,
        isArray: true,
        type: String,
        description: '`column:ASC` or `column:DESC`',
      },
      { name: 'search', required: false, type: String },
      {
        name: 'filter.id',
        required: false,
        type: String,
        description: 'And `filter.<column>` for each column of the type; see record-types',
      },
    ]),
  ])();

/** Parameter of handlers that answer a page of a collection: its query, with the collection's own fields. */
export const InCollection = (spec: CollectionSpec<never> | CollectionSpec): ParameterDecorator =>
  createParamDecorator(queryOf, [documented(queryDocs(spec as CollectionSpec))])();

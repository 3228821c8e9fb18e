import { applyDecorators, HttpCode, type Type } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOperation,
  ApiProperty,
  ApiResponse,
  type ApiResponseOptions,
  getSchemaPath,
} from '@nestjs/swagger';
import type { CollectionColumn, CollectionSpec, Columns, ViewOf } from '../collection/collection-spec.js';
import { ProblemDocument } from './problem-document.js';

/*
 * What a handler answers, told to OpenAPI in the line that also sets the status. Every handler of the API has one of
 * these; test/architecture refuses one without.
 */

type Answered = Type<unknown> | [Type<unknown>];

const answering = (
  summary: string,
  status: number,
  response: ApiResponseOptions,
): MethodDecorator & ClassDecorator =>
  applyDecorators(
    HttpCode(status),
    ApiOperation({ summary }),
    ApiResponse({ description: summary, ...response, status }),
  );

/** 200 with one object, or a list where the class stands in brackets. */
export const Answers = (type: Answered, summary: string) => answering(summary, 200, { type });

/** 200 with one of several, depending on what was asked. */
export const AnswersOneOf = (types: Type<unknown>[], summary: string) =>
  applyDecorators(
    ApiExtraModels(...types),
    answering(summary, 200, { schema: { anyOf: types.map((type) => ({ $ref: getSchemaPath(type) })) } }),
  );

/** 200 with an object whose members are known only at run time; `schema` is OpenAPI's. */
export const AnswersObject = (schema: Record<string, unknown>, summary: string) =>
  answering(summary, 200, { schema: { type: 'object', ...schema } });

/** 201 with what was made. */
export const AnswersCreated = (type: Answered, summary: string) => answering(summary, 201, { type });

/** 204. */
export const AnswersNothing = (summary: string) => answering(summary, 204, {});

/** 303 to the address in `Location`; for browsers. */
export const AnswersElsewhere = (summary: string) =>
  answering(summary, 303, {
    headers: { location: { description: 'Where to go', schema: { type: 'string' } } },
  });

/** 200 with `{ data: [...] }`, all that there are. */
export const AnswersList = (type: Type<unknown>, summary: string) =>
  applyDecorators(
    ApiExtraModels(type),
    answering(summary, 200, {
      schema: {
        type: 'object',
        required: ['data'],
        properties: { data: { type: 'array', items: { $ref: getSchemaPath(type) } } },
      },
    }),
  );

export class PageMeta {
  @ApiProperty({ type: 'integer' }) totalItems: number;
  @ApiProperty({ type: 'integer', description: 'From 1' }) currentPage: number;
  @ApiProperty({ type: 'integer' }) totalPages: number;
  @ApiProperty({ type: 'integer' }) itemsPerPage: number;
}

export class PageLinks {
  @ApiProperty() current: string;
  @ApiProperty({ required: false }) first?: string;
  @ApiProperty({ required: false }) previous?: string;
  @ApiProperty({ required: false }) next?: string;
  @ApiProperty({ required: false }) last?: string;
}

/** 200 with a page of a collection. */
export const AnswersPage = (type: Type<unknown>, summary: string) =>
  applyDecorators(
    ApiExtraModels(type, PageMeta, PageLinks),
    answering(summary, 200, {
      schema: {
        type: 'object',
        required: ['data', 'meta', 'links'],
        properties: {
          data: { type: 'array', items: { $ref: getSchemaPath(type) } },
          meta: { $ref: getSchemaPath(PageMeta) },
          links: { $ref: getSchemaPath(PageLinks) },
        },
      },
    }),
  );

/** 200 with a file. */
export const AnswersFile = (summary: string, ...mediaTypes: string[]) =>
  answering(summary, 200, {
    content: Object.fromEntries(
      mediaTypes.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
    ),
  });

/** Refused for a reason that a request alone does not show, with the words for it. */
export const Refuses = (status: 401 | 403 | 404 | 409 | 410 | 413 | 429 | 503, when: string) =>
  applyDecorators(
    ApiExtraModels(ProblemDocument),
    ApiResponse({
      status,
      description: when,
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDocument) } } },
    }),
  );

/**
 * A class for what a collection answers, made from its columns; members that do not come from a column are added by
 * extending it, others are taken away by OmitType of @nestjs/swagger.
 */
export function viewOf<C extends Columns>(spec: CollectionSpec<C>): Type<ViewOf<C>> {
  class View {}
  for (const [name, column] of Object.entries(spec.columns))
    ApiProperty({ ...schemaOf(column), description: column.about } as never)(View.prototype, name);
  return View as Type<ViewOf<C>>;
}

function schemaOf({ kind, values, nullable = false, schema }: CollectionColumn): object {
  switch (kind) {
    case 'number':
      return { type: 'number', nullable };
    case 'boolean':
      return { type: 'boolean', nullable };
    case 'date':
      return { type: 'string', format: 'date-time', nullable };
    case 'json':
      return { ...schema, nullable };
    default:
      return values?.length ? { type: 'string', enum: [...values], nullable } : { type: 'string', nullable };
  }
}

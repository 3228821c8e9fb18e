import {
  applyDecorators,
  Controller,
  SetMetadata,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiDefaultResponse,
  ApiExcludeController,
  ApiExtraModels,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { AuditInterceptor } from '../audit/audit.interceptor.js';
import { BelongingGuard, FILLS } from '../belonging/belonging.guard.js';
import { knowThing, type Thing } from '../belonging/things.js';
import { ProblemFilter } from '../errors/problem.filter.js';
import { AccessGuard } from './access-policy.js';
import { ActingInterceptor } from './acting.js';
import { BodyGuard, TAKER } from './bodies/body.guard.js';
import { isOwn } from './bodies/own-paths.js';
import { ConcurrencyInterceptor, ROW_OF } from './concurrency.js';
import { ProblemDocument } from './problem-document.js';
import { type ControllerNeeds, NEEDS_OF } from '../permissions/needs.js';
import { RequestScopeInterceptor } from './request-scope.js';
import { TimingInterceptor } from './request-times.js';
import { validationPipe } from './validation.pipe.js';

export interface ApiControllerOptions extends ControllerNeeds {
  /** The table whose row, by its public id, is what stands under `:id`: locked while somebody changes what they have seen. */
  row?: string;
  /** Whose the row is: a team's, or that of what it follows by one of its columns. Without it, everybody's. */
  belongs?: 'to a team' | Thing['follows'];
  /** Members of a body that name things which its calls change: lists that are filled. */
  fills?: readonly string[];
}

/**
 * A collection of the API under `/api/v1`: closed to whoever is not signed in and to roles that may not see or change it, its input
 * validated, its errors problem documents. All of that is the controller's own, so that a host's other controllers are left alone.
 */
export function ApiController(
  path: string,
  { row, belongs, fills, see, change }: ApiControllerOptions,
): ClassDecorator {
  if (row && belongs) knowThing({ table: row, ...(belongs === 'to a team' ? {} : { follows: belongs }) });
  return applyDecorators(
    isOwn,
    (target: object) => void documented.add(target),
    ApiExcludeController(),
    Controller({ path: `api/v1/${path}`, version: VERSION_NEUTRAL }),
    ApiTags(path.split('/')[0]!),
    ApiBearerAuth(),
    ApiExtraModels(ProblemDocument),
    ApiDefaultResponse({
      description: 'What is wrong, and the way out',
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDocument) } } },
    }),
    SetMetadata(NEEDS_OF, { see, change }),
    UseGuards(AccessGuard, BodyGuard, BelongingGuard),
    ...(fills ? [SetMetadata(FILLS, fills)] : []),
    ...(row ? [SetMetadata(ROW_OF, row)] : []),
    UseInterceptors(
      RequestScopeInterceptor,
      TimingInterceptor,
      ActingInterceptor,
      AuditInterceptor,
      ConcurrencyInterceptor,
    ),
    UseFilters(ProblemFilter),
    UsePipes(validationPipe()),
  );
}

/** For programs that watch, outside `/api/v1` and its document; behind the same policy and permissions. */
export function WatchController(path: string, { see, change }: ControllerNeeds): ClassDecorator {
  return applyDecorators(
    isOwn,
    Controller({ path, version: VERSION_NEUTRAL }),
    ApiExcludeController(),
    SetMetadata(NEEDS_OF, { see, change }),
    UseGuards(AccessGuard, BodyGuard),
    UseFilters(ProblemFilter),
  );
}

const documented = new Set<object>();
/** Where `ApiExcludeController` keeps its word, which can only be said again by this name. */
const LEFT_OUT = 'swagger/apiExcludeController';

/**
 * Makes an OpenAPI document that describes the API: a host's own documents leave it out, since its calls and DTOs would stand among the
 * host's by their names.
 *
 * @param make as `SwaggerModule.createDocument`, which reads all at once
 */
export function describingApi<T>(make: () => T): T {
  const say = (leftOut: boolean) => {
    for (const controller of documented) Reflect.defineMetadata(LEFT_OUT, [leftOut], controller);
  };
  say(false);
  try {
    return make();
  } finally {
    say(true);
  }
}

const publicControllers = new Set<object>();

/**
 * Metadata by which a host's global guards know what everybody may see, on all that answers without sign-in: recipients' pages,
 * links, health, providers' calls, which prove themselves.
 */
export function markPublic(metadata: Record<string, unknown>): void {
  for (const controller of publicControllers)
    for (const [key, value] of Object.entries(metadata)) Reflect.defineMetadata(key, value, controller);
}

/** Pages and endpoints that answer without sign-in: what recipients see, health. */
export function PublicController(path: string, takes: 'page' | 'hook' = 'page'): ClassDecorator {
  return applyDecorators(
    isOwn,
    (target: object) => void publicControllers.add(target),
    Controller({ path, version: VERSION_NEUTRAL }),
    ApiExcludeController(),
    SetMetadata(TAKER, takes),
    UseGuards(BodyGuard),
    UseFilters(ProblemFilter),
  );
}

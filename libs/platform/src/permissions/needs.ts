import { type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { Problem } from '../errors/problems.js';
import type { Principal } from '../http/access-policy.js';
import { actorNow } from '../http/acting.js';
import { type Need, type Permission, SIGNED_IN } from './permissions.js';

/** Metadata of a handler: what it takes to call it. */
export const NEEDS = 'facteur needs';
/** Metadata of a controller: what it takes to look (GET), and to change, where a handler does not say. */
export const NEEDS_OF = 'facteur needs of';

/** What a controller's handlers need unless they say otherwise. */
export interface ControllerNeeds {
  see: Need;
  change: Need;
}

/** A handler that needs something else than its controller says: a POST that only looks, an export, sending. */
export const Needs = (need: Need): MethodDecorator => SetMetadata(NEEDS, need);

type Handler = (...args: never[]) => unknown;

/** @param method of HTTP; undefined when a route names nothing, which nobody may call. */
export function needOf(
  reflector: Reflector,
  controller: object,
  handler: Handler,
  method: string,
): Need | undefined {
  const own = reflector.get<Need | undefined>(NEEDS, handler);
  const of = Reflect.getMetadata(NEEDS_OF, controller) as ControllerNeeds | undefined;
  return own ?? (method === 'GET' || method === 'HEAD' ? of?.see : of?.change);
}

/** @throws Problem 403 with the permission that is missing */
export function refuseWithout(principal: Principal, need: Need | undefined): void {
  if (need === SIGNED_IN) return;
  if (principal.lacksSecondFactor)
    throw new Problem(
      403,
      'Forbidden',
      'Your role asks for a second factor; make one first, at POST /auth/second-factor.',
      {
        code: 'second-factor-needed',
      },
    );
  if (need && principal.permissions?.includes(need)) return;
  throw notAllowed(need);
}

export const notAllowed = (need: string | undefined): Problem =>
  new Problem(
    403,
    'Forbidden',
    `Your role does not allow this: it takes "${need ?? 'nothing that anybody has'}".`,
    {
      code: 'not-allowed',
      params: { permission: need ?? '' },
    },
  );

/** @returns what the context's handler needs. */
export const needIn = (reflector: Reflector, context: ExecutionContext, method: string): Need | undefined =>
  needOf(reflector, context.getClass(), context.getHandler() as Handler, method);

/** Whether whoever asks just now may do something. What jobs and recipients set off nobody asked for, and nothing forbids it. */
export const mayNow = (permission: Permission): boolean =>
  actorNow()?.permissions?.includes(permission) ?? true;

/** For what depends on the values of a request, and not on its route. @throws Problem 403 */
export function insistOn(permission: Permission): void {
  if (!mayNow(permission)) throw notAllowed(permission);
}

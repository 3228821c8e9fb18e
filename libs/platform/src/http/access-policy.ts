import { type CanActivate, type ExecutionContext, Injectable, Optional, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Problem } from '../errors/problems.js';
import { needIn, refuseWithout } from '../permissions/needs.js';
import { type Reach, reachKey, reachOf } from '../belonging/reach.js';
import { ofPrograms, type Permission, sound } from '../permissions/permissions.js';
import { BUILT_IN_ROLES, permissionsOf } from '../permissions/roles.js';

/** Who makes a request, as far as the API cares. */
export interface Principal {
  /** Shown in the audit trail. */
  name: string;
  /** One of `admin`, `marketer`, `writer`, `analyst`, `reader`; any word, where `permissions` are said. */
  role: string;
  /** Where they are written to; by it whoever only writes letters gets tests. The name when absent. */
  email?: string;
  /** By which their own things are known; the name when absent. At most 64 characters. */
  id?: string;
  /** Over which things that reaches; all when absent. */
  reach?: Reach;
  /** Ids of their teams; what belongs to a team shows them to nobody else whose reach is less than all. */
  teams?: readonly string[];
  /** What they may do; those of the role when absent. Most mean nothing without `people:see`, see docs/roles.md. */
  permissions?: readonly Permission[];
  /** Their role asks for a second factor that they have not made yet: until then they may do only what is for whoever is signed in. */
  lacksSecondFactor?: boolean;
  /** A program with a key of its own, and no person. */
  isProgram?: true;
  /** Of a person who signed in: their account and the session, by which they manage both. */
  session?: { id: number; accountId: number };
}

export interface ApiRequest {
  method: string;
  /** Address of who asks, as far as proxies that are trusted tell. */
  ip?: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  principal?: Principal;
  /** Whether whoever was let in would be let in now; for what lasts. */
  isWelcomeStill?: () => Promise<boolean>;
}

/** Decides who may call the API. The admin lib brings one; a host may bring its own. */
export abstract class AccessPolicy {
  /**
   * @param context for a host that asks a guard of its own
   * @throws Problem or HttpException (401 or 403)
   */
  abstract check(request: ApiRequest, context: ExecutionContext): Promise<Principal>;
}

const WITHOUT_SIGN_IN = 'facteur without sign-in';

/** A route of an API controller that needs no sign-in: signing in itself. */
export const WithoutSignIn = () => SetMetadata(WITHOUT_SIGN_IN, true);

/**
 * Name of the cookie of the console's session. By https with the prefix that lets no other host and no part of this
 * one set it (RFC 6265bis).
 */
export const sessionCookie = (siteUrl: string) =>
  siteUrl.startsWith('https:') ? '__Host-facteur_session' : 'facteur_session';

/** The value of a cookie of a request. */
export function cookieOf({ headers }: Pick<ApiRequest, 'headers'>, name: string): string | undefined {
  const pairs = String(headers['cookie'] ?? '').split(/;\s*/);
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

export const isWithoutSignIn = (reflector: Reflector, handler: (...args: never[]) => unknown): boolean =>
  reflector.get<boolean | undefined>(WITHOUT_SIGN_IN, handler) ?? false;

/**
 * A policy that says nothing, or `false` as a guard does, lets nobody in; one with a role that nobody knows lets its people do nothing.
 *
 * @throws Problem 401, 403
 */
function principalOf(answer: unknown): Principal {
  const { name, role, permissions, isProgram } = (answer ?? {}) as Partial<Principal>;
  if (typeof name !== 'string' || name === '' || typeof role !== 'string' || role === '')
    throw new Problem(401, 'Unauthorized', 'The access policy did not say who asks.');
  const allowed = permissions ?? permissionsOf(role);
  if (!allowed)
    throw new Problem(
      403,
      'Forbidden',
      `Nobody knows what the role "${role}" may do: the access policy answers one of ${Object.keys(BUILT_IN_ROLES).join(', ')}, or \`permissions\` as well.`,
    );
  return { ...(answer as Principal), permissions: sound(isProgram ? ofPrograms(allowed) : allowed) };
}

/** Closed by default: without a policy nobody gets in. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Optional() private readonly policy?: AccessPolicy,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (isWithoutSignIn(this.reflector, context.getHandler() as () => unknown)) return true;
    if (!this.policy)
      throw new Problem(
        403,
        'Forbidden',
        'No access policy is installed; sign-in is switched off and the host provides none.',
      );
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const { policy } = this;
    const need = needIn(this.reflector, context, request.method);
    const look = async () => {
      // Before they are refused: the log says who tried.
      const principal = (request.principal = principalOf(await policy.check(request, context)));
      refuseWithout(principal, need);
      return principal;
    };
    const principal = await look();
    const seen = reachKey(reachOf(principal));
    request.isWelcomeStill = () =>
      look().then(
        (now) => reachKey(reachOf(now)) === seen,
        () => false,
      );
    return true;
  }
}

import { type CanActivate, type ExecutionContext, Injectable, Optional, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { InvalidInput, NotFound, Problem } from '../errors/problems.js';
import type { ApiRequest } from '../http/access-policy.js';
import { BelongingRepository } from './belonging.repository.js';
import { idsIn, MOST_IDS } from './ids-in.js';
import { type Reaching, reachOf } from './reach.js';
import { TeamDirectory } from './team-directory.js';

const LEAVES_AS_IS = 'facteur leaves as it is';
/** Metadata of a controller: members of a body that name things which its calls change. */
export const FILLS = 'facteur fills';

/** A POST on a thing that leaves it as it is, a copy for example: whoever sees it may do so. */
export const LeavesAsItIs = (): MethodDecorator => SetMetadata(LEAVES_AS_IS, true);

type Request = ApiRequest & { params?: object; query?: object; body?: unknown };

/**
 * What somebody may not see does not exist for them, wherever in a request its id stands; what is not theirs to change stays as it is.
 * Asked once for a whole request, so that no call can forget it. Whose role reaches over everything is asked nothing.
 */
@Injectable()
export class BelongingGuard implements CanActivate {
  constructor(
    private readonly belonging: BelongingRepository,
    private readonly reflector: Reflector,
    @Optional() private readonly teams?: TeamDirectory,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const { principal, method } = request;
    if (!principal) return true;
    const by = reachOf(principal);
    await this.refuseTeam(by, request.body);
    if (by.reach === 'all') return true;
    await this.refuseHidden(by, request);
    if (method === 'GET' || method === 'HEAD') return true;
    const leaves = this.reflector.get<boolean | undefined>(LEAVES_AS_IS, context.getHandler());
    const fills = Reflect.getMetadata(FILLS, context.getClass()) as readonly string[] | undefined;
    const changed = leaves ? new Map<string, string>() : idsIn(request.params);
    for (const name of fills ?? [])
      idsIn((request.body as Record<string, unknown> | null)?.[name], name, changed);
    await this.refuseUnchangeable(by, changed);
    return true;
  }

  /** For what a form's parts name, which no guard has read. @throws InvalidInput | Problem 403 */
  async refuseFilling(by: Reaching, field: string, publicId: string): Promise<void> {
    if ((await this.belonging.hiddenFrom(by, [publicId])).size) throw noSuchThing(field, publicId);
    await this.refuseUnchangeable(by, new Map([[publicId, field]]));
  }

  /** @throws NotFound | InvalidInput */
  private async refuseHidden(by: Reaching, { params, query, body }: Request): Promise<void> {
    const inPath = idsIn(params);
    const elsewhere = idsIn(query);
    idsIn(body, '', elsewhere);
    // What was not looked through is not let through.
    if (inPath.size + elsewhere.size > MOST_IDS)
      throw new Problem(
        413,
        'Payload Too Large',
        `A request may name ${MOST_IDS} things, and this names more.`,
      );
    const hidden = await this.belonging.hiddenFrom(by, [...inPath.keys(), ...elsewhere.keys()]);
    for (const id of hidden) {
      if (inPath.has(id)) throw new NotFound('thing', id);
      throw noSuchThing(elsewhere.get(id)!, id);
    }
  }

  private async refuseUnchangeable(by: Reaching, ids: ReadonlyMap<string, string>): Promise<void> {
    const [others] = await this.belonging.unchangeableBy(by, [...ids.keys()]);
    if (others === undefined) return;
    throw new Problem(
      403,
      'Forbidden',
      'Your role lets you change what you made yourself, and somebody else made this. Make a copy, or ask them.',
      { code: 'not-yours', params: { id: others } },
    );
  }

  /** A thing goes to a team that there is, and that whoever gives it away is in. @throws InvalidInput */
  private async refuseTeam(by: Reaching, body: unknown): Promise<void> {
    const teamId = (body as { teamId?: unknown } | null | undefined)?.teamId;
    if (typeof teamId !== 'string') return;
    if (by.reach !== 'all' && !by.teams.includes(teamId))
      throw InvalidInput.of('teamId', 'must be one of your own teams, or null for everybody');
    if (this.teams && !(await this.teams.exists(teamId)))
      throw InvalidInput.of(
        'teamId',
        `there is no team with the id ${teamId.slice(0, 64)}; GET /teams lists them`,
      );
  }
}

const noSuchThing = (field: string, id: string) =>
  InvalidInput.of(field, `there is nothing with the id ${id}`);

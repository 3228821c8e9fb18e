import { Injectable } from '@nestjs/common';
import {
  AccessPolicy,
  type ApiRequest,
  cookieOf,
  Installation,
  type Principal,
  Problem,
  sessionCookie,
} from '@facteur/platform';
import { ApiKeyRepository } from '../api-key/api-key.repository.js';
import { isWithin } from '../api-key/networks.js';
import { allowedBy } from '../role/role.service.js';
import { teamsIn } from '../team/team.service.js';
import { Sessions } from './sessions.js';
import { hashToken } from './token.js';

/** Signed-in people and API keys may do what their role allows now; nobody else anything. */
@Injectable()
export class BearerPolicy extends AccessPolicy {
  constructor(
    private readonly sessions: Sessions,
    private readonly keys: ApiKeyRepository,
    private readonly installation: Installation,
  ) {
    super();
  }

  async check(request: ApiRequest): Promise<Principal> {
    const bearer = /^Bearer\s+(\S+)$/i.exec(String(request.headers['authorization'] ?? ''))?.[1];
    const siteUrl = await this.installation.siteUrl();
    const cookie = bearer ? undefined : cookieOf(request, sessionCookie(siteUrl));
    if (cookie) refuseForeignOrigin(request, siteUrl);
    const token = bearer ?? cookie;
    const principal = token
      ? ((await this.sessions.find(token)) ?? (await this.keyOf(token, request.ip ?? '')))
      : undefined;
    if (!principal) {
      throw new Problem(
        401,
        'Unauthorized',
        'Sign in at POST /api/v1/auth/login and send "Authorization: Bearer <token>", or use an API key.',
      );
    }
    return principal;
  }

  /** @throws Problem 403 from where it may not be used */
  private async keyOf(token: string, ip: string): Promise<Principal | undefined> {
    const key = await this.keys.byTokenHash(hashToken(token));
    if (!key) return undefined;
    const { id, publicId, madeBy, name, role, networks, permissions, reach, teams } = key;
    if (networks && !isWithin(JSON.parse(networks) as string[], ip))
      throw new Problem(403, 'Forbidden', `This key may not be used from ${ip}.`, { code: 'other-network' });
    await this.keys.wasUsed(id);
    return {
      ...{ name: `API key "${name}"`, role, permissions: allowedBy(role, permissions), isProgram: true },
      // What it makes and asks for is its maker's.
      ...{ id: madeBy ?? publicId, reach: reach ?? 'all', teams: teamsIn(teams) },
    };
  }
}

/** A browser sends the cookie along for anybody; a change must come from our own pages. */
function refuseForeignOrigin(request: ApiRequest, siteUrl: string): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  if (request.headers['origin'] !== undefined && !isForeign(request, siteUrl)) return;
  throw new Problem(403, 'Forbidden', 'This change did not come from the pages of this server.');
}

/** True when a browser says that the request comes from pages of another site. */
export function isForeign({ headers }: ApiRequest, siteUrl: string): boolean {
  const origin = headers['origin'];
  if (typeof origin !== 'string') return false;
  const site = new URL(siteUrl);
  const host = origin.replace(/^https?:\/\//, '');
  // By its public name it is reached the way that it says; another name is one of this machine.
  return host === site.host ? origin !== site.origin : host !== headers['host'];
}

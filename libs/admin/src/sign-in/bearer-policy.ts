import { Injectable } from '@nestjs/common';
import {
  AccessPolicy,
  type ApiRequest,
  Clock,
  cookieOf,
  Database,
  Installation,
  MINUTE,
  type Principal,
  Problem,
  sessionCookie,
} from '@facteur/platform';
import { Sessions } from './sessions.js';
import { hashToken } from './token.js';

/** Signed-in people and API keys may do everything; nobody else anything. Roles come later. */
@Injectable()
export class BearerPolicy extends AccessPolicy {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
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
    const principal = token ? ((await this.sessions.find(token)) ?? (await this.keyOf(token))) : undefined;
    if (!principal) {
      throw new Problem(
        401,
        'Unauthorized',
        'Sign in at POST /api/v1/auth/login and send "Authorization: Bearer <token>", or use an API key.',
      );
    }
    return principal;
  }

  private async keyOf(token: string): Promise<Principal | undefined> {
    const now = this.clock.now();
    const [key] = await this.database.query<{ id: number; name: string }>(
      'SELECT id, name FROM api_key WHERE token_hash = ? AND (expires_at IS NULL OR expires_at > ?)',
      [hashToken(token), now],
    );
    if (!key) return undefined;
    // To the minute is enough, and saves a write for each request.
    await this.database.execute(
      'UPDATE api_key SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)',
      [now, key.id, new Date(now.getTime() - MINUTE)],
    );
    return { name: `API key "${key.name}"`, role: 'admin' };
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

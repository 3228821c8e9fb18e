import { Injectable } from '@nestjs/common';
import {
  AccessPolicy,
  type ApiRequest,
  Clock,
  Database,
  MINUTE,
  type Principal,
  Problem,
  SESSION_COOKIE,
} from '@facteur/platform';
import { hashToken } from './token.js';

/** Signed-in people and API keys may do everything; nobody else anything. Roles come later. */
@Injectable()
export class BearerPolicy extends AccessPolicy {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  async check(request: ApiRequest): Promise<Principal> {
    const bearer = /^Bearer\s+(\S+)$/i.exec(String(request.headers['authorization'] ?? ''))?.[1];
    const cookie = bearer ? undefined : readCookie(request);
    if (cookie) refuseForeignOrigin(request);
    const token = bearer ?? cookie;
    const principal = token ? await this.find(hashToken(token)) : undefined;
    if (!principal) {
      throw new Problem(
        401,
        'Unauthorized',
        'Sign in at POST /api/v1/auth/login and send "Authorization: Bearer <token>", or use an API key.',
      );
    }
    return principal;
  }

  private async find(tokenHash: string): Promise<Principal | undefined> {
    const now = this.clock.now();
    const [session] = await this.database.query<{ email: string; role: string }>(
      'SELECT a.email, a.role FROM session s JOIN sign_in a ON a.id = s.sign_in_id WHERE s.token_hash = ? AND s.expires_at > ?',
      [tokenHash, now],
    );
    if (session) return { name: session.email, role: session.role };
    const [key] = await this.database.query<{ id: number; name: string }>(
      'SELECT id, name FROM api_key WHERE token_hash = ? AND (expires_at IS NULL OR expires_at > ?)',
      [tokenHash, now],
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

function readCookie({ headers }: ApiRequest): string | undefined {
  const pairs = String(headers['cookie'] ?? '').split(/;\s*/);
  return pairs.find((pair) => pair.startsWith(`${SESSION_COOKIE}=`))?.slice(SESSION_COOKIE.length + 1);
}

/** A browser sends the cookie along for anybody; a change must come from our own pages. */
function refuseForeignOrigin({ method, headers }: ApiRequest): void {
  if (method === 'GET' || method === 'HEAD') return;
  const origin = headers['origin'];
  if (typeof origin === 'string' && origin.replace(/^https?:\/\//, '') === headers['host']) return;
  throw new Problem(403, 'Forbidden', 'This change did not come from the pages of this server.');
}

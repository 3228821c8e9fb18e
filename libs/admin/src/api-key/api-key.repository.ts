import { Injectable } from '@nestjs/common';
import { Clock, Database, MINUTE, type Reach } from '@facteur/platform';

/** A key that somebody called with. */
export interface KnownKey {
  id: number;
  name: string;
  role: string;
  /** JSON, a list. */
  networks: string | null;
  /** Of a role that an admin made, as JSON. */
  permissions: string | null;
  publicId: string;
  /** Whose it is; null for those of before, and of commands. */
  madeBy: string | null;
  reach: Reach | null;
  /** Ids, as JSON. */
  teams: string | null;
}

@Injectable()
export class ApiKeyRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async removeByName(name: string): Promise<void> {
    await this.database.execute(
      `DELETE FROM {api_key}
       WHERE name = ?`,
      [name],
    );
  }

  /** The key of a token; undefined when it is none, or ran out. */
  async byTokenHash(tokenHash: string): Promise<KnownKey | undefined> {
    const [key] = await this.database.query<KnownKey>(
      `SELECT a.id, a.name, a.role, a.networks, r.permissions,
         a.public_id AS "publicId", a.made_by AS "madeBy", r.reach, a.teams
       FROM {api_key} a
       LEFT JOIN {role} r ON r.public_id = a.role
       WHERE a.token_hash = ?
         AND (a.expires_at IS NULL OR a.expires_at > ?)`,
      [tokenHash, this.clock.now()],
    );
    return key;
  }

  /** Keys that are good, and were neither used nor made since a moment; undefined when there are none. */
  async idleSince(moment: Date): Promise<{ count: number; name: string } | undefined> {
    const [found] = await this.database.query<{ count: number; name: string | null }>(
      `SELECT COUNT(*) AS count, MIN(name) AS name
       FROM {api_key}
       WHERE COALESCE(last_used_at, created_at) < ?
         AND (expires_at IS NULL OR expires_at > ?)`,
      [moment, this.clock.now()],
    );
    return found?.name == null ? undefined : { count: Number(found.count), name: found.name };
  }

  /** To the minute is enough, and saves a write for each request. */
  async wasUsed(id: number): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `UPDATE {api_key}
       SET last_used_at = ?
       WHERE id = ?
         AND (last_used_at IS NULL OR last_used_at < ?)`,
      [now, id, new Date(now.getTime() - MINUTE)],
    );
  }
}

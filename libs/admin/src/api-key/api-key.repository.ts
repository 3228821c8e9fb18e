import { Injectable } from '@nestjs/common';
import { Clock, Database, MINUTE } from '@facteur/platform';

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
  async byTokenHash(tokenHash: string): Promise<{ id: number; name: string } | undefined> {
    const [key] = await this.database.query<{ id: number; name: string }>(
      `SELECT id, name
       FROM {api_key}
       WHERE token_hash = ?
         AND (expires_at IS NULL OR expires_at > ?)`,
      [tokenHash, this.clock.now()],
    );
    return key;
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

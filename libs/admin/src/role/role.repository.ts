import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';

/** Who has a role that an admin made. */
@Injectable()
export class RoleRepository {
  constructor(private readonly database: Database) {}

  /** Names of sign-ins and keys that have it, the first of them. */
  async holders(role: string): Promise<{ type: string; id: string; name: string }[]> {
    return this.database.query<{ type: string; id: string; name: string }>(
      `SELECT 'sign-in' AS type, public_id AS id, email AS name
       FROM {sign_in}
       WHERE role = ?
       UNION ALL
       SELECT 'API key' AS type, public_id AS id, name
       FROM {api_key}
       WHERE role = ?
       LIMIT 20`,
      [role, role],
    );
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';

@Injectable()
export class TeamRepository {
  constructor(private readonly database: Database) {}

  /** Sign-ins and keys that are in a team, the first of them. */
  async members(teamId: string, limit: number): Promise<{ type: string; id: string; name: string }[]> {
    return this.database.query<{ type: string; id: string; name: string }>(
      `SELECT 'sign-in' AS type, public_id AS id, email AS name
       FROM {sign_in}
       WHERE INSTR(teams, ?) > 0
       UNION ALL
       SELECT 'API key' AS type, public_id AS id, name
       FROM {api_key}
       WHERE INSTR(teams, ?) > 0
       LIMIT ?`,
      [teamId, teamId, limit],
    );
  }

  /** Names by ids, of those that there are. */
  async all(): Promise<{ id: string; name: string }[]> {
    return this.database.query<{ id: string; name: string }>(
      `SELECT public_id AS id, name
       FROM {team}
       ORDER BY name`,
    );
  }
}

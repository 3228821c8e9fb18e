import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';

@Injectable()
export class PeopleRepository {
  constructor(private readonly database: Database) {}

  /**
   * Locks the admins who may sign in by password, so that of two who take one away the second one sees it. Those who
   * come by the provider do not count: nobody would come in on the day that it is away.
   */
  async activeAdmins(): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(
      `SELECT id
       FROM {sign_in}
       WHERE role = 'admin'
         AND status = 'Active'
         AND issuer IS NULL ${this.database.dialect.forUpdate}`,
    );
    return rows.map(({ id }) => id);
  }

  /** Who is active, by role, the first of each. */
  async active(): Promise<{ role: string; name: string }[]> {
    return this.database.query<{ role: string; name: string }>(
      `SELECT role, COALESCE(name, email) AS name
       FROM {sign_in}
       WHERE status = 'Active'
       ORDER BY id
       LIMIT 200`,
    );
  }
}

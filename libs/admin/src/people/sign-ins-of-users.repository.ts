import { Injectable } from '@nestjs/common';
import { Database, parameters } from '@facteur/platform';

/** Which sign-ins point to users of the CRM. */
@Injectable()
export class SignInsOfUsersRepository {
  constructor(private readonly database: Database) {}

  async of(userIds: string[]): Promise<{ email: string; name: string | null }[]> {
    if (userIds.length === 0) return [];
    return this.database.query(
      `SELECT email, name
       FROM {sign_in}
       WHERE user_id IN (${parameters(userIds.length)})`,
      userIds,
    );
  }

  /** @returns how many were changed */
  async unlink(userIds: string[]): Promise<number> {
    if (userIds.length === 0) return 0;
    return this.database.execute(
      `UPDATE {sign_in}
       SET user_id = NULL
       WHERE user_id IN (${parameters(userIds.length)})`,
      userIds,
    );
  }
}

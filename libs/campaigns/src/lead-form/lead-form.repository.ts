import { Injectable } from '@nestjs/common';
import { Database, MOST_USERS, type UsedBy } from '@facteur/platform';

@Injectable()
export class LeadFormRepository {
  constructor(private readonly database: Database) {}

  /** The forms that put people on a list. */
  async filling(listId: number): Promise<UsedBy[]> {
    const rows = await this.database.query<{ id: string; name: string }>(
      `SELECT public_id AS id, name
       FROM {lead_form}
       WHERE list_id = ?
       ORDER BY {lead_form}.id
       LIMIT ${MOST_USERS}`,
      [listId],
    );
    return rows.map((row) => ({ type: 'Lead Form', ...row }));
  }
}

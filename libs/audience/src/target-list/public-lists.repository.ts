import { Injectable } from '@nestjs/common';
import { Database, parameters } from '@facteur/platform';

/** Lists as recipients know them: those with a public name. */
@Injectable()
export class PublicLists {
  constructor(private readonly database: Database) {}

  /** Public names of those of the lists that a record is on, opted out or not. */
  async namesOf(
    listIds: number[],
    { targetType, targetId }: { targetType: string | null; targetId: string | null },
  ): Promise<string[]> {
    if (listIds.length === 0) return [];
    const rows = await this.database.query<{ name: string }>(
      `SELECT t.public_name AS name
       FROM target_list t
       JOIN target_list_member m ON m.list_id = t.id
       WHERE t.id IN (${parameters(listIds.length)})
         AND t.public_name IS NOT NULL
         AND m.target_type = ?
         AND m.target_id = ?
       ORDER BY t.public_name`,
      [...listIds, targetType, targetId],
    );
    return rows.map(({ name }) => name);
  }
}

import { Injectable } from '@nestjs/common';
import { Database, MOST_USERS, parameters, type UsedBy } from '@facteur/platform';
import type { RecordKind } from './record-kind.js';

@Injectable()
export class CrmRecordRepository {
  constructor(private readonly database: Database) {}

  /** Records of a kind that belong to an account. */
  async ofAccount({ table, accountKey, targetType }: RecordKind, accountId: number): Promise<UsedBy[]> {
    const rows = await this.database.query<{ id: string; firstName: string | null; lastName: string | null }>(
      `SELECT public_id AS id, first_name AS "firstName", last_name AS "lastName"
       FROM {${table}}
       WHERE ${accountKey} = ?
       ORDER BY id
       LIMIT ${MOST_USERS}`,
      [accountId],
    );
    return rows.map(({ id, firstName, lastName }) => ({
      type: targetType,
      id,
      name: [firstName, lastName].filter(Boolean).join(' '),
    }));
  }

  /** @returns how many there were. */
  async remove({ table }: RecordKind, publicIds: string[]): Promise<number> {
    return this.database.execute(
      `DELETE FROM {${table}}
       WHERE public_id IN (${parameters(publicIds.length)})`,
      publicIds,
    );
  }
}

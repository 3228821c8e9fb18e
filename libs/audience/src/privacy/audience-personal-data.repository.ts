import { Injectable } from '@nestjs/common';
import { Database, parameters } from '@facteur/platform';
import type { Target } from '../record-source/target-key.js';
import { rowsOf } from './person-sql.js';
import type { Person } from './personal-data.js';

/** What target lists, segments and imports keep of people. */
@Injectable()
export class AudiencePersonalDataRepository {
  constructor(private readonly database: Database) {}

  /** Rows as the person reads them. */
  memberships(person: Person): Promise<object[]> {
    const { sql, values } = rowsOf(person, { targetType: 'm.target_type', targetId: 'm.target_id' });
    return this.database.query<object>(
      `SELECT t.name AS "targetList", m.listed, m.opted_out AS "optedOut", m.less_often AS "lessOften",
         m.added_by AS "addedBy", m.created_at AS "createdAt"
       FROM {target_list_member} m
       JOIN {target_list} t ON t.id = m.list_id
       WHERE ${sql}`,
      values,
    );
  }

  /** Keys of the lists that a record opted out of. */
  async listsLeftBy({ targetType, targetId }: Target): Promise<number[]> {
    const rows = await this.database.query<{ list_id: number }>(
      `SELECT list_id
       FROM {target_list_member}
       WHERE target_type = ?
         AND target_id = ?
         AND opted_out = 1`,
      [targetType, targetId],
    );
    return rows.map((row) => row.list_id);
  }

  async addressStatuses(keys: string[]): Promise<object[]> {
    if (keys.length === 0) return [];
    return this.database.query<object>(
      `SELECT channel, address, opted_out AS "optedOut", invalid, paused_until AS "pausedUntil",
              last_event AS "lastEvent", last_event_at AS "lastEventAt"
       FROM {address_status}
       WHERE address_key IN (${parameters(keys.length)})`,
      keys,
    );
  }

  /** What segments noted of the person's records. @returns how many rows */
  async deleteSegmentNotes(person: Person): Promise<number> {
    const { sql, values } = rowsOf(person, { targetType: 'target_type', targetId: 'target_id' });
    let total = 0;
    for (const table of ['segment_change', 'segment_member'])
      total += await this.database.execute(
        `DELETE FROM {${table}}
         WHERE ${sql}`,
        values,
      );
    return total;
  }

  /** Rows of files that were refused for an address. */
  async importErrors(addressKeys: string[]): Promise<object[]> {
    if (addressKeys.length === 0) return [];
    return this.database.query<object>(
      `SELECT line_number AS "line", field, reason, value
       FROM {import_error}
       WHERE LOWER(value) IN (${parameters(addressKeys.length)})`,
      addressKeys,
    );
  }

  /** Everything that is kept of a line in which the address stands. @returns how many rows */
  async blankErrorsOfAddress(addressKey: string): Promise<number> {
    return this.database.execute(
      `UPDATE {import_error}
       SET value = NULL, row_key = NULL
       WHERE row_key = ?
         OR LOWER(value) = ?`,
      [`address:${addressKey}`, addressKey],
    );
  }

  /** Everything that is kept of a line about the record. @returns how many rows */
  async blankErrorsOfRecord(targetId: string): Promise<number> {
    return this.database.execute(
      `UPDATE {import_error}
       SET value = NULL, row_key = NULL
       WHERE row_key = ?`,
      [`id:${targetId}`],
    );
  }

  /** That the address stood in a file which is being read. @returns how many rows */
  async deleteImportKeys(addressKey: string): Promise<number> {
    return this.database.execute(
      `DELETE FROM {import_key}
       WHERE key_value = ?`,
      [`address:${addressKey}`],
    );
  }
}

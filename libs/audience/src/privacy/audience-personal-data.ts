import { Database, parameters } from '@facteur/platform';
import { MemberRepository } from '../target-list/member.repository.js';
import { type Person, type PersonalData, PersonalDataPlugin, rowsOf } from './personal-data.js';

/** Memberships, and what segments and imports noted. */
@PersonalDataPlugin()
export class MembershipPersonalData implements PersonalData {
  readonly section = 'memberships';
  readonly flags = ['listed', 'optedOut'];

  constructor(
    private readonly database: Database,
    private readonly members: MemberRepository,
  ) {}

  export(person: Person): Promise<object[]> {
    const { sql, values } = rowsOf(person, { targetType: 'm.target_type', targetId: 'm.target_id' });
    return this.database.query(
      `SELECT t.name AS "targetList", m.listed, m.opted_out AS "optedOut", m.added_by AS "addedBy", m.created_at AS "createdAt"
       FROM target_list_member m JOIN target_list t ON t.id = m.list_id WHERE ${sql}`,
      values,
    );
  }

  async erase(person: Person): Promise<number> {
    const { sql, values } = rowsOf(person, { targetType: 'target_type', targetId: 'target_id' });
    let total = 0;
    for (const table of ['segment_change', 'segment_member'])
      total += await this.database.execute(`DELETE FROM ${table} WHERE ${sql}`, values);
    for (const { targetType, targetId } of person.records) await this.members.forget(targetType, [targetId]);
    return total + person.records.length;
  }
}

/** Values of rows that an import refused are kept for correction; they may be anybody's. */
@PersonalDataPlugin()
export class ImportPersonalData implements PersonalData {
  readonly section = 'imports';

  constructor(private readonly database: Database) {}

  async export(person: Person): Promise<object[]> {
    const keys = person.addresses.map(({ key }) => key);
    if (keys.length === 0) return [];
    return this.database.query(
      `SELECT line_number AS "line", field, reason, value FROM import_error WHERE LOWER(value) IN (${parameters(keys.length)})`,
      keys,
    );
  }

  async erase(person: Person): Promise<number> {
    let total = 0;
    for (const { key } of person.addresses) {
      // Everything that is kept of a line in which the address stands.
      total += await this.database.execute(
        'UPDATE import_error SET value = NULL, row_key = NULL WHERE row_key = ? OR LOWER(value) = ?',
        [`address:${key}`, key],
      );
      total += await this.database.execute('DELETE FROM import_key WHERE key_value = ?', [`address:${key}`]);
    }
    return total + (await this.forgetRecords(person));
  }

  private async forgetRecords({ records }: Person): Promise<number> {
    let total = 0;
    for (const { targetId } of records)
      total += await this.database.execute(
        'UPDATE import_error SET value = NULL, row_key = NULL WHERE row_key = ?',
        [`id:${targetId}`],
      );
    return total;
  }
}

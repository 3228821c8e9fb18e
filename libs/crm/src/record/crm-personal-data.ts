import { MemberRepository, type Person, type PersonalData, PersonalDataPlugin } from '@facteur/audience';
import { Database, Collections, parameters } from '@facteur/platform';
import { CRM_RECORD_TYPES } from './crm-record-types.js';

const TABLES: Record<string, string> = { Contact: 'crm_contact', Lead: 'crm_lead', User: 'crm_user' };

/** Contacts, leads and users are people, and are deleted; an account is none, and only loses the address. */
@PersonalDataPlugin()
export class CrmPersonalData implements PersonalData {
  readonly section = 'records';

  constructor(
    private readonly database: Database,
    private readonly collections: Collections,
    private readonly members: MemberRepository,
  ) {}

  async export({ records }: Person): Promise<object[]> {
    const found: object[] = [];
    for (const { targetType, list } of CRM_RECORD_TYPES) {
      const ids = records.filter((one) => one.targetType === targetType).map((one) => one.targetId);
      for (const row of await this.collections.byIds(list, ids)) found.push({ targetType, ...row });
    }
    return found;
  }

  async erase({ records, addresses }: Person): Promise<number> {
    let total = 0;
    for (const { channel, key } of addresses)
      await this.database.execute('DELETE FROM crm_address WHERE channel = ? AND address_key = ?', [
        channel,
        key,
      ]);
    for (const [targetType, table] of Object.entries(TABLES)) {
      const ids = records.filter((one) => one.targetType === targetType).map((one) => one.targetId);
      if (ids.length === 0) continue;
      await this.database.execute(
        `DELETE FROM crm_address WHERE target_type = ? AND target_id IN (${parameters(ids.length)})`,
        [targetType, ...ids],
      );
      await this.members.forget(targetType, ids);
      total += await this.database.execute(
        `DELETE FROM ${table} WHERE public_id IN (${parameters(ids.length)})`,
        ids,
      );
    }
    return total;
  }
}

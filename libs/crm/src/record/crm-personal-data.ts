import { MemberRepository, type Person, type PersonalData, PersonalDataPlugin } from '@facteur/audience';
import { Collections } from '@facteur/platform';
import { KINDS } from '../kinds.js';
import { CrmAddressRepository } from './crm-address.repository.js';
import { CrmAddresses } from './crm-addresses.js';
import { CrmRecordRepository } from './crm-record.repository.js';

/** Contacts, leads and users are people, and are deleted; an account is none, and only loses the address. */
@PersonalDataPlugin()
export class CrmPersonalData implements PersonalData {
  readonly section = 'records';

  constructor(
    private readonly collections: Collections,
    private readonly addresses: CrmAddressRepository,
    private readonly owned: CrmAddresses,
    private readonly records: CrmRecordRepository,
    private readonly members: MemberRepository,
  ) {}

  async export({ records }: Person): Promise<object[]> {
    const found: object[] = [];
    for (const { targetType, list } of KINDS) {
      const ids = records.filter((one) => one.targetType === targetType).map((one) => one.targetId);
      for (const row of await this.collections.byIds(list, ids)) found.push({ targetType, ...row });
    }
    return found;
  }

  async erase({ records, addresses }: Person): Promise<number> {
    let total = 0;
    for (const { channel, key } of addresses) await this.owned.forget(channel, key);
    for (const kind of KINDS.filter(({ isPerson }) => isPerson)) {
      const { targetType } = kind;
      const ids = records.filter((one) => one.targetType === targetType).map((one) => one.targetId);
      if (ids.length === 0) continue;
      await this.addresses.forget(targetType, ids);
      await this.members.forget(targetType, ids);
      total += await this.records.remove(kind, ids);
    }
    return total;
  }
}

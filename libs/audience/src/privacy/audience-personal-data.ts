import { AddressFormats } from '../address/address-format.js';
import { RecordRepository } from '../record-source/record.repository.js';
import { RecordSourceRegistry } from '../record-source/record-source-registry.js';
import type { Target } from '../record-source/target-key.js';
import { ListOptOutRepository } from '../target-list/list-opt-out.repository.js';
import { MemberRepository } from '../target-list/member.repository.js';
import { AudiencePersonalDataRepository } from './audience-personal-data.repository.js';
import { type Person, type PersonalData, PersonalDataPlugin } from './personal-data.js';

/** Memberships, and what segments noted. */
@PersonalDataPlugin()
export class MembershipPersonalData implements PersonalData {
  readonly section = 'memberships';
  readonly flags = ['listed', 'optedOut', 'lessOften'];

  constructor(
    private readonly repository: AudiencePersonalDataRepository,
    private readonly members: MemberRepository,
    private readonly optOuts: ListOptOutRepository,
    private readonly sources: RecordSourceRegistry,
    private readonly records: RecordRepository,
    private readonly formats: AddressFormats,
  ) {}

  export(person: Person): Promise<object[]> {
    return this.repository.memberships(person);
  }

  async erase(person: Person): Promise<number> {
    const total = await this.repository.deleteSegmentNotes(person);
    for (const record of person.records) {
      await this.leaveWishTo(record);
      await this.members.forget(record.targetType, [record.targetId]);
    }
    return total + person.records.length;
  }

  /** Which lists an address left is kept by whoever shares it: it was the address's wish as well. */
  private async leaveWishTo(record: Target): Promise<void> {
    const lists = await this.repository.listsLeftBy(record);
    const source = this.sources.find(record.targetType);
    if (lists.length === 0 || !source) return;
    for (const channel of this.formats.channels())
      for (const key of await this.records.addressKeysOf(source, channel, record.targetId))
        for (const mate of await this.records.withAddress(this.sources.all(), channel, key))
          if (mate.targetId !== record.targetId || mate.targetType !== record.targetType)
            await this.optOuts.set(lists, mate, true);
  }
}

/** What is known of the person's addresses. Erasing it is the privacy service's, which may keep the wish itself. */
@PersonalDataPlugin()
export class AddressPersonalData implements PersonalData {
  readonly section = 'addressStatuses';
  readonly flags = ['optedOut', 'invalid'];

  constructor(private readonly repository: AudiencePersonalDataRepository) {}

  export(person: Person): Promise<object[]> {
    return this.repository.addressStatuses(person.addresses.map(({ key }) => key));
  }

  erase(): Promise<number> {
    return Promise.resolve(0);
  }
}

/** Values of rows that an import refused are kept for correction; they may be anybody's. */
@PersonalDataPlugin()
export class ImportPersonalData implements PersonalData {
  readonly section = 'imports';

  constructor(private readonly repository: AudiencePersonalDataRepository) {}

  export(person: Person): Promise<object[]> {
    return this.repository.importErrors(person.addresses.map(({ key }) => key));
  }

  async erase({ addresses, records }: Person): Promise<number> {
    let total = 0;
    for (const { key } of addresses) {
      total += await this.repository.blankErrorsOfAddress(key);
      total += await this.repository.deleteImportKeys(key);
    }
    for (const { targetId } of records) total += await this.repository.blankErrorsOfRecord(targetId);
    return total;
  }
}

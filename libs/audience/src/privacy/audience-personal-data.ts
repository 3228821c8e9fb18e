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
  ) {}

  export(person: Person): Promise<object[]> {
    return this.repository.memberships(person);
  }

  async erase(person: Person): Promise<number> {
    const total = await this.repository.deleteSegmentNotes(person);
    for (const { targetType, targetId } of person.records) await this.members.forget(targetType, [targetId]);
    return total + person.records.length;
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

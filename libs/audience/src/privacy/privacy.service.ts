import { Injectable } from '@nestjs/common';
import { AuditTrail, Database, InvalidInput, NotFound } from '@facteur/platform';
import { AddressFormats } from '../address/address-format.js';
import { AddressRegistry } from '../address/address-registry.js';
import { RecordRepository } from '../record-source/record.repository.js';
import { RecordSourceRegistry } from '../record-source/record-source-registry.js';
import type { Target } from '../record-source/target-key.js';
import { type Person, PersonalDataRegistry } from './personal-data.js';
import { plainRows } from './plain-rows.js';
import type { EraseDto, PersonDto } from './privacy.dto.js';

/** Rows by kind of data: whom it is about, and what each room keeps of them. */
export type PersonExport = Record<string, object[]>;

/** The two rights of a person that a law on privacy gives: to know what is known, and to be forgotten. */
@Injectable()
export class PrivacyService {
  constructor(
    private readonly database: Database,
    private readonly formats: AddressFormats,
    private readonly addresses: AddressRegistry,
    private readonly sources: RecordSourceRegistry,
    private readonly records: RecordRepository,
    private readonly registry: PersonalDataRegistry,
    private readonly audit: AuditTrail,
  ) {}

  /** Everything known about somebody, by section. @throws InvalidInput | NotFound */
  async export(dto: PersonDto): Promise<PersonExport> {
    return this.database.transaction(async () => {
      const person = await this.find(dto);
      const sections: Record<string, object[]> = {};
      await this.fetch(person);
      for (const part of this.registry.all())
        sections[part.section] = plainRows(await part.export(person), part.flags);
      return { ...person, ...sections };
    });
  }

  /**
   * Forgets somebody, everywhere or nowhere; what was counted stays counted.
   *
   * @returns rows changed, by section
   * @throws InvalidInput | NotFound
   */
  async erase(dto: EraseDto, by: string): Promise<Record<string, number>> {
    const erased = await this.database.transaction(async () => {
      const person = await this.find(dto);
      const sections: Record<string, number> = {};
      await this.fetch(person);
      for (const part of this.registry.inOrderOfErasure()) sections[part.section] = await part.erase(person);
      for (const { channel, key } of person.addresses)
        await this.addresses.erase(channel, key, dto.keepOptOut ?? true);
      await this.audit.forgetSubjects(person.records.map(({ targetId }) => targetId));
      const erased = { ...sections, addressStatuses: person.addresses.length };
      await this.audit.write({ actor: by, action: 'Erase', subjectType: 'Person', details: erased });
      return erased;
    });
    // What was overwritten leaves the files as well.
    await this.database.settleFiles();
    return erased;
  }

  /** @throws InvalidInput | NotFound */
  private async find(dto: PersonDto): Promise<Person> {
    if ((dto.address === undefined) === (dto.targetId === undefined))
      throw InvalidInput.of('address', 'give either an address, or targetType and targetId');
    if (dto.address !== undefined) {
      const channel = dto.channel ?? 'email';
      const normalised = this.formats.normalise(channel, dto.address);
      if (!normalised) throw InvalidInput.of('address', `is not an address of the channel ${channel}`);
      return {
        addresses: [{ channel, key: normalised.key }],
        records: await this.recordsWith(channel, normalised.key),
      };
    }
    const source = this.sources.get(dto.targetType ?? '');
    const record = { targetType: source.targetType, targetId: dto.targetId! };
    if (!(await source.load([record.targetId])).has(record.targetId))
      throw new NotFound(source.targetType, record.targetId);
    const addresses: Person['addresses'] = [];
    for (const channel of this.formats.channels())
      // An address that others share is not this person's alone: then only their own rows are theirs.
      for (const key of await this.records.addressKeysOf(source, channel, record.targetId))
        if ((await this.recordsWith(channel, key)).length === 1) addresses.push({ channel, key });
    return { addresses, records: [record] };
  }

  private async fetch(person: Person): Promise<void> {
    for (const part of this.registry.all()) await part.fetch?.(person);
  }

  private recordsWith(channel: string, key: string): Promise<Target[]> {
    return this.records.withAddress(this.sources.all(), channel, key);
  }
}

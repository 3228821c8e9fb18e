import { Injectable } from '@nestjs/common';
import {
  AuditTrail,
  BoolField,
  Clock,
  Database,
  IdField,
  InvalidInput,
  newPublicId,
  NotFound,
  readDate,
  TextField,
} from '@facteur/platform';
import { AddressFormats } from '../address/address-format.js';
import { RecordSourceRegistry } from '../record-source/record-source-registry.js';
import { type Person, PersonalDataRegistry } from './personal-data.js';

export class PersonDto {
  @TextField({ max: 320, example: 'ada@example.com', description: 'Somebody by address …' })
  address?: string;

  @TextField({ max: 20, description: 'Channel of the address; email when absent' })
  channel?: string;

  @TextField({ max: 40, example: 'Contact', description: '… or by record' })
  targetType?: string;

  @IdField()
  targetId?: string;
}

export class EraseDto extends PersonDto {
  @BoolField({
    description:
      'Keeps the bare address as opted out, so that a later import does not write to them again; true when absent',
  })
  keepOptOut?: boolean;
}

/** Moments in ISO 8601 and flags as such, whichever way the database keeps them. */
function plain(rows: object[], flags: readonly string[] = []): object[] {
  const value = (name: string, raw: unknown) => {
    if (flags.includes(name)) return raw == null ? null : Boolean(Number(raw));
    if (raw instanceof Date) return raw.toISOString();
    if (typeof raw === 'string' && SQL_DATE.test(raw)) return readDate(raw)!.toISOString();
    return raw;
  };
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, raw]) => [name, value(name, raw)])),
  );
}

const SQL_DATE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/;

/** The two rights of a person that a law on privacy gives: to know what is known, and to be forgotten. */
@Injectable()
export class PrivacyService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly formats: AddressFormats,
    private readonly sources: RecordSourceRegistry,
    private readonly registry: PersonalDataRegistry,
    private readonly audit: AuditTrail,
  ) {}

  /** Everything known about somebody, by section. */
  async export(dto: PersonDto) {
    const person = await this.find(dto);
    const sections: Record<string, object[]> = {};
    for (const part of this.registry.all())
      sections[part.section] = plain(await part.export(person), part.flags);
    return { ...person, ...sections };
  }

  /** Forgets somebody, everywhere or nowhere; what was counted stays counted. @returns rows changed, by section */
  async erase(dto: EraseDto, by: string): Promise<Record<string, number>> {
    const erased = await this.database.transaction(async () => {
      const person = await this.find(dto);
      const erased: Record<string, number> = {};
      for (const part of this.registry.inOrderOfErasure()) erased[part.section] = await part.erase(person);
      erased['addressStatuses'] = await this.eraseStatuses(person, dto.keepOptOut ?? true);
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
    for (const channel of this.formats.channels()) {
      const sql = source.addresses(channel);
      if (!sql) continue;
      const rows = await this.database.query<{ address_key: string }>(
        `SELECT address_key FROM (${sql}) a WHERE target_id = ?`,
        [record.targetId],
      );
      // An address that others share is not this person's alone: then only their own rows are theirs.
      for (const { address_key: key } of rows)
        if ((await this.recordsWith(channel, key)).length === 1) addresses.push({ channel, key });
    }
    return { addresses, records: [record] };
  }

  private async recordsWith(channel: string, key: string) {
    const records: Person['records'] = [];
    for (const source of this.sources.all()) {
      const sql = source.addresses(channel);
      if (!sql) continue;
      const rows = await this.database.query<{ target_id: string }>(
        `SELECT DISTINCT target_id FROM (${sql}) a WHERE address_key = ?`,
        [key],
      );
      records.push(
        ...rows.map((row) => ({ targetType: source.targetType, targetId: String(row.target_id) })),
      );
    }
    return records;
  }

  private async eraseStatuses({ addresses }: Person, keepOptOut: boolean): Promise<number> {
    let total = 0;
    for (const { channel, key } of addresses) {
      const now = this.clock.now();
      await this.database.execute('DELETE FROM address_status WHERE channel = ? AND address_key = ?', [
        channel,
        key,
      ]);
      total += 1;
      if (keepOptOut)
        await this.database.execute(
          `INSERT INTO address_status (public_id, created_at, modified_at, channel, address, address_key, opted_out, last_event, last_event_at)
           VALUES (?, ?, ?, ?, ?, ?, 1, 'erased', ?)`,
          [newPublicId(), now, now, channel, key, key, now],
        );
    }
    return total;
  }
}

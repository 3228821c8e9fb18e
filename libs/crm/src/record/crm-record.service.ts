import { MemberRepository, RecordOrigins } from '@facteur/audience';
import {
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  Exporter,
  type ExportQuery,
  InvalidInput,
  type Page,
  Usage,
} from '@facteur/platform';
import { Account } from '../account/account.entity.js';
import { CrmAddressRepository } from './crm-address.repository.js';
import { CrmAddresses } from './crm-addresses.js';
import type { CrmRecordDto } from './crm-record.dto.js';
import type { CrmRecord } from './crm-record.entity.js';
import type { RecordKind } from './record-kind.js';

type Changes = Partial<CrmRecordDto> & { accountId?: string | null; campaignId?: string | null };

/** What the services of all kinds work with. */
export interface RecordServiceParts {
  database: Database;
  collections: Collections;
  exporter: Exporter;
  usage: Usage;
  accounts: EntityStore<Account>;
  addresses: CrmAddresses;
  addressRows: CrmAddressRepository;
  members: MemberRepository;
  origins: RecordOrigins;
}

/** Creates, changes, deletes and lists the records of one built-in kind. */
export class CrmRecordService {
  constructor(
    readonly kind: RecordKind,
    private readonly store: EntityStore<CrmRecord>,
    private readonly parts: RecordServiceParts,
  ) {}

  list(query: CollectionQuery): Promise<Page<object>> {
    return this.parts.collections.page(this.kind.list, query);
  }

  export(query: ExportQuery) {
    return this.parts.exporter.list(this.kind.path, this.kind.list, query);
  }

  /** @throws NotFound */
  view(id: string): Promise<object & { id: string }> {
    return this.parts.collections.one(this.kind.list, id);
  }

  /** @throws InvalidInput */
  async create(dto: Changes): Promise<object & { id: string }> {
    const { targetType, defaults } = this.kind;
    const id = await this.parts.database.transaction(async () => {
      const { values, marks } = await this.split(dto);
      const { publicId } = await this.store.create({ ...defaults, ...values });
      await this.parts.addresses.setOf(targetType, publicId, dto as Record<string, unknown>);
      await this.parts.addresses.mark(targetType, publicId, marks);
      if (dto.campaignId) await this.noteOrigin(publicId, dto.campaignId, dto.emailAddress ?? null);
      return publicId;
    });
    return this.view(id);
  }

  /** @throws NotFound | InvalidInput */
  async update(id: string, dto: Changes): Promise<object & { id: string }> {
    const { targetType } = this.kind;
    await this.parts.database.transaction(async () => {
      const record = await this.store.get(id);
      const { values, marks } = await this.split(dto);
      await this.store.update(record.id, values);
      await this.parts.addresses.setOf(targetType, id, dto as Record<string, unknown>);
      await this.parts.addresses.mark(targetType, id, marks);
    });
    return this.view(id);
  }

  /** Deletes the record, its addresses and its memberships. @throws InUse for an account that has contacts. */
  async remove(id: string): Promise<void> {
    const { targetType, list } = this.kind;
    await this.parts.database.transaction(async () => {
      const record = await this.store.get(id);
      await this.parts.usage.refuseWhileUsed(list.noun, record);
      await this.store.remove(record.id);
      await this.parts.addressRows.forget(targetType, [id]);
      await this.parts.members.forget(targetType, [id]);
    });
  }

  private async split(dto: Changes) {
    const {
      emailAddress: _address,
      emailAddressIsOptedOut: optedOut,
      emailAddressIsInvalid: invalid,
      accountId,
      ...values
    } = dto;
    if (dto.campaignId && !(await this.parts.origins.known([dto.campaignId])).has(dto.campaignId))
      throw InvalidInput.of('campaignId', `there is no campaign with the id ${dto.campaignId}`);
    const account =
      accountId === undefined ? undefined : await this.parts.accounts.referredOne('accountId', accountId);
    return {
      values: { ...values, ...(account === undefined ? {} : { accountId: account?.id ?? null }) },
      marks: { optedOut, invalid },
    };
  }

  private async noteOrigin(targetId: string, campaignId: string, address: string | null): Promise<void> {
    const { targetType } = this.kind;
    await this.parts.origins.made([{ campaignId, targetType, targetId, address, imported: false }]);
  }
}

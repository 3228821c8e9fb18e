import { MemberRepository, RecordOrigins } from '@facteur/audience';
import {
  Clock,
  Database,
  EntityStore,
  Exporter,
  type ExportQuery,
  InUse,
  InvalidInput,
  Collections,
  type CollectionQuery,
  type Row,
} from '@facteur/platform';
import { CrmAddressRepository } from './crm-address.repository.js';
import type { CrmRecordDto } from './crm-record.dto.js';
import { Account, Contact, CrmRecord } from './crm-record.entity.js';
import type { CrmRecordType } from './crm-record-types.js';

type Changes = Partial<CrmRecordDto> & { accountId?: string | null; campaignId?: string | null };

/** Creates, changes, deletes and lists the records of one built-in type. */
export class CrmRecordService {
  private readonly store: EntityStore<CrmRecord>;
  private readonly accounts: EntityStore<Account>;

  constructor(
    readonly type: CrmRecordType,
    private readonly database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly addresses: CrmAddressRepository,
    private readonly members: MemberRepository,
    private readonly exporter: Exporter,
    private readonly origins: RecordOrigins,
  ) {
    this.store = new EntityStore(database, clock, type.entity, type.list.noun);
    this.accounts = new EntityStore(database, clock, Account, 'account');
  }

  list(query: CollectionQuery) {
    return this.collections.page(this.type.list, query);
  }

  export(query: ExportQuery) {
    return this.exporter.list(this.type.path, this.type.list, query);
  }

  view(id: string): Promise<Row> {
    return this.collections.one(this.type.list, id);
  }

  async create(dto: Changes): Promise<Row> {
    const id = await this.database.transaction(async () => {
      const { values, marks } = await this.split(dto);
      const record = await this.store.create({ ...this.type.defaults, ...values });
      await this.setAddress(record.publicId, dto);
      await this.addresses.mark(this.type.targetType, record.publicId, 'email', marks);
      if (dto.campaignId) await this.noteOrigin(record.publicId, dto.campaignId, dto.emailAddress ?? null);
      return record.publicId;
    });
    return this.view(id);
  }

  async update(id: string, dto: Changes): Promise<Row> {
    await this.database.transaction(async () => {
      const record = await this.store.get(id);
      const { values, marks } = await this.split(dto);
      await this.store.update(record.id, values);
      await this.setAddress(id, dto);
      await this.addresses.mark(this.type.targetType, id, 'email', marks);
    });
    return this.view(id);
  }

  /** Deletes the record, its addresses and its memberships. @throws InUse for an account that has contacts. */
  async remove(id: string): Promise<void> {
    await this.database.transaction(async () => {
      const record = await this.store.get(id);
      if (record instanceof Account) await this.refuseWhileUsed(record);
      await this.store.remove(record.id);
      await this.addresses.forget(this.type.targetType, [id]);
      await this.members.forget(this.type.targetType, [id]);
    });
  }

  private async refuseWhileUsed(account: Account): Promise<void> {
    const contacts = await this.database.run((manager) =>
      manager.find(Contact, { where: { accountId: account.id }, take: 5 }),
    );
    if (contacts.length === 0) return;
    throw new InUse(
      'account',
      contacts.map((contact) => ({
        type: 'Contact',
        id: contact.publicId,
        name: [contact.firstName, contact.lastName].filter(Boolean).join(' '),
      })),
    );
  }

  private async split(dto: Changes) {
    const {
      emailAddress: _address,
      emailAddressIsOptedOut: optedOut,
      emailAddressIsInvalid: invalid,
      accountId,
      ...values
    } = dto;
    if (dto.campaignId && !(await this.origins.known([dto.campaignId])).has(dto.campaignId))
      throw InvalidInput.of('campaignId', `there is no campaign with the id ${dto.campaignId}`);
    const account =
      accountId === undefined ? undefined : await this.accounts.referredOne('accountId', accountId);
    return {
      values: { ...values, ...(account === undefined ? {} : { accountId: account?.id ?? null }) },
      marks: { optedOut, invalid },
    };
  }

  private async noteOrigin(targetId: string, campaignId: string, address: string | null): Promise<void> {
    const { targetType } = this.type;
    await this.origins.made([{ campaignId, targetType, targetId, address, imported: false }]);
  }

  private async setAddress(id: string, { emailAddress }: Changes): Promise<void> {
    if (emailAddress === undefined) return;
    const normalised = emailAddress ? this.addresses.normalise('email', 'emailAddress', emailAddress) : null;
    await this.addresses.setPrimary(this.type.targetType, id, 'email', normalised);
  }
}

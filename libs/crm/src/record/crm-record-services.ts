import { Injectable } from '@nestjs/common';
import { MemberRepository, RecordOrigins } from '@facteur/audience';
import { Clock, Collections, Database, EntityStore, Exporter, Usage } from '@facteur/platform';
import { Account } from '../account/account.entity.js';
import { KINDS } from '../kinds.js';
import { CrmAddressRepository } from './crm-address.repository.js';
import { CrmAddresses } from './crm-addresses.js';
import { CrmRecordRepository } from './crm-record.repository.js';
import { CrmRecordService } from './crm-record.service.js';

/** The services of the built-in kinds, by target type. */
@Injectable()
export class CrmRecordServices {
  private readonly services: ReadonlyMap<string, CrmRecordService>;

  constructor(
    database: Database,
    clock: Clock,
    collections: Collections,
    exporter: Exporter,
    usage: Usage,
    addresses: CrmAddresses,
    addressRows: CrmAddressRepository,
    members: MemberRepository,
    origins: RecordOrigins,
    records: CrmRecordRepository,
  ) {
    const accounts = new EntityStore(database, clock, Account, 'account');
    const parts = {
      ...{ database, collections, exporter, usage, accounts, addresses, addressRows, members, origins },
    };
    this.services = new Map(
      KINDS.map((kind) => [
        kind.targetType,
        new CrmRecordService(kind, new EntityStore(database, clock, kind.entity, kind.list.noun), parts),
      ]),
    );
    for (const kind of KINDS)
      if (kind.accountKey) usage.register('account', ({ id }) => records.ofAccount(kind, id));
  }

  of(targetType: string): CrmRecordService {
    return this.services.get(targetType)!;
  }
}

import { Module } from '@nestjs/common';
import { MemberRepository, RecordOrigins } from '@facteur/audience';
import { Clock, Database, Exporter, Collections } from '@facteur/platform';
import { CrmAddressRepository } from './record/crm-address.repository.js';
import { CRM_CONTROLLERS, serviceToken } from './record/crm-record.controllers.js';
import { CrmRecordService } from './record/crm-record.service.js';
import { CrmPersonalData } from './record/crm-personal-data.js';
import { CRM_RECORD_TYPES } from './record/crm-record-types.js';
import { AccountSource, ContactSource, LeadSource, UserSource } from './record/crm-record-source.js';

const services = CRM_RECORD_TYPES.map((type) => ({
  provide: serviceToken(type.targetType),
  inject: [Database, Clock, Collections, CrmAddressRepository, MemberRepository, Exporter, RecordOrigins],
  useFactory: (
    database: Database,
    clock: Clock,
    collections: Collections,
    addresses: CrmAddressRepository,
    members: MemberRepository,
    exporter: Exporter,
    origins: RecordOrigins,
  ) => new CrmRecordService(type, database, clock, collections, addresses, members, exporter, origins),
}));

/** The built-in record types. A host that has its own leaves this module out. */
@Module({
  controllers: CRM_CONTROLLERS,
  providers: [
    CrmAddressRepository,
    CrmPersonalData,
    ...services,
    AccountSource,
    ContactSource,
    LeadSource,
    UserSource,
  ],
})
export class CrmModule {}

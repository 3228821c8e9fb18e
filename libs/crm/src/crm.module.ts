import { Module } from '@nestjs/common';
import { AudienceModule } from '@facteur/audience';
import { CrmAddressRepository } from './record/crm-address.repository.js';
import { CrmAddresses } from './record/crm-addresses.js';
import { CrmImportRepository } from './record/crm-import.repository.js';
import { CrmPersonalData } from './record/crm-personal-data.js';
import { CRM_CONTROLLERS } from './record/crm-record.controllers.js';
import { CrmRecordRepository } from './record/crm-record.repository.js';
import { CrmRecordServices } from './record/crm-record-services.js';
import { CRM_SOURCES } from './record/crm-record-sources.js';

/** The built-in record types. A host that has its own leaves this module out. */
@Module({
  imports: [AudienceModule],
  controllers: CRM_CONTROLLERS,
  providers: [
    CrmAddressRepository,
    CrmAddresses,
    CrmImportRepository,
    CrmPersonalData,
    CrmRecordRepository,
    CrmRecordServices,
    ...CRM_SOURCES,
  ],
  exports: [CrmRecordServices],
})
export class CrmModule {}

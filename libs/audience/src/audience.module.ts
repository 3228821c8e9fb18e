import { Module } from '@nestjs/common';
import { AddressFormats } from './address/address-format.js';
import { AddressImporter } from './address/address-importer.js';
import { AddressRegistry } from './address/address-registry.js';
import { AddressStatusController } from './address/address-status.controller.js';
import { AddressStatusRepository } from './address/address-status.repository.js';
import { AddressStatusService } from './address/address-status.service.js';
import { AudiencePersonalDataRepository } from './privacy/audience-personal-data.repository.js';
import {
  AddressPersonalData,
  ImportPersonalData,
  MembershipPersonalData,
} from './privacy/audience-personal-data.js';
import { PersonalDataRegistry } from './privacy/personal-data.js';
import { PrivacyController } from './privacy/privacy.controller.js';
import { PrivacyService } from './privacy/privacy.service.js';
import { ConsentController } from './consent/consent.controller.js';
import { ConsentLedger } from './consent/consent-ledger.repository.js';
import { ConsentOrigins } from './consent/consent-origin.repository.js';
import { ConsentPersonalDataRepository } from './consent/consent-personal-data.repository.js';
import { ConsentRepository } from './consent/consent.repository.js';
import { ConsentPersonalData } from './consent/consent-personal-data.js';
import { ConsentService } from './consent/consent.service.js';
import { ImportController } from './import/import.controller.js';
import { ImportRepository } from './import/import.repository.js';
import { ImportRunner } from './import/import-runner.js';
import { ImportedConsents } from './import/imported-consents.js';
import { ImportTraceRepository } from './import/import-trace.repository.js';
import { ImportUndo } from './import/import-undo.js';
import { Importers } from './import/importers.js';
import { ImportService } from './import/import.service.js';
import { RecordController, RecordTypeController } from './record-source/record.controller.js';
import { RecordService } from './record-source/record.service.js';
import { RecordRepository } from './record-source/record.repository.js';
import { RecordUses } from './record-source/record-uses.js';
import { RecordOrigins } from './record-source/record-origins.js';
import { SourceCheck } from './record-source/source-check.js';
import { RecordSourceRegistry } from './record-source/record-source-registry.js';
import { MemberAddingRepository } from './target-list/member-adding.repository.js';
import { MemberRepository } from './target-list/member.repository.js';
import { FilterConditions } from './segment/filter/filter-condition.js';
import { SegmentFilterRepository } from './segment/segment-filter.repository.js';
import { SegmentRepository } from './segment/segment.repository.js';
import { SegmentController } from './segment/segment.controller.js';
import { SegmentFilters } from './segment/segment-filters.js';
import { SegmentService } from './segment/segment.service.js';
import { SegmentSyncRepository } from './segment/segment-sync.repository.js';
import { ListCombination } from './target-list/list-combination.js';
import { ListCombinationRepository } from './target-list/list-combination.repository.js';
import { ListOptOutRepository } from './target-list/list-opt-out.repository.js';
import { PublicLists } from './target-list/public-lists.repository.js';
import { TargetListController } from './target-list/target-list.controller.js';
import { TargetListExport } from './target-list/target-list-export.js';
import { TargetListRepository } from './target-list/target-list.repository.js';
import { TargetListService } from './target-list/target-list.service.js';

const shared = [
  RecordSourceRegistry,
  AddressFormats,
  AddressRegistry,
  MemberAddingRepository,
  MemberRepository,
  PublicLists,
  TargetListService,
  SegmentService,
  SegmentFilters,
  ImportRunner,
  ImportTraceRepository,
  ImportUndo,
  RecordUses,
  RecordOrigins,
  ConsentLedger,
  ConsentOrigins,
  ConsentService,
  RecordService,
];

@Module({
  controllers: [
    TargetListController,
    AddressStatusController,
    SegmentController,
    PrivacyController,
    ImportController,
    ConsentController,
    RecordController,
    RecordTypeController,
  ],
  providers: [
    ...shared,
    SourceCheck,
    ImportRepository,
    ImportService,
    Importers,
    ImportedConsents,
    AddressImporter,
    PersonalDataRegistry,
    PrivacyService,
    MembershipPersonalData,
    ImportPersonalData,
    AddressPersonalData,
    ConsentPersonalData,
    ConsentPersonalDataRepository,
    ConsentRepository,
    AudiencePersonalDataRepository,
    AddressStatusRepository,
    AddressStatusService,
    RecordRepository,
    FilterConditions,
    SegmentRepository,
    SegmentFilterRepository,
    SegmentSyncRepository,
    TargetListRepository,
    TargetListExport,
    ListCombination,
    ListCombinationRepository,
    ListOptOutRepository,
  ],
  exports: shared,
})
export class AudienceModule {}

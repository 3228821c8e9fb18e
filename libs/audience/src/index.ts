export {
  type AddressFormat,
  AddressFormatPlugin,
  AddressFormats,
  type NormalisedAddress,
} from './address/address-format.js';
export { AddressRegistry } from './address/address-registry.js';
export { AddressStatus } from './address/address-status.entity.js';
export { AudienceModule } from './audience.module.js';
export {
  CONSENT_ACTIONS,
  type ConsentLevel,
  type ConsentMethod,
  type Origin,
  type Wish,
} from './consent/consent.js';
export { ConsentLedger } from './consent/consent-ledger.repository.js';
export { byHand, ConsentOrigins, hashOfWords } from './consent/consent-origin.repository.js';
export { ConsentService } from './consent/consent.service.js';
export { ConsentOfListView } from './consent/consent.view.js';
export { consentStands } from './consent/consent-sql.js';
export { ImportRunner } from './import/import-runner.js';
export { ImportRun } from './import/import.entity.js';
export type {
  ImportField,
  ImportRow,
  RecordImporter,
  WriteOptions,
  WrittenRow,
} from './import/record-importer.js';
export { faultsOfMarks, type MarkFields, marksOf } from './import/subscription-status.js';
export { inOrder } from './privacy/erasure-order.js';
export { rowsOf } from './privacy/person-sql.js';
export {
  type Person,
  type PersonalData,
  PersonalDataPlugin,
  PersonalDataRegistry,
} from './privacy/personal-data.js';
export { type MadeRecord, type OriginKeeper, RecordOrigins } from './record-source/record-origins.js';
export { RecordService } from './record-source/record.service.js';
export { RecordUses } from './record-source/record-uses.js';
export type { EntityOptions, PropertyOf } from './entity-source/entity-options.js';
export { EntitySource } from './entity-source/entity-source.js';
export { fromEntity } from './entity-source/from-entity.js';
export { RecordSourceRegistry } from './record-source/record-source-registry.js';
export {
  fieldSql,
  isOf,
  isOfAny,
  type RecordSource,
  RecordSourcePlugin,
  type TargetRecord,
} from './record-source/record-source.js';
export { type Target, targetKey } from './record-source/target-key.js';
export { targetTypeColumn } from './record-source/target-type-column.js';
export { idsOf, referencesTo } from './segment/filter/compile-filter.js';
export { FilterConditionPlugin, FilterConditions } from './segment/filter/filter-condition.js';
export {
  type CompiledFilter,
  type FilterCondition,
  type FilterReference,
  type FilterScope,
  MAX_DEPTH,
  MAX_NODES,
  MAX_VALUES,
  type SegmentFilter,
} from './segment/filter/segment-filter.js';
export { SegmentFilters } from './segment/segment-filters.js';
export { Segment, SegmentRun } from './segment/segment.entity.js';
export { SEGMENTS } from './segment/segment-sql.js';
export { SegmentService } from './segment/segment.service.js';
export { type LinkedLists, ListLinks } from './target-list/list-links.repository.js';
export { MemberRepository } from './target-list/member.repository.js';
export { type ListChoice, PublicLists } from './target-list/public-lists.repository.js';
export { TARGET_LISTS } from './target-list/target-list-sql.js';
export { TargetList } from './target-list/target-list.entity.js';
export { TargetListOptedIn, TargetListOptedOut } from './target-list/target-list.events.js';
export { TargetListService } from './target-list/target-list.service.js';
export { ListOfRecordView, TargetListView } from './target-list/target-list.view.js';
export { type ContractCheck, recordSourceContract } from './testing/record-source-contract.js';

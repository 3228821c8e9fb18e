import { Module } from '@nestjs/common';
import { AudienceModule } from '@facteur/audience';
import { CampaignsModule } from '@facteur/campaigns';
import { MailingActionsService } from './actions/mailing-actions.service.js';
import { ChannelRegistry } from './channel/channel-registry.js';
import { CleanUp } from './clean-up/clean-up.js';
import { GateRepository } from './channel/gate.repository.js';
import { DeliveryReportController } from './delivery/delivery-report.controller.js';
import { DeliveryReportRepository } from './delivery/delivery-report.repository.js';
import { AddressEffects } from './delivery/address-effects.js';
import { DeliveryReports } from './delivery/delivery-reports.js';
import { MailingScheduling } from './actions/scheduling.service.js';
import { HeldCheck } from './health/held-check.js';
import { QueueCheck } from './health/queue-check.js';
import { JobCheck } from './health/job-check.js';
import { LimitsCheck } from './health/limits-check.js';
import { SendingSettingsController } from './settings/sending-settings.controller.js';
import { SendingSettings } from './settings/sending-settings.js';
import { DeliverySettingsController } from './delivery/delivery-settings.controller.js';
import { DeliverySettings } from './delivery/delivery-settings.js';
import { QueuePersonalData } from './delivery/queue-personal-data.js';
import { Appearances } from './mailing/appearances.js';
import { Archive } from './mailing/archive.js';
import { ShownLetters } from './mailing/shown-letters.js';
import { CampaignOfMailing } from './mailing/campaign-of-mailing.js';
import { MailingRepository } from './mailing/mailing.repository.js';
import { MailingService } from './mailing/mailing.service.js';
import { MailingContexts } from './model/mailing-context.js';
import { MailingLists } from './model/mailing-lists.repository.js';
import { AddressMates } from './opt-out/address-mates.repository.js';
import { ItemOptOut } from './opt-out/item-opt-out.js';
import { Pace } from './pace/pace.js';
import { PaceNumbers } from './pace/pace-numbers.js';
import { PaceRepository } from './pace/pace.repository.js';
import { PaceRuleController } from './pace/pace-rule.controller.js';
import { PaceRuleService } from './pace/pace-rule.service.js';
import { ReceiverGroups } from './pace/receivers.js';
import { ReceiverRepository } from './pace/receiver.repository.js';
import { ItemAddresses } from './queue/item-address.repository.js';
import { ItemArchive } from './queue/item-archive.repository.js';
import { DispatchMailingDirectory } from './queue/mailing-directory.js';
import { OpenItems } from './queue/open-items.repository.js';
import { QueueItemController } from './queue/queue-item.controller.js';
import { QueuePersonalDataRepository } from './queue/queue-personal-data.repository.js';
import { QueuedRecords } from './queue/queued-records.repository.js';
import { QueueRepository } from './queue/queue.repository.js';
import { SentItems } from './queue/sent-items.repository.js';
import { SettlementRepository } from './queue/settlement.repository.js';
import { BrakeFiguresRepository } from './brake/brake-figures.repository.js';
import { Brakes } from './brake/brakes.js';
import { RestoredMailings } from './restore/restored-mailings.repository.js';
import { ApprovalRepository } from './approval/approval.repository.js';
import { Approvals } from './approval/approvals.js';
import { LeftOutRepository } from './recipients/left-out.repository.js';
import { LeftOutService } from './recipients/left-out.service.js';
import { NoticeRepository } from './notices/notice.repository.js';
import { OwnerMessengers } from './notices/owner-messenger.js';
import { OwnerNotices } from './notices/owner-notices.js';
import { ListOfRecipients } from './recipients/list-of-recipients.js';
import { LookAhead } from './recipients/look-ahead.js';
import { LookAheadRepository } from './recipients/look-ahead.repository.js';
import { Portions } from './recipients/portions.repository.js';
import { PreflightService } from './recipients/preflight.service.js';
import { QueueBuilder } from './recipients/queue-builder.js';
import { QueueBuildingRepository } from './recipients/queue-building.repository.js';
import { WhyRepository } from './recipients/why.repository.js';
import { WhyService } from './recipients/why.service.js';
import { HandoverTimes } from './sending/handover-times.js';
import { HandoverTimeRepository } from './sending/handover-time.repository.js';
import { MailingSender } from './sending/mailing-sender.js';
import { PaceOutlook } from './sending/pace-outlook.js';
import { ProgressRepository } from './sending/progress.repository.js';
import { ProgressService } from './sending/progress.service.js';
import { ReadyItems } from './sending/ready-items.js';
import { SendRun } from './sending/send-run.js';
import { SendingProcess } from './sending/sending-process.js';
import { SendingProcessRepository } from './sending/sending-process.repository.js';
import { SendingSteps } from './sending/sending-steps.js';
import { Settlement } from './sending/settlement.js';
import { TestItemRepository } from './sending/test-item.repository.js';
import { TestSend } from './sending/test-send.js';

/** What channels, the public pages and the readers of what comes back build on. */
const shared = [
  PaceNumbers,
  HandoverTimes,
  Appearances,
  Archive,
  ShownLetters,
  ChannelRegistry,
  SendingSettings,
  Approvals,
  RestoredMailings,
  BrakeFiguresRepository,
  Brakes,
  MailingScheduling,
  MailingActionsService,
  MailingContexts,
  MailingService,
  LookAhead,
  PreflightService,
  ProgressService,
  QueueBuilder,
  SendRun,
  SentItems,
  ItemOptOut,
  AddressEffects,
  DeliveryReports,
  OwnerNotices,
  CleanUp,
];

/** Needs a provider of DispatchOptions and of RunSchedule from whoever mounts it. */
@Module({
  imports: [AudienceModule, CampaignsModule],
  controllers: [
    QueueItemController,
    DeliveryReportController,
    PaceRuleController,
    DeliverySettingsController,
    SendingSettingsController,
  ],
  providers: [
    ...shared,
    // model, channel
    GateRepository,
    MailingLists,
    // recipients
    ApprovalRepository,
    LeftOutRepository,
    LeftOutService,
    ListOfRecipients,
    NoticeRepository,
    OwnerMessengers,
    LookAheadRepository,
    Portions,
    QueueBuildingRepository,
    WhyRepository,
    WhyService,
    // pace
    Pace,
    PaceRepository,
    PaceRuleService,
    ReceiverGroups,
    ReceiverRepository,
    // queue, mailing
    DispatchMailingDirectory,
    ItemAddresses,
    ItemArchive,
    MailingRepository,
    CampaignOfMailing,
    OpenItems,
    QueuePersonalDataRepository,
    QueuedRecords,
    QueueRepository,
    SettlementRepository,
    // delivery, opt-out
    AddressMates,
    DeliveryReportRepository,
    DeliverySettings,
    HeldCheck,
    QueueCheck,
    JobCheck,
    LimitsCheck,
    QueuePersonalData,
    // sending
    MailingSender,
    HandoverTimeRepository,
    PaceOutlook,
    ProgressRepository,
    ReadyItems,
    SendingProcess,
    SendingProcessRepository,
    SendingSteps,
    Settlement,
    TestItemRepository,
    TestSend,
  ],
  exports: shared,
})
export class DispatchModule {}

import { Global, Module } from '@nestjs/common';
import { ChannelRegistry } from './channel/channel-registry.js';
import { DeliveryReportController } from './delivery/delivery-report.controller.js';
import { DeliveryReportRepository } from './delivery/delivery-report.repository.js';
import { DeliveryReports } from './delivery/delivery-reports.service.js';
import { DeliverySettings, DeliverySettingsController } from './delivery/delivery-settings.js';
import { ItemOptOut } from './delivery/item-opt-out.js';
import { MailingRepository } from './mailing/mailing.repository.js';
import { MailingService } from './mailing/mailing.service.js';
import { PreflightService } from './mailing/preflight.service.js';
import { ProgressService } from './mailing/progress.service.js';
import { LeftOutRepository } from './queue/left-out.repository.js';
import { QueueBuilder } from './queue/queue-builder.js';
import { QueueItemController } from './queue/queue-item.controller.js';
import { QueuePersonalData } from './queue/queue-personal-data.js';
import { QueueRepository } from './queue/queue.repository.js';
import { SentItems } from './queue/sent-items.js';
import { LeftOutService } from './recipients/left-out.service.js';
import { WhyService } from './recipients/why.service.js';
import { MailingSender } from './sending/mailing-sender.js';
import { SendRun } from './sending/send-run.service.js';
import { SendingProcess } from './sending/sending-process.js';
import { Settlement } from './sending/settlement.js';
import { TestSend } from './sending/test-send.service.js';

const shared = [
  ChannelRegistry,
  MailingService,
  QueueBuilder,
  SendRun,
  TestSend,
  ProgressService,
  PreflightService,
  LeftOutService,
  WhyService,
  SentItems,
  ItemOptOut,
  DeliveryReports,
];

/** Needs a provider of DispatchOptions and of RunSchedule from whoever mounts it. */
@Global()
@Module({
  controllers: [QueueItemController, DeliveryReportController, DeliverySettingsController],
  providers: [
    ...shared,
    QueuePersonalData,
    DeliveryReportRepository,
    DeliverySettings,
    MailingRepository,
    QueueRepository,
    LeftOutRepository,
    MailingSender,
    SendingProcess,
    Settlement,
  ],
  exports: shared,
})
export class DispatchModule {}

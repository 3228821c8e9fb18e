import { Module } from '@nestjs/common';
import { AudienceModule } from '@facteur/audience';
import { CampaignController } from './campaign/campaign.controller.js';
import { CampaignOrigins } from './campaign/campaign-origins.js';
import { CampaignRepository } from './campaign/campaign.repository.js';
import { CampaignService } from './campaign/campaign.service.js';
import { LeadFormController } from './lead-form/lead-form.controller.js';
import { LeadFormRepository } from './lead-form/lead-form.repository.js';
import { LeadFormService } from './lead-form/lead-form.service.js';
import { OptInMessengers } from './lead-form/opt-in-messenger.js';
import { LinkSigner } from './links/link-signer.js';
import { ArchiveHorizon } from './log/archive-horizon.js';
import { ActivityCondition } from './log/activity-condition.js';
import { CampaignLogController } from './log/campaign-log.controller.js';
import { CampaignLogRepository } from './log/campaign-log.repository.js';
import { CampaignLogReader } from './log/campaign-log-reader.js';
import { CampaignLog } from './log/campaign-log.js';
import { ListFromLogController } from './log/list-from-log.controller.js';
import { LogPersonalDataRepository } from './log/log-personal-data.repository.js';
import { LogPersonalData } from './log/log-personal-data.js';
import { LoggedRecords } from './log/logged-records.repository.js';
import { LogArchive } from './log/log-archive.repository.js';
import { LogSelections } from './log/log-selections.repository.js';
import { ListFromLog } from './log/list-from-log.js';
import { Counters } from './statistics/counters.repository.js';
import { OptOutReasons } from './statistics/opt-out-reasons.repository.js';
import { ReasonPersonalData } from './statistics/reason-personal-data.js';
import { RevenueSources } from './statistics/revenue-source.js';
import { StatisticsCheck } from './statistics/statistics-check.repository.js';
import { MailingDirectories } from './mailing-directory.js';
import { StatisticsRepository } from './statistics/statistics.repository.js';
import { StatisticsController } from './statistics/statistics.controller.js';
import { StatisticsService } from './statistics/statistics.service.js';
import { TrackingUrlController } from './tracking-url/tracking-url.controller.js';
import { TrackingUrlRepository } from './tracking-url/tracking-url.repository.js';
import { TrackingUrlService } from './tracking-url/tracking-url.service.js';

const shared = [
  OptOutReasons,
  CampaignService,
  TrackingUrlService,
  LinkSigner,
  CampaignLog,
  StatisticsService,
  StatisticsCheck,
  LeadFormService,
  OptInMessengers,
  ArchiveHorizon,
  LogArchive,
];

@Module({
  imports: [AudienceModule],
  controllers: [
    StatisticsController,
    CampaignController,
    TrackingUrlController,
    CampaignLogController,
    ListFromLogController,
    LeadFormController,
  ],
  providers: [
    ...shared,
    ActivityCondition,
    CampaignOrigins,
    LoggedRecords,
    CampaignRepository,
    CampaignLogReader,
    LogPersonalDataRepository,
    MailingDirectories,
    StatisticsRepository,
    Counters,
    RevenueSources,
    ReasonPersonalData,
    TrackingUrlRepository,
    CampaignLogRepository,
    LeadFormRepository,
    ListFromLog,
    LogSelections,
    LogPersonalData,
  ],
  exports: shared,
})
export class CampaignsModule {}

import { Module } from '@nestjs/common';
import { AudienceModule } from '@facteur/audience';
import { CampaignsModule } from '@facteur/campaigns';
import { DispatchModule } from '@facteur/dispatch';
import { PagesModule } from '@facteur/pages';
import { DestinationRepository } from './hits/destination.repository.js';
import { HitController } from './hits/hit.controller.js';
import { Hits } from './hits/hits.js';
import { HitSpool } from './hits/hit-spool.js';
import { HitRecorder } from './hits/hit-recorder.js';
import { HitRepository } from './hits/hit.repository.js';
import { SpoolFiles } from './hits/spool-files.js';
import { JournalCheck } from './hits/journal-check.js';
import { SpoolRecorder } from './hits/spool-recorder.js';
import { SpoolRepository } from './hits/spool.repository.js';
import { TrackingUrlDirectory } from './hits/tracking-url-directory.js';
import { AddressHolderRepository } from './lead-capture/address-holder.repository.js';
import { LeadCaptureController } from './lead-capture/lead-capture.controller.js';
import { LeadCapture } from './lead-capture/lead-capture.js';
import { LeadRecords } from './lead-capture/lead-records.js';
import { SubmissionPersonalData } from './lead-capture/submission-personal-data.js';
import { SubmissionRepository } from './lead-capture/submission.repository.js';
import { OptOutController } from './opt-out/opt-out.controller.js';
import { ArchiveController } from './online/archive.controller.js';
import { OnlineController } from './online/online.controller.js';
import { AddressChange } from './preferences/address-change.js';
import { PreferencesController } from './preferences/preferences.controller.js';
import { PreferencesService } from './preferences/preferences.service.js';
import { OptOutService } from './opt-out/opt-out.service.js';
import { PageReaders } from './pages/page-readers.js';
import { PublicPages } from './pages/public-pages.js';

/** The endpoints that recipients meet. */
@Module({
  imports: [AudienceModule, CampaignsModule, DispatchModule, PagesModule],
  controllers: [
    HitController,
    OptOutController,
    PreferencesController,
    OnlineController,
    ArchiveController,
    LeadCaptureController,
  ],
  providers: [
    HitRecorder,
    Hits,
    HitSpool,
    SpoolFiles,
    JournalCheck,
    SpoolRecorder,
    SpoolRepository,
    HitRepository,
    DestinationRepository,
    TrackingUrlDirectory,
    OptOutService,
    PreferencesService,
    AddressChange,
    PageReaders,
    PublicPages,
    LeadCapture,
    LeadRecords,
    AddressHolderRepository,
    SubmissionRepository,
    SubmissionPersonalData,
  ],
  exports: [SpoolRecorder],
})
export class TrackingModule {}

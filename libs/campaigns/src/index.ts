export { Campaign, INFORMATIONAL } from './campaign/campaign.entity.js';
export { CAMPAIGNS } from './campaign/campaign-sql.js';
export { CAMPAIGN_TYPE, CampaignService } from './campaign/campaign.service.js';
export { CampaignsModule } from './campaigns.module.js';
export { fieldsOfForm, FORM_CHANNEL, LeadForm } from './lead-form/lead-form.entity.js';
export { CONSENT, HONEYPOT, LeadFormService, type FormWords } from './lead-form/lead-form.service.js';
export { type OptInMessenger, OptInMessengerPlugin, OptInMessengers } from './lead-form/opt-in-messenger.js';
export { LinkSigner } from './links/link-signer.js';
export { ArchiveHorizon } from './log/archive-horizon.js';
export { CampaignLog } from './log/campaign-log.js';
export { ListFromLog } from './log/list-from-log.js';
export { LogArchive } from './log/log-archive.repository.js';
export type { LogEntry } from './log/log-actions.js';
export { type MailingDirectory, MailingDirectoryPlugin } from './mailing-directory.js';
export { type RevenueSource, RevenueSourcePlugin, RevenueSources } from './statistics/revenue-source.js';
export { StatisticsCheck } from './statistics/statistics-check.repository.js';
export { StatisticsQuery } from './statistics/statistics.dto.js';
export { StatisticsService } from './statistics/statistics.service.js';
export { MailingStatisticsView } from './statistics/statistics.view.js';
export { TrackingUrl } from './tracking-url/tracking-url.entity.js';
export { TrackingUrlService } from './tracking-url/tracking-url.service.js';
export {
  OPT_OUT_REASONS,
  type OptOutReason,
  OptOutReasons,
} from './statistics/opt-out-reasons.repository.js';

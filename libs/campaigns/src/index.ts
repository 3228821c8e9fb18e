export { Campaign, CAMPAIGN_STATUSES, CAMPAIGN_TYPES, INFORMATIONAL } from './campaign/campaign.entity.js';
export { CAMPAIGN_TYPE, CampaignService } from './campaign/campaign.service.js';
export { CampaignsModule } from './campaigns.module.js';
export {
  fieldsOfForm,
  FORM_CHANNEL,
  FORM_STATUSES,
  type FormField,
  LeadForm,
} from './lead-form/lead-form.entity.js';
export { HONEYPOT, LeadFormService } from './lead-form/lead-form.service.js';
export { type OptInMessenger, OptInMessengerPlugin, OptInMessengers } from './lead-form/opt-in-messenger.js';
export * from './links/link-signer.js';
export { LOG_ACTIONS, type LogAction, type LogEntry } from './log/log-actions.js';
export { CampaignLog } from './log/campaign-log.js';
export { ListFromLog } from './log/list-from-log.js';
export { type MailingDirectory, MailingDirectoryPlugin } from './mailing-directory.js';
export { type RevenueSource, RevenueSourcePlugin } from './statistics/revenue-source.js';
export { StatisticsCheck } from './statistics/statistics-check.repository.js';
export { StatisticsQuery } from './statistics/statistics.dto.js';
export { StatisticsService } from './statistics/statistics.service.js';
export { MailingStatisticsView } from './statistics/statistics.view.js';
export { TrackingUrl, TRACKING_URL_ACTIONS } from './tracking-url/tracking-url.entity.js';
export { TrackingUrlService } from './tracking-url/tracking-url.service.js';

export { type ActionsOfChannel, mailingActions, type MailingFace } from './actions/mailing-actions.js';
export {
  AccountUnavailable,
  type Appearance,
  type Caps,
  type Channel,
  ChannelPlugin,
  type CompiledMailing,
  type Finding,
  MailingUnsendable,
  type Obstacle,
  type Receivers,
  type ShownTo,
} from './channel/channel.js';
export { type SendingRules, SendingSettings } from './settings/sending-settings.js';
export { APPROVALS } from './approval/approval.js';
export { Brakes } from './brake/brakes.js';
export { Approvals } from './approval/approvals.js';
export { RestoredMailings } from './restore/restored-mailings.repository.js';
export { CleanUp } from './clean-up/clean-up.js';
export { ChannelRegistry } from './channel/channel-registry.js';
export type { Outcome, Transport } from './channel/transport.js';
export { DELIVERY_KINDS, type DeliveryKind, type DeliveryReport } from './delivery/delivery-report.js';
export { DeliveryReports } from './delivery/delivery-reports.js';
export { DispatchModule } from './dispatch.module.js';
export { Appearances } from './mailing/appearances.js';
export { Archive, type ArchivedLetter } from './mailing/archive.js';
export { ShownLetters } from './mailing/shown-letters.js';
export { type MailingInput, MailingService } from './mailing/mailing.service.js';
export { MailingContexts } from './model/mailing-context.js';
export { Mailing } from './model/mailing.entity.js';
export { HANDOVER_BOUNDS, HandoverTimes } from './sending/handover-times.js';
export { PaceNumbers } from './pace/pace-numbers.js';
export { PaceRule } from './pace/pace-rule.entity.js';
export { MAILING_STATUSES, type MailingStatus } from './model/mailing-states.js';
export {
  type Notice,
  NOTICE_KINDS,
  type NoticeKind,
  type OwnerMessenger,
  OwnerMessengerPlugin,
} from './notices/owner-messenger.js';
export { OwnerNotices } from './notices/owner-notices.js';
export { ARCHIVED_ITEMS, QUEUE_ITEMS } from './queue/queue-item-sql.js';
export type { QueueItem } from './model/queue-item.js';
export { type RunState, RunSchedule } from './model/run-schedule.js';
export { ItemOptOut } from './opt-out/item-opt-out.js';
export { queueItemsOf } from './queue/queue-personal-data.repository.js';
export { type SentItem, SentItems } from './queue/sent-items.repository.js';
export { LookAhead } from './recipients/look-ahead.js';
export { PreflightService } from './recipients/preflight.service.js';
export { FindingView } from './recipients/preflight.view.js';
export { QueueBuilder } from './recipients/queue-builder.js';
export { DispatchOptions } from './sending/dispatch-options.js';
export { ProgressService } from './sending/progress.service.js';
export { SchedulingView } from './sending/progress.view.js';
export { type RunSummary, SendRun } from './sending/send-run.js';
export { MailingStatusChanged } from './model/mailing.events.js';

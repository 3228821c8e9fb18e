import { Module } from '@nestjs/common';
import { AudienceModule } from '@facteur/audience';
import { CampaignsModule } from '@facteur/campaigns';
import { DispatchModule } from '@facteur/dispatch';
import { CheckMailboxes } from './check-mailboxes.js';
import { GroupMailboxController } from './group-mailbox/group-mailbox.controller.js';
import { GroupMailboxRepository } from './group-mailbox/group-mailbox.repository.js';
import { GroupMailboxService } from './group-mailbox/group-mailbox.service.js';
import { CheckLeases } from './imap/check-leases.repository.js';
import { ConnectionTest } from './imap/connection-test.js';
import { FolderPositions } from './imap/folder-positions.repository.js';
import { HandledActions } from './imap/handled-actions.js';
import { ImapConnections } from './imap/imap-connections.js';
import { MailboxChecker } from './imap/mailbox-checker.js';
import { MailboxWatcher } from './imap/mailbox-watcher.js';
import { Arrivals } from './inbound/arrivals.js';
import { InboundMail } from './inbound/inbound-mail.js';
import { Intake } from './inbound/intake.js';
import { InboundMessageController } from './inbound/inbound-message.controller.js';
import { InboundMessageService } from './inbound/inbound-message.service.js';
import { InboundPersonalData } from './inbound/inbound-personal-data.js';
import { InboundPersonalDataRepository } from './inbound/inbound-personal-data.repository.js';
import { InboundRepository } from './inbound/inbound.repository.js';
import { InboundSettingsController } from './inbound/inbound-settings.controller.js';
import { InboundSettings } from './inbound/inbound-settings.js';
import { ItemFinder } from './inbound/item-finder.js';
import { AmazonFetch } from './webhooks/amazon-ses/amazon-fetch.js';
import { WebhookController } from './webhooks/webhook.controller.js';
import { WebhookProviders } from './webhooks/webhook-plugin.js';
import { MailboxCheck } from './health/mailbox-check.js';
import { WEBHOOK_PROVIDERS } from './webhooks/webhook-providers.js';
import { WebhookSettingsController } from './webhooks/webhook-settings.controller.js';
import { WebhookSettings } from './webhooks/webhook-settings.js';

/** Reads what comes back by e-mail: bounces, complaints, answers. */
@Module({
  imports: [AudienceModule, CampaignsModule, DispatchModule],
  controllers: [
    GroupMailboxController,
    InboundMessageController,
    InboundSettingsController,
    WebhookController,
    WebhookSettingsController,
  ],
  providers: [
    MailboxCheck,
    CheckMailboxes,
    GroupMailboxRepository,
    GroupMailboxService,
    CheckLeases,
    ConnectionTest,
    FolderPositions,
    HandledActions,
    ImapConnections,
    MailboxChecker,
    MailboxWatcher,
    Arrivals,
    InboundMail,
    Intake,
    InboundMessageService,
    InboundRepository,
    InboundPersonalData,
    InboundPersonalDataRepository,
    InboundSettings,
    ItemFinder,
    AmazonFetch,
    WebhookProviders,
    WebhookSettings,
    ...WEBHOOK_PROVIDERS,
  ],
  exports: [GroupMailboxService, CheckMailboxes, InboundMail, AmazonFetch, HandledActions],
})
export class MailboxesModule {}

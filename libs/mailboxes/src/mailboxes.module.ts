import { Module } from '@nestjs/common';
import { CheckMailboxes } from './check-mailboxes.js';
import { GroupMailboxController } from './group-mailbox/group-mailbox.controller.js';
import { GroupMailboxService } from './group-mailbox/group-mailbox.service.js';
import { CheckLeases } from './imap/check-lease.js';
import { ConnectionTest } from './imap/connection-test.js';
import { FolderPositions } from './imap/folder-positions.js';
import { HandledActions } from './imap/handled-actions.js';
import { ImapConnections } from './imap/imap-connections.js';
import { MailboxChecker } from './imap/mailbox-checker.js';
import { MailboxWatcher } from './imap/mailbox-watcher.js';
import { InboundMail } from './inbound/inbound-mail.service.js';
import { InboundMessageController } from './inbound/inbound-message.controller.js';
import { InboundPersonalData } from './inbound/inbound-personal-data.js';
import { InboundRepository } from './inbound/inbound.repository.js';
import { InboundSettings, InboundSettingsController } from './inbound/inbound-settings.js';
import { ItemFinder } from './inbound/item-finder.js';
import { AmazonFetch, WebhookController } from './webhooks/webhook.controller.js';
import { WebhookSettings, WebhookSettingsController } from './webhooks/webhook-settings.js';

/** Reads what comes back by e-mail: bounces, complaints, answers. */
@Module({
  controllers: [
    GroupMailboxController,
    InboundMessageController,
    InboundSettingsController,
    WebhookController,
    WebhookSettingsController,
  ],
  providers: [
    CheckMailboxes,
    GroupMailboxService,
    CheckLeases,
    ConnectionTest,
    FolderPositions,
    HandledActions,
    ImapConnections,
    MailboxChecker,
    MailboxWatcher,
    InboundMail,
    InboundRepository,
    InboundPersonalData,
    InboundSettings,
    ItemFinder,
    AmazonFetch,
    WebhookSettings,
  ],
  exports: [CheckMailboxes, InboundMail, AmazonFetch, HandledActions],
})
export class MailboxesModule {}

import { EmailTransports } from './transport/email-transport-plugin.js';
import { TemplateHelpers } from './compiler/template-helper-plugin.js';
import { Module } from '@nestjs/common';
import { AudienceModule } from '@facteur/audience';
import { CampaignsModule } from '@facteur/campaigns';
import { DispatchModule } from '@facteur/dispatch';
import { MediaModule } from '@facteur/media';
import { PagesModule } from '@facteur/pages';
import { EmailAddressFormat } from './address/email-address-format.js';
import { EmailChannel } from './channel/email-channel.js';
import { LettersOnline } from './channel/letters-online.js';
import { LinkWordings } from './channel/link-wordings.js';
import { MassEmailCheck } from './channel/mass-email-check.js';
import { SentMessageController } from './channel/sent-message.controller.js';
import { SenderAccounts } from './channel/sender-accounts.js';
import { SentPersonalData } from './channel/sent-personal-data.js';
import { SentMessageRepository } from './channel/sent-message.repository.js';
import { SentTemplates } from './channel/sent-template.repository.js';
import { SentMessages } from './channel/sent-messages.js';
import { mailingActions } from '@facteur/dispatch';
import { EmailRenderer } from './channel/email-renderer.js';
import { PreparedEmails } from './channel/prepared-email.js';
import { MassEmailController } from './mass-email/mass-email.controller.js';
import { RemotePictures } from './channel/remote-pictures.js';
import { TemplateCheck } from './channel/template-check.js';
import { TemplateFit } from './mass-email/template-fit.js';
import { MassEmailUses } from './mass-email/mass-email-uses.repository.js';
import { MassEmailRepository } from './mass-email/mass-email.repository.js';
import { SavedMassEmailView } from './mass-email/mass-email.view.js';
import { MessagePreviewView } from './template/message-preview.view.js';
import { MassEmailService } from './mass-email/mass-email.service.js';
import { SystemMail } from './mime/system-mail.js';
import { OwnerMail } from './notices/owner-mail.js';
import { PersonMail } from './notices/person-mail.js';
import { OptInMail } from './opt-in/opt-in-mail.js';
import { OutboundEmailController } from './settings/outbound-email.controller.js';
import { OutboundEmailSettings } from './settings/outbound-email-settings.js';
import { HeldMailings } from './mass-email/held-mailings.js';
import { AccountTests } from './smtp-account/account-tests.js';
import { SmtpConnectionTest } from './smtp-account/connection-test.js';
import { SmtpAccountController } from './smtp-account/smtp-account.controller.js';
import { SmtpAccountService } from './smtp-account/smtp-account.service.js';
import { LetterTrial } from './draft/letter-trial.js';
import { TemplateDrafts } from './draft/template-drafts.js';
import { TemplateDraftRepository } from './draft/template-draft.repository.js';
import { BeginService } from './mass-email/begin.service.js';
import { StarterController } from './starters/starter.controller.js';
import { Starters } from './starters/starters.js';
import { DkimCheck, DmarcCheck, MxCheck, SpfCheck } from './health/dns/checks.js';
import { DnsNames } from './health/dns/dns-names.js';
import { SenderDomains } from './health/dns/sender-domains.js';
import { AccountCheck } from './health/account-check.js';
import { OneClickCheck } from './health/one-click-check.js';
import { SignInLinksCheck } from './health/sign-in-links-check.js';
import { SiteCheck } from './health/site-check.js';
import { EmailTemplateController } from './template/email-template.controller.js';
import { EmailTemplateService } from './template/email-template.service.js';
import { TemplateAttachmentRepository } from './template/template-attachment.repository.js';
import { TemplateAttachments } from './template/template-attachments.js';
import { TemplateFiles } from './template/template-files.js';
import { TemplatePictures } from './template/template-pictures.js';
import { TemplatePictureUses } from './template/template-picture-uses.repository.js';
import { TemplateRendering } from './template/template-rendering.js';
import { TemplateVocabulary } from './template/template-vocabulary.js';
import { TemplateWords } from './template/template-words.js';

/** The e-mail channel: everything that knows a message is an e-mail. */
@Module({
  imports: [AudienceModule, CampaignsModule, DispatchModule, MediaModule, PagesModule],
  controllers: [
    SentMessageController,
    EmailTemplateController,
    StarterController,
    MassEmailController,
    mailingActions('mass-emails', {
      channel: 'email',
      noun: 'mass e-mail',
      face: MassEmailService,
      view: SavedMassEmailView,
      preview: MessagePreviewView,
    }),
    SmtpAccountController,
    OutboundEmailController,
  ],
  providers: [
    TemplateHelpers,
    EmailTransports,
    EmailAddressFormat,
    EmailChannel,
    EmailRenderer,
    PreparedEmails,
    MassEmailCheck,
    TemplateCheck,
    RemotePictures,
    TemplateFit,
    SenderAccounts,
    SentMessages,
    SentTemplates,
    SentMessageRepository,
    SentPersonalData,
    OptInMail,
    OwnerMail,
    PersonMail,
    SystemMail,
    MassEmailService,
    MassEmailRepository,
    MassEmailUses,
    OutboundEmailSettings,
    SmtpAccountService,
    SmtpConnectionTest,
    AccountTests,
    HeldMailings,
    EmailTemplateService,
    TemplateAttachments,
    TemplateAttachmentRepository,
    TemplateFiles,
    TemplatePictures,
    TemplatePictureUses,
    TemplateRendering,
    TemplateWords,
    LetterTrial,
    AccountCheck,
    DnsNames,
    SenderDomains,
    MxCheck,
    SpfCheck,
    DkimCheck,
    DmarcCheck,
    OneClickCheck,
    SignInLinksCheck,
    SiteCheck,
    BeginService,
    Starters,
    TemplateDrafts,
    TemplateDraftRepository,
    TemplateVocabulary,
    LinkWordings,
    LettersOnline,
  ],
  exports: [SenderDomains, SystemMail, OutboundEmailSettings, MassEmailService, EmailTemplateService],
})
export class EmailModule {}

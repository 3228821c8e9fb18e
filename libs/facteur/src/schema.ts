import { AddressStatus, ImportRun, Segment, SegmentRun, TargetList } from '@facteur/audience';
import { ApiKey, Role, SignIn, Team } from '@facteur/admin';
import { Campaign, LeadForm, TrackingUrl } from '@facteur/campaigns';
import { crmEntities } from '@facteur/crm';
import { Mailing, PaceRule } from '@facteur/dispatch';
import { EmailTemplate, MassEmail, SmtpAccount, TemplateAttachment } from '@facteur/email';
import { Webhook } from './listening/webhook.entity.js';
import { MediaFile } from '@facteur/media';
import { Brand } from '@facteur/pages';
import { GroupMailbox } from '@facteur/mailboxes';
import { ScheduledJob, ScheduledJobRun } from '@facteur/scheduling';

/** For a host that hands in its own data source. */
export const facteurEntities: (new () => object)[] = [
  AddressStatus,
  TargetList,
  Segment,
  ImportRun,
  SegmentRun,
  ApiKey,
  Role,
  SignIn,
  Team,
  Webhook,
  Campaign,
  TrackingUrl,
  LeadForm,
  ...crmEntities,
  Mailing,
  PaceRule,
  EmailTemplate,
  MassEmail,
  SmtpAccount,
  TemplateAttachment,
  GroupMailbox,
  MediaFile,
  Brand,
  ScheduledJob,
  ScheduledJobRun,
];

import { AdminModule } from '@facteur/admin';
import { AudienceModule } from '@facteur/audience';
import { CampaignsModule } from '@facteur/campaigns';
import { CrmModule } from '@facteur/crm';
import { DispatchModule } from '@facteur/dispatch';
import { EmailModule } from '@facteur/email';
import { MailboxesModule } from '@facteur/mailboxes';
import { MediaModule } from '@facteur/media';
import { PagesModule } from '@facteur/pages';
import { SchedulingModule } from '@facteur/scheduling';
import { TrackingModule } from '@facteur/tracking';
import { FacteurModule } from './facteur.module.js';

/** Modules with addresses of their own: `path` goes before them, and their API is one document. Asked for when all are loaded. */
export const OWN_MODULES = () => [
  AdminModule,
  AudienceModule,
  CampaignsModule,
  CrmModule,
  DispatchModule,
  EmailModule,
  FacteurModule,
  MailboxesModule,
  MediaModule,
  PagesModule,
  SchedulingModule,
  TrackingModule,
];

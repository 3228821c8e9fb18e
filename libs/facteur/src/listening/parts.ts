import { EventFeedRepository } from './event-feed.repository.js';
import { TellWebhooks } from './tell-webhooks.js';
import { TellWebhooksJob } from '../jobs/tell-webhooks.job.js';
import { WebhookCall } from './webhook-call.js';
import { WebhookController } from './webhook.controller.js';
import { WebhookRepository } from './webhook.repository.js';
import { WebhookService } from './webhook.service.js';
import { WebhooksCheck } from '../alarms/checks.js';

/** What this room brings into the module. */
export const LISTENING_PROVIDERS = [
  EventFeedRepository,
  WebhookService,
  WebhookRepository,
  WebhookCall,
  TellWebhooks,
  TellWebhooksJob,
  WebhooksCheck,
];
export const LISTENING_CONTROLLERS = [WebhookController];

import type { Type } from '@nestjs/common';
import { AmazonSesWebhook } from './amazon-ses/amazon-ses.webhook.js';
import { MailgunWebhook } from './mailgun/mailgun.webhook.js';
import { PostmarkWebhook } from './postmark/postmark.webhook.js';
import { SendGridWebhook } from './sendgrid/sendgrid.webhook.js';
import type { WebhookProvider } from './webhook-plugin.js';
import type { WebhookSettingsPart } from './webhook-settings-part.js';

/**
 * The providers that are built in, in the order in which the settings show them. Their classes tell their part of the
 * settings as well, since requests and the API document are described before there are instances.
 */
export const WEBHOOK_PROVIDERS = [
  AmazonSesWebhook,
  SendGridWebhook,
  MailgunWebhook,
  PostmarkWebhook,
] satisfies (Type<WebhookProvider> & { settings: WebhookSettingsPart })[];

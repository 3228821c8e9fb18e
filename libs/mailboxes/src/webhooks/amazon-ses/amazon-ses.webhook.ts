import { type WebhookNews, WebhookRefused, type WebhookRequest } from '../webhook.js';
import { WebhookPlugin, type WebhookProvider } from '../webhook-plugin.js';
import type { Stored } from '../webhook-settings-part.js';
import { AmazonFetch } from './amazon-fetch.js';
import { AMAZON_SES, AMAZON_SES_SETTINGS, type AmazonSesSettingsDto } from './amazon-ses-settings.js';
import { readSesEvent } from './ses-events.js';
import { confirmSubscription, proveAmazon, type SnsMessage, snsMessageOf } from './sns-message.js';

/** Events of Amazon SES by way of SNS: signed by Amazon, and of the very topic that was set. */
@WebhookPlugin()
export class AmazonSesWebhook implements WebhookProvider<Stored<AmazonSesSettingsDto>, SnsMessage> {
  static readonly settings = AMAZON_SES_SETTINGS;
  readonly settings = AMAZON_SES_SETTINGS;
  readonly name = AMAZON_SES.name;
  readonly label = AMAZON_SES.label;

  constructor(private readonly amazon: AmazonFetch) {}

  async prove(
    request: WebhookRequest,
    { amazonSesTopicArn }: Stored<AmazonSesSettingsDto>,
    now: Date,
  ): Promise<SnsMessage> {
    const message = snsMessageOf(request.raw);
    if (message.TopicArn !== (amazonSesTopicArn ?? '')) throw new WebhookRefused('It is of another topic.');
    await proveAmazon(message, this.amazon.fetch, now);
    return message;
  }

  async read(message: SnsMessage): Promise<WebhookNews> {
    if (message.Type !== 'SubscriptionConfirmation') return readSesEvent(message);
    await confirmSubscription(message, this.amazon.fetch);
    return [];
  }
}

import { HttpCode, Injectable, Logger, Param, Post, Req } from '@nestjs/common';
import { Clock, HOUR, NotFound, Problem, PublicController, RateLimits } from '@facteur/platform';
import { InboundMail } from '../inbound/inbound-mail.js';
import { type Fetch, readAmazonSes } from './amazon-ses.js';
import { readMailgun } from './mailgun.js';
import { readPostmark } from './postmark.js';
import { readSendGrid } from './sendgrid.js';
import { type WebhookNews, WebhookRefused, type WebhookRequest } from './webhook.js';
import { WebhookSettings } from './webhook-settings.js';

interface RawRequest {
  headers: WebhookRequest['headers'];
  rawBody?: Buffer;
  body?: unknown;
}

const TIMEOUT = 10_000;
const CERTIFICATES = 20;

/** Gets certificates from Amazon, each once, and confirms subscriptions there. */
@Injectable()
export class AmazonFetch {
  private readonly known = new Map<string, string>();

  fetch: Fetch = async (url) => {
    const known = this.known.get(url);
    if (known) return known;
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) });
    if (!response.ok) throw new Error(`${url} answers ${response.status}.`);
    const text = await response.text();
    if (this.known.size >= CERTIFICATES) this.known.clear();
    if (url.endsWith('.pem')) this.known.set(url, text);
    return text;
  };
}

/** Where e-mail providers report what became of messages. Each is off until an admin has set what proves its calls. */
@PublicController('hooks')
export class WebhookController {
  private readonly logger = new Logger(WebhookController.name);

  constructor(
    private readonly settings: WebhookSettings,
    private readonly inbound: InboundMail,
    private readonly amazon: AmazonFetch,
    private readonly limits: RateLimits,
    private readonly clock: Clock,
  ) {}

  @Post(':provider')
  @HttpCode(200)
  async receive(@Param('provider') provider: string, @Req() request: RawRequest) {
    const raw = request.rawBody ?? Buffer.from(typeof request.body === 'string' ? request.body : '');
    let news: WebhookNews | undefined;
    try {
      news = await this.read(provider, { headers: request.headers, raw });
    } catch (error) {
      if (!(error instanceof WebhookRefused)) throw error;
      this.logger.warn(`A call of ${provider} was refused: ${error.message}`);
      throw new Problem(403, 'Forbidden', error.message);
    }
    if (!news) throw new NotFound('webhook', provider);
    let taken = 0;
    for (const one of news) if (await this.inbound.receiveEvent({ ...one, provider })) taken += 1;
    return { received: news.length, new: taken };
  }

  /** @returns undefined for a provider that is unknown or switched off. @throws WebhookRefused */
  private async read(provider: string, request: WebhookRequest): Promise<WebhookNews | undefined> {
    const settings = await this.settings.read();
    const now = this.clock.now();
    switch (provider) {
      case 'amazon-ses':
        if (!settings.amazonSesEnabled) return undefined;
        return readAmazonSes(request, { topicArn: settings.amazonSesTopicArn ?? '' }, this.amazon.fetch, now);
      case 'sendgrid':
        if (!settings.sendgridEnabled) return undefined;
        return readSendGrid(request, { publicKey: settings.sendgridPublicKey ?? '' }, now);
      case 'mailgun':
        if (!settings.mailgunEnabled) return undefined;
        return readMailgun(
          request,
          { signingKey: settings.mailgunSigningKey ?? '' },
          { now, once: async (token) => (await this.limits.take(`mailgun ${token}`, HOUR)).count === 1 },
        );
      case 'postmark':
        if (!settings.postmarkEnabled) return undefined;
        return readPostmark(request, {
          username: settings.postmarkUsername ?? '',
          password: settings.postmarkPassword ?? '',
        });
      default:
        return undefined;
    }
  }
}

import { HttpCode, Logger, Param, Post, Req } from '@nestjs/common';
import { Clock, MB, NotFound, Problem, PublicController, TakesBody } from '@facteur/platform';
import { InboundMail } from '../inbound/inbound-mail.js';
import { type WebhookNews, WebhookRefused, type WebhookRequest } from './webhook.js';
import { WebhookProviders } from './webhook-plugin.js';
import { WebhookSettings } from './webhook-settings.js';

interface RawRequest {
  headers: WebhookRequest['headers'];
  rawBody?: Buffer;
  body?: unknown;
}

/** Where e-mail providers report what became of messages. Each is off until an admin has set what proves its calls. */
@PublicController('hooks', 'hook')
@TakesBody(MB)
export class WebhookController {
  private readonly logger = new Logger(WebhookController.name);

  constructor(
    private readonly settings: WebhookSettings,
    private readonly providers: WebhookProviders,
    private readonly inbound: InboundMail,
    private readonly clock: Clock,
  ) {}

  @Post(':provider')
  @HttpCode(200)
  async receive(
    @Param('provider') provider: string,
    @Req() request: RawRequest,
  ): Promise<{ received: number; new: number }> {
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
    const isNew = await this.inbound.receiveEvents(news.map((one) => ({ ...one, provider })));
    return { received: news.length, new: isNew.filter(Boolean).length };
  }

  /** @returns undefined for a provider that is unknown or switched off. @throws WebhookRefused */
  private async read(name: string, request: WebhookRequest): Promise<WebhookNews | undefined> {
    const provider = this.providers.find(name);
    const settings = provider && (await this.settings.of(provider));
    if (!provider || !settings) return undefined;
    return provider.read(await provider.prove(request, settings, this.clock.now()));
  }
}

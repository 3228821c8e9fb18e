import { Delete, Get, Param, Patch, Post } from '@nestjs/common';
import {
  Answers,
  AnswersCreated,
  AnswersNothing,
  AnswersPage,
  ApiController,
  Body,
  type CollectionQuery,
  InCollection,
  type Page,
} from '@facteur/platform';
import {
  CreateWebhookDto,
  NewWebhookView,
  ReplayDto,
  UpdateWebhookDto,
  WebhookTestView,
  WebhookView,
} from './webhook.dto.js';
import { WEBHOOKS } from './webhook-sql.js';
import { WebhookService } from './webhook.service.js';

/** Programs that are told what happens. */
@ApiController('webhooks', { row: 'webhook', see: 'settings:see', change: 'settings:change' })
export class WebhookController {
  constructor(private readonly webhooks: WebhookService) {}

  @Get()
  @AnswersPage(WebhookView, 'Webhooks: addresses that are told what happens')
  list(@InCollection(WEBHOOKS) query: CollectionQuery): Promise<Page<WebhookView>> {
    return this.webhooks.list(query);
  }

  @Get(':id')
  @Answers(WebhookView, 'A webhook')
  get(@Param('id') id: string): Promise<WebhookView> {
    return this.webhooks.view(id);
  }

  @Post()
  @AnswersCreated(
    NewWebhookView,
    'Makes one, which is told what happens from now on, signed by Standard Webhooks',
  )
  create(@Body() dto: CreateWebhookDto): Promise<NewWebhookView> {
    return this.webhooks.create(dto);
  }

  @Patch(':id')
  @Answers(WebhookView, 'Changes it, or switches it off and on; on, it goes on where it was')
  update(@Param('id') id: string, @Body() dto: UpdateWebhookDto): Promise<WebhookView> {
    return this.webhooks.update(id, dto);
  }

  @Delete(':id')
  @AnswersNothing('Takes a webhook away')
  remove(@Param('id') id: string): Promise<void> {
    return this.webhooks.remove(id);
  }

  @Post(':id/test')
  @Answers(WebhookTestView, 'Calls it now with an event of the type test')
  test(@Param('id') id: string): Promise<WebhookTestView> {
    return this.webhooks.test(id);
  }

  @Post(':id/replay')
  @Answers(WebhookView, 'Tells it once more what happened from a moment on; events keep their ids')
  replay(@Param('id') id: string, @Body() { from }: ReplayDto): Promise<WebhookView> {
    return this.webhooks.replay(id, from);
  }
}

import { Get, Patch } from '@nestjs/common';
import { Answers, ApiController, Body } from '@facteur/platform';
import { WebhookSettingsDto } from './webhook-settings.dto.js';
import { WebhookSettings } from './webhook-settings.js';
import { WebhookSettingsView } from './webhook-settings.view.js';

@ApiController('settings/delivery-webhooks', { see: 'settings:see', change: 'settings:change' })
export class WebhookSettingsController {
  constructor(private readonly settings: WebhookSettings) {}

  @Get()
  @Answers(WebhookSettingsView, 'Which providers may report, and where they are to call')
  get(): Promise<WebhookSettingsView> {
    return this.settings.view();
  }

  @Patch()
  @Answers(WebhookSettingsView, 'Which providers may report bounces and complaints; all are off at first')
  async update(@Body() dto: WebhookSettingsDto): Promise<WebhookSettingsView> {
    await this.settings.update({ ...dto });
    return this.settings.view();
  }
}

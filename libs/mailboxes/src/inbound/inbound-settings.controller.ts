import { Get, Patch } from '@nestjs/common';
import { Answers, ApiController, Body } from '@facteur/platform';
import { InboundSettingsDto } from './inbound-settings.dto.js';
import { InboundSettings } from './inbound-settings.js';
import { InboundSettingsView } from './inbound-settings.view.js';

@ApiController('settings/inbound-mail', { see: 'settings:see', change: 'settings:change' })
export class InboundSettingsController {
  constructor(private readonly settings: InboundSettings) {}

  @Get()
  @Answers(InboundSettingsView, 'What is done with mail that comes in')
  get(): Promise<InboundSettingsView> {
    return this.settings.read();
  }

  @Patch()
  @Answers(
    InboundSettingsView,
    'How long mail is kept, how reports are matched, how wishes to be taken off are known',
  )
  async update(@Body() dto: InboundSettingsDto): Promise<InboundSettingsView> {
    await this.settings.update(dto);
    return this.settings.read();
  }
}

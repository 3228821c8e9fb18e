import { Get, Patch } from '@nestjs/common';
import { Answers, ApiController, Body } from '@facteur/platform';
import { PageSettings } from './page-settings.js';
import { PageSettingsDto, PageSettingsView } from './page-settings.dto.js';

@ApiController('settings/pages', { see: 'settings:see', change: 'settings:change' })
export class PageSettingsController {
  constructor(private readonly settings: PageSettings) {}

  @Get()
  @Answers(PageSettingsView, 'What holds for the pages that recipients meet')
  get(): Promise<PageSettingsView> {
    return this.settings.read();
  }

  @Patch()
  @Answers(PageSettingsView, 'Changes the named ones; null takes the default')
  async update(@Body() dto: PageSettingsDto): Promise<PageSettingsView> {
    await this.settings.update(dto);
    return this.settings.read();
  }
}

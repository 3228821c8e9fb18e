import { Get, Patch } from '@nestjs/common';
import { Answers, ApiController, Body } from '@facteur/platform';
import { DeliverySettingsDto, DeliverySettingsView } from './delivery-settings.dto.js';
import { DeliverySettings } from './delivery-settings.js';

@ApiController('settings/delivery-reports', { see: 'settings:see', change: 'settings:change' })
export class DeliverySettingsController {
  constructor(private readonly settings: DeliverySettings) {}

  @Get()
  @Answers(DeliverySettingsView, 'When soft bounces make an address invalid')
  get(): Promise<DeliverySettingsView> {
    return this.settings.read();
  }

  @Patch()
  @Answers(DeliverySettingsView, 'When soft bounces make an address invalid; null takes the default back')
  async update(@Body() dto: DeliverySettingsDto): Promise<DeliverySettingsView> {
    await this.settings.update(dto);
    return this.settings.read();
  }
}

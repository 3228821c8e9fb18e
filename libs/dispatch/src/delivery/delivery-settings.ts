import { Body, Get, Injectable, Patch } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiController, IntField, SettingsStore } from '@facteur/platform';

export class DeliverySettingsDto {
  @IntField({
    min: 1,
    max: 1000,
    description: 'Soft bounces of different messages after which an address becomes invalid',
  })
  softBounceLimit?: number | null;

  @IntField({ min: 1, max: 3650, description: 'Only soft bounces of so many days count towards the limit' })
  softBounceDays?: number | null;
}

const NAME = 'delivery-reports';
const DEFAULTS = { softBounceLimit: 5, softBounceDays: 60 };

@Injectable()
export class DeliverySettings {
  constructor(private readonly settings: SettingsStore) {}

  async read(): Promise<typeof DEFAULTS> {
    const stored = Object.entries(await this.settings.read<typeof DEFAULTS>(NAME));
    return { ...DEFAULTS, ...Object.fromEntries(stored.filter(([, value]) => value !== null)) };
  }

  async update(dto: DeliverySettingsDto) {
    await this.settings.merge(NAME, dto);
    return this.read();
  }
}

@ApiController('settings/delivery-reports')
export class DeliverySettingsController {
  constructor(private readonly settings: DeliverySettings) {}

  @Get()
  get() {
    return this.settings.read();
  }

  @Patch()
  @ApiOperation({ summary: 'When soft bounces make an address invalid' })
  update(@Body() dto: DeliverySettingsDto) {
    return this.settings.update(dto);
  }
}

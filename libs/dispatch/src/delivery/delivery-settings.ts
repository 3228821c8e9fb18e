import { Injectable } from '@nestjs/common';
import { SettingsStore } from '@facteur/platform';
import type { DeliverySettingsDto } from './delivery-settings.dto.js';

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

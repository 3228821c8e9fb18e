import { Injectable } from '@nestjs/common';
import { SettingsStore } from '@facteur/platform';
import { REMOVAL_PHRASES } from '../reader/removal-request.js';
import type { InboundSettingsDto } from './inbound-settings.dto.js';
import type { InboundSettingsView } from './inbound-settings.view.js';

const NAME = 'inbound-mail';
const DEFAULTS: InboundSettingsView = {
  keepDays: 30,
  matchByAddressDays: 7,
  removalPhrases: REMOVAL_PHRASES,
};

/** How what comes in is kept and understood, as an admin set it. */
@Injectable()
export class InboundSettings {
  constructor(private readonly settings: SettingsStore) {}

  /** Null means the default. */
  async read(): Promise<InboundSettingsView> {
    const stored = Object.entries(await this.settings.read<InboundSettingsView>(NAME));
    return { ...DEFAULTS, ...Object.fromEntries(stored.filter(([, value]) => value !== null)) };
  }

  async update(dto: InboundSettingsDto): Promise<InboundSettingsView> {
    await this.settings.merge(NAME, dto);
    return this.read();
  }
}

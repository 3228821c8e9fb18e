import { Injectable } from '@nestjs/common';
import { SettingsStore, StoredSettings } from '@facteur/platform';
import { REMOVAL_PHRASES } from '../reader/removal-request.js';
import type { InboundSettingsView } from './inbound-settings.view.js';

/** How what comes in is kept and understood, as an admin set it. */
@Injectable()
export class InboundSettings extends StoredSettings<InboundSettingsView> {
  protected readonly name = 'inbound-mail';

  constructor(settings: SettingsStore) {
    super(settings);
  }

  protected defaults(): InboundSettingsView {
    return { keepDays: 30, matchByAddressDays: 7, removalPhrases: REMOVAL_PHRASES };
  }
}

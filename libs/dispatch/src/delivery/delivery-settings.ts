import { Injectable } from '@nestjs/common';
import { SettingsStore, StoredSettings } from '@facteur/platform';

/** When soft bounces make an address invalid. */
export interface DeliveryRules {
  /** Of different messages. */
  softBounceLimit: number;
  /** Only those of so many days count. */
  softBounceDays: number;
}

@Injectable()
export class DeliverySettings extends StoredSettings<DeliveryRules> {
  protected readonly name = 'delivery-reports';

  constructor(settings: SettingsStore) {
    super(settings);
  }

  protected defaults(): DeliveryRules {
    return { softBounceLimit: 5, softBounceDays: 60 };
  }
}

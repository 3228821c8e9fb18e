import { Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IntField, SettingsStore, StoredSettings } from '@facteur/platform';

/** How long it is kept who did what. */
export interface AuditRules {
  /** Months after which a record goes; 0: never. */
  keepMonths: number;
}

export class AuditSettingsDto {
  @IntField({ min: 0, max: 1_200, description: 'Months after which a record goes; 0: never' })
  keepMonths?: number | null;
}

export class AuditSettingsView {
  @ApiProperty({ type: 'integer', description: 'Months after which a record goes; 0: never' })
  keepMonths: number;
}

@Injectable()
export class AuditSettings extends StoredSettings<AuditRules> {
  protected readonly name = 'audit';

  constructor(settings: SettingsStore) {
    super(settings);
  }

  protected defaults(): AuditRules {
    return { keepMonths: 24 };
  }
}

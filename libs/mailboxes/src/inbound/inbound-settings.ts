import { Body, Get, Injectable, Patch } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiController, IntField, SettingsStore, TextListField } from '@facteur/platform';
import { REMOVAL_PHRASES } from '../reader/removal-request.js';

export class InboundSettingsDto {
  @IntField({ min: 1, max: 3650, description: 'Days for which what came in is kept as it was' })
  keepDays?: number | null;

  @IntField({
    min: 0,
    max: 365,
    description:
      'A report that names nothing but an address is tied to the last message that went there within so many days; 0: never',
  })
  matchByAddressDays?: number | null;

  @TextListField({
    max: 200,
    maxLength: 100,
    nullable: true,
    description: 'Words in an answer that put it before a person as a wish to be taken off',
  })
  removalPhrases?: string[] | null;
}

export interface InboundMailSettings {
  keepDays: number;
  matchByAddressDays: number;
  removalPhrases: string[];
}

const NAME = 'inbound-mail';
const DEFAULTS: InboundMailSettings = {
  keepDays: 30,
  matchByAddressDays: 7,
  removalPhrases: REMOVAL_PHRASES,
};

@Injectable()
export class InboundSettings {
  constructor(private readonly settings: SettingsStore) {}

  async read(): Promise<InboundMailSettings> {
    const stored = Object.entries(await this.settings.read<InboundMailSettings>(NAME));
    return { ...DEFAULTS, ...Object.fromEntries(stored.filter(([, value]) => value !== null)) };
  }

  async update(dto: InboundSettingsDto) {
    await this.settings.merge(NAME, dto);
    return this.read();
  }
}

@ApiController('settings/inbound-mail')
export class InboundSettingsController {
  constructor(private readonly settings: InboundSettings) {}

  @Get()
  get() {
    return this.settings.read();
  }

  @Patch()
  @ApiOperation({
    summary: 'How long mail is kept, how reports are matched, how wishes to be taken off are known',
  })
  update(@Body() dto: InboundSettingsDto) {
    return this.settings.update(dto);
  }
}

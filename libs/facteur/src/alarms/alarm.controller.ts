import { Get, Patch } from '@nestjs/common';
import {
  Answers,
  AnswersPage,
  ApiController,
  Body,
  type CollectionQuery,
  Collections,
  HealthChecks,
  InCollection,
  InvalidInput,
  type Page,
  seesAllNow,
  viewOf,
} from '@facteur/platform';
import { AlarmSettings, AlarmSettingsDto, AlarmSettingsView } from './alarm-settings.js';
import { ALARMS } from './alarm-sql.js';

export class AlarmView extends viewOf(ALARMS) {}

/** What admins were told of. */
@ApiController('alarms', { see: 'settings:see', change: 'settings:change' })
export class AlarmController {
  constructor(private readonly collections: Collections) {}

  @Get()
  @AnswersPage(AlarmView, 'Alarms: what was broken, since when, and until when')
  async list(@InCollection(ALARMS) query: CollectionQuery): Promise<Page<AlarmView>> {
    if (seesAllNow()) return this.collections.page(ALARMS, query);
    // An alarm may name a letter of anybody; Health says what of it concerns whoever asks.
    const { search: _search, filter: _filter, ...rest } = query;
    const page = await this.collections.page(ALARMS, rest);
    const detail = 'Health says what of it concerns you.';
    return { ...page, data: page.data.map((alarm) => ({ ...alarm, detail })) };
  }
}

@ApiController('settings/alarms', { see: 'settings:see', change: 'settings:change' })
export class AlarmSettingsController {
  constructor(
    private readonly settings: AlarmSettings,
    private readonly checks: HealthChecks,
  ) {}

  @Get()
  @Answers(AlarmSettingsView, 'Who is told when something is broken, and when')
  get(): Promise<AlarmSettingsView> {
    return this.settings.read();
  }

  @Patch()
  @Answers(AlarmSettingsView, 'Changes who is told when something is broken, and when')
  async update(@Body() dto: AlarmSettingsDto): Promise<AlarmSettingsView> {
    const known = this.checks.all().map(({ code }) => code);
    dto.rules?.forEach(({ code }, index) => {
      if (!known.includes(code))
        throw InvalidInput.of(`rules[${index}].code`, `must be one of ${known.join(', ')}`);
    });
    dto.addresses?.forEach((address, index) => {
      if (!/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address))
        throw InvalidInput.of(`addresses[${index}]`, 'must be an e-mail address');
    });
    await this.settings.update(dto);
    return this.settings.read();
  }
}

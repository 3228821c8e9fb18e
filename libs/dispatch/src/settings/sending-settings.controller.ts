import { Get, Patch } from '@nestjs/common';
import { Answers, ApiController, Body, InvalidInput, isTimeZone } from '@facteur/platform';
import { SendingSettings } from './sending-settings.js';
import { SendingSettingsDto, SendingSettingsView } from './sending-settings.dto.js';

/** Longer than "less often" of a list looks back into the queue, and than bounces find their messages by address. */
const SOONEST = 13;

@ApiController('settings/sending', { see: 'figures:see', change: 'settings:change' })
export class SendingSettingsController {
  constructor(private readonly settings: SendingSettings) {}

  @Get()
  @Answers(SendingSettingsView, 'The zone of start dates, and what is asked before something goes out')
  get(): Promise<SendingSettingsView> {
    return this.settings.read();
  }

  @Patch()
  @Answers(SendingSettingsView, 'Changes the named ones; null takes the default')
  async update(@Body() dto: SendingSettingsDto): Promise<SendingSettingsView> {
    if (dto.timezone && !isTimeZone(dto.timezone))
      throw InvalidInput.of('timezone', 'must be the name of a time zone, such as Europe/Paris');
    if (dto.archiveAfterMonths && dto.archiveAfterMonths < SOONEST)
      throw InvalidInput.of(
        'archiveAfterMonths',
        `must be 0 (never) or at least ${SOONEST}: what is younger is still asked for, by "less often" for instance`,
      );
    await this.settings.update(dto);
    return this.settings.read();
  }
}

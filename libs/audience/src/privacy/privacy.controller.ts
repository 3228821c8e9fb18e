import { Body, HttpCode, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiController, By } from '@facteur/platform';
import { EraseDto, PersonDto, PrivacyService } from './privacy.service.js';

/** POST also for reading: an address in a URL would end up in logs. */
@ApiController('privacy')
export class PrivacyController {
  constructor(private readonly privacy: PrivacyService) {}

  @Post('export')
  @HttpCode(200)
  @ApiOperation({ summary: 'Everything that is known about an address or a record' })
  export(@Body() dto: PersonDto) {
    return this.privacy.export(dto);
  }

  @Post('erase')
  @HttpCode(200)
  @ApiOperation({ summary: 'Forgets a person in records, queue, log and mail; counts stay true' })
  erase(@Body() dto: EraseDto, @By() by: string) {
    return this.privacy.erase(dto, by);
  }
}

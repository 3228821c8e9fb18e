import { Body, Post } from '@nestjs/common';
import { Answers, ApiController, By } from '@facteur/platform';
import { EraseDto, PersonDto } from './privacy.dto.js';
import { PrivacyService } from './privacy.service.js';
import { ErasedView, PersonExportView } from './privacy.view.js';

/** POST also for reading: an address in a URL would end up in logs. */
@ApiController('privacy')
export class PrivacyController {
  constructor(private readonly privacy: PrivacyService) {}

  @Post('export')
  @Answers(PersonExportView, 'Everything that is known about an address or a record')
  export(@Body() dto: PersonDto): Promise<PersonExportView> {
    return this.privacy.export(dto);
  }

  @Post('erase')
  @Answers(ErasedView, 'Forgets a person in records, queue, log and mail; counts stay true')
  erase(@Body() dto: EraseDto, @By() by: string): Promise<ErasedView> {
    return this.privacy.erase(dto, by);
  }
}

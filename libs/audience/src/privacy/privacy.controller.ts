import { Post } from '@nestjs/common';
import { AnswersObject, ApiController, Body, By, Refuses, Needs, Unrecorded } from '@facteur/platform';
import { EraseDto, PersonDto } from './privacy.dto.js';
import { type PersonExport, PrivacyService } from './privacy.service.js';

/** Each room that keeps personal data brings a member of its own. */
const ROWS = {
  additionalProperties: { type: 'array', items: { type: 'object', additionalProperties: true } },
};
const COUNTS = {
  additionalProperties: { type: 'integer' },
  description: 'Rows that were changed or deleted, by kind of data',
};

/** POST also for reading: an address in a URL would end up in logs. */
@ApiController('privacy', { see: 'people:erase', change: 'people:erase' })
export class PrivacyController {
  constructor(private readonly privacy: PrivacyService) {}

  @Post('export')
  @Needs('people:export')
  @AnswersObject(ROWS, 'Everything that is known about an address or a record, by kind of data')
  @Refuses(404, 'There is no such record')
  export(@Body() dto: PersonDto): Promise<PersonExport> {
    return this.privacy.export(dto);
  }

  @Post('erase')
  @Unrecorded()
  @AnswersObject(COUNTS, 'Forgets a person in records, queue, log and mail; counts stay true')
  @Refuses(404, 'There is no such record')
  erase(@Body() dto: EraseDto, @By() by: string): Promise<Record<string, number>> {
    return this.privacy.erase(dto, by);
  }
}

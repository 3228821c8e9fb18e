import { PartialType } from '@nestjs/swagger';
import { IdField } from '@facteur/platform';
import { PersonDto } from '../record/crm-record.dto.js';

export class CreateContactDto extends PersonDto {
  @IdField({ description: 'The account that this contact works for' })
  accountId?: string | null;
}

export class UpdateContactDto extends PartialType(CreateContactDto, { skipNullProperties: false }) {}

import { PartialType } from '@nestjs/swagger';
import { TextField } from '@facteur/platform';
import { CrmRecordDto } from '../record/crm-record.dto.js';

export class CreateAccountDto extends CrmRecordDto {
  @TextField({ required: true, example: 'Acme' })
  name: string;

  @TextField()
  website?: string | null;

  @TextField({ max: 100 })
  industry?: string | null;
}

export class UpdateAccountDto extends PartialType(CreateAccountDto, { skipNullProperties: false }) {}

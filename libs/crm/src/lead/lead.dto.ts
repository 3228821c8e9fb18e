import { PartialType } from '@nestjs/swagger';
import { EnumField, IdField, TextField } from '@facteur/platform';
import { PersonDto } from '../record/crm-record.dto.js';
import { LEAD_STATUSES } from './lead.entity.js';

export class CreateLeadDto extends PersonDto {
  @TextField()
  accountName?: string | null;

  @EnumField(LEAD_STATUSES)
  status?: string;

  @TextField({ max: 100, example: 'Web Site' })
  source?: string | null;

  @IdField({ description: 'The campaign that brought this lead' })
  campaignId?: string | null;
}

export class UpdateLeadDto extends PartialType(CreateLeadDto, { skipNullProperties: false }) {}

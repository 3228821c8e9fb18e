import { PartialType } from '@nestjs/swagger';
import {
  BoolField,
  DateField,
  EnumField,
  IdListField,
  LongTextField,
  NumberField,
  TextField,
} from '@facteur/platform';
import { CAMPAIGN_STATUSES, CAMPAIGN_TYPES } from './campaign.entity.js';

export class CreateCampaignDto {
  @TextField({ required: true, example: 'Spring 2027' })
  name: string;

  @TextField({ max: 64, description: 'The team that it belongs to; null: everybody' })
  teamId?: string | null;

  @EnumField(CAMPAIGN_STATUSES, { description: 'An Inactive campaign sends nothing', example: 'Active' })
  status?: string;

  @EnumField(CAMPAIGN_TYPES, { example: 'Newsletter' })
  type?: string;

  @BoolField({
    description:
      'It informs those who opted out as well, and carries no tracking; follows from the type for e-mail (Informational Email), false when absent',
  })
  informational?: boolean;

  @TextField({
    example: 'Letters from the garden',
    description:
      'With it everybody can read its letters at /a/:id, without anything personal, and follow them by a feed',
  })
  publicName?: string | null;

  @DateField()
  startDate?: Date | null;

  @DateField()
  endDate?: Date | null;

  @NumberField({ min: 0, example: 1500 })
  budget?: number | null;

  @LongTextField()
  description?: string | null;

  @IdListField({ description: 'Lists that its mass e-mails begin with' })
  targetListIds?: string[];

  @IdListField({ description: 'Lists whose records, and all records with their addresses, get nothing' })
  excludingTargetListIds?: string[];
}

export class UpdateCampaignDto extends PartialType(CreateCampaignDto, { skipNullProperties: false }) {}

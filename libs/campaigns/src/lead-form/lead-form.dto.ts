import { PartialType } from '@nestjs/swagger';
import {
  BoolField,
  EnumField,
  IdField,
  IntField,
  LongTextField,
  NestedListField,
  TextField,
  TextListField,
  UrlField,
} from '@facteur/platform';
import { FORM_STATUSES } from './lead-form.entity.js';

export class FormFieldDto {
  @TextField({ required: true, max: 60, example: 'firstName' })
  name: string;

  @BoolField()
  required?: boolean;
}

export class CreateLeadFormDto {
  @TextField({ required: true, example: 'Newsletter box' })
  name: string;

  @IdField({ required: true, description: 'Campaign that the leads belong to' })
  campaignId: string;

  @IdField({ required: true, description: 'List that they are put on' })
  targetListId: string;

  @EnumField(FORM_STATUSES)
  status?: string;

  @TextField({ max: 40, description: 'Record type that is made; Lead when absent' })
  targetType?: string;

  @NestedListField(() => FormFieldDto, {
    max: 20,
    description: 'Beside emailAddress, which is always asked for',
  })
  fields?: FormFieldDto[];

  @BoolField({ description: 'Somebody is put on the list only once they confirmed by e-mail' })
  doubleOptIn?: boolean;

  @IdField({ description: 'Template of the confirmation, with {optInUrl} or {optInLink}' })
  templateId?: string | null;

  @BoolField({
    description: 'A contact who has the address is subscribed instead of making a lead; true when absent',
  })
  subscribeKnown?: boolean;

  @LongTextField({
    max: 5_000,
    example: 'I would like to get the garden letter once a month. I can leave at any time.',
    description: 'What people agree to: shown beside a box that they must tick, and kept with their consent',
  })
  consentText?: string | null;

  @LongTextField({ max: 2_000, description: 'Shown afterwards' })
  successMessage?: string | null;

  @UrlField({ description: 'Or where to go afterwards' })
  successUrl?: string | null;

  @TextListField({
    max: 20,
    description: 'Origins of pages that may send the form by script, e.g. https://www.example.com',
  })
  allowedOrigins?: string[];

  @IntField({ min: 1, max: 100_000, description: 'Of all senders together' })
  maxPerHour?: number;
}

export class UpdateLeadFormDto extends PartialType(CreateLeadFormDto, { skipNullProperties: false }) {}

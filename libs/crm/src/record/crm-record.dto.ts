import { PartialType } from '@nestjs/swagger';
import { BoolField, EmailField, EnumField, IdField, LongTextField, TextField } from '@facteur/platform';
import { LEAD_STATUSES } from './crm-record.entity.js';

/** The fields that every record type takes. */
export class CrmRecordDto {
  @EmailField({ description: 'The primary e-mail address' })
  emailAddress?: string | null;

  @BoolField({ description: 'The primary address wants no mail; holds for every record that carries it' })
  emailAddressIsOptedOut?: boolean;

  @BoolField({
    description: 'Nothing can be delivered to the primary address; holds for every record that carries it',
  })
  emailAddressIsInvalid?: boolean;

  @TextField({ max: 50, example: '+33 4 72 00 00 00' })
  phoneNumber?: string | null;

  @TextField()
  addressStreet?: string | null;

  @TextField({ max: 100 })
  addressCity?: string | null;

  @TextField({ max: 100 })
  addressState?: string | null;

  @TextField({ max: 40 })
  addressPostalCode?: string | null;

  @TextField({ max: 100 })
  addressCountry?: string | null;

  @LongTextField()
  description?: string | null;
}

class PersonDto extends CrmRecordDto {
  @TextField({ max: 100, example: 'Ada' })
  firstName?: string | null;

  @TextField({ max: 100, required: true, example: 'Lovelace' })
  lastName: string;

  @TextField({ max: 100, example: 'Head of purchasing' })
  title?: string | null;
}

export class CreateAccountDto extends CrmRecordDto {
  @TextField({ required: true, example: 'Acme' })
  name: string;

  @TextField()
  website?: string | null;

  @TextField({ max: 100 })
  industry?: string | null;
}

export class CreateContactDto extends PersonDto {
  @IdField({ description: 'The account that this contact works for' })
  accountId?: string | null;
}

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

export class CreateUserDto extends PersonDto {
  @TextField({ required: true, max: 100, example: 'ada' })
  userName: string;
}

export class UpdateAccountDto extends PartialType(CreateAccountDto, { skipNullProperties: false }) {}
export class UpdateContactDto extends PartialType(CreateContactDto, { skipNullProperties: false }) {}
export class UpdateLeadDto extends PartialType(CreateLeadDto, { skipNullProperties: false }) {}
export class UpdateUserDto extends PartialType(CreateUserDto, { skipNullProperties: false }) {}

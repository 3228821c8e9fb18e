import { ApiProperty, PartialType } from '@nestjs/swagger';
import { BoolField, IdListField, LongTextField, ObjectField, TextField } from '@facteur/platform';

export class CreateTargetListDto {
  @TextField({ required: true, example: 'Customers in Lyon' })
  name: string;

  @TextField({ max: 100, example: 'Customers' })
  category?: string | null;

  @LongTextField({ description: 'For those who will use it' })
  description?: string | null;
}

export class UpdateTargetListDto extends PartialType(CreateTargetListDto, { skipNullProperties: false }) {}

export class MembersDto {
  @TextField({
    required: true,
    max: 40,
    example: 'Contact',
    description: 'Account, Contact, Lead, User, or a type of the host',
  })
  targetType: string;

  @IdListField({ max: 10_000, description: 'The records, by id; or a filter instead' })
  targetIds?: string[];

  @ObjectField({
    example: { search: 'lyon', status: 'New' },
    description:
      'All records that this search matches: `search`, and conditions by field as in `filter.field=`',
  })
  filter?: Record<string, unknown>;

  @BoolField({ description: 'Every record of the type; an empty filter alone is not taken for that' })
  all?: boolean;
}

/** What adding did: nobody is left out without a word. */
export class MembersAddedView {
  @ApiProperty() added: number;
  @ApiProperty({ description: 'Matched, but were members already' }) alreadyIn: number;
  @ApiProperty({ description: 'Matched, but the caller may not use them' }) notPermitted: number;
}

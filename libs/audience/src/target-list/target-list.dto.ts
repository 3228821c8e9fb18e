import { PartialType } from '@nestjs/swagger';
import {
  BoolField,
  EnumField,
  FILTER_VALUE,
  IdListField,
  LongTextField,
  ObjectField,
  TextField,
} from '@facteur/platform';

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
    holds: { values: FILTER_VALUE },
    example: { search: 'lyon', status: 'New' },
    description:
      'All records that this search matches: `search`, and conditions by field as in `filter.field=`',
  })
  filter?: Record<string, unknown>;

  @BoolField({ description: 'Every record of the type; an empty filter alone is not taken for that' })
  all?: boolean;
}

export class DuplicateTargetListDto {
  @TextField({ example: 'Customers in Lyon, spring' })
  name?: string;
}

export const COMBINATIONS = ['Merge', 'Intersect', 'Subtract'] as const;
export type Combination = (typeof COMBINATIONS)[number];

export class CombineListsDto {
  @TextField({ required: true, example: 'Customers in Lyon and Grenoble' })
  name: string;

  @EnumField(COMBINATIONS, {
    required: true,
    description:
      'Merge: whoever is in any. Intersect: whoever is in all. Subtract: the first, less the others',
  })
  operation: Combination;

  @IdListField({ required: true, max: 50 })
  targetListIds: string[];
}

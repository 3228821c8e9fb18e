import { PartialType } from '@nestjs/swagger';
import {
  BoolField,
  DateField,
  EnumField,
  FILTER_VALUE,
  IdListField,
  IntField,
  LongTextField,
  NestedField,
  ObjectField,
  TextField,
  UrlField,
} from '@facteur/platform';
import { CONSENT_LEVELS, type ConsentLevel } from '../consent/consent.js';

export class CreateTargetListDto {
  @TextField({ required: true, example: 'Customers in Lyon' })
  name: string;

  @TextField({ max: 64, description: 'The team that it belongs to; null: everybody' })
  teamId?: string | null;

  @TextField({ max: 100, example: 'Customers' })
  category?: string | null;

  @LongTextField({ description: 'For those who will use it' })
  description?: string | null;

  @TextField({
    example: 'News of the garden',
    description: 'What recipients know it by, and may choose it by; a list without one is nobody’s to choose',
  })
  publicName?: string | null;

  @LongTextField({ max: 1_000, example: 'Once a month: what to sow, what to cut.' })
  publicDescription?: string | null;

  @IntField({
    min: 1,
    max: 365,
    example: 30,
    description: 'Days between two letters for whoever chooses "less often"; without it nobody can',
  })
  lessOftenDays?: number | null;

  @EnumField(CONSENT_LEVELS, {
    description:
      'Mail goes out through the list only to addresses that have agreed to it: Given, by any way that is told; Confirmed, by a link that only their owner has',
  })
  consentNeeded?: ConsentLevel | null;
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

  @IdListField({ ofTargets: true, max: 10_000, description: 'The records, by id; or a filter instead' })
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

/** How people agreed, as whoever adds them says. */
export class ConsentDto {
  @TextField({
    required: true,
    example: 'Paper form at the fair in Lyon',
    description: 'Where it can be looked up',
  })
  source: string;

  @EnumField(CONSENT_LEVELS, {
    description: 'Confirmed: the owner of the address followed a link; Given when absent',
  })
  level?: ConsentLevel;

  @DateField({ description: 'When they agreed; now when absent' })
  at?: Date;

  @UrlField({ example: 'https://www.example.com/newsletter' })
  page?: string | null;

  @LongTextField({ max: 10_000, description: 'What they agreed to, as they read it' })
  words?: string | null;
}

export class AddMembersDto extends MembersDto {
  @NestedField(() => ConsentDto, { description: 'How all of these people agreed to be on the list' })
  consent?: ConsentDto;
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

import { PartialType } from '@nestjs/swagger';
import {
  BoolField,
  DateField,
  EmailField,
  EnumField,
  IdField,
  IdListField,
  NestedListField,
  TextField,
  TextListField,
} from '@facteur/platform';

export class CreateMassEmailDto {
  @TextField({ required: true, example: 'Spring newsletter, first wave' })
  name: string;

  @EnumField(['Draft', 'Pending'], {
    description: 'Pending: goes out at its start date. The other states come by actions.',
  })
  status?: 'Draft' | 'Pending';

  @DateField({ description: 'When it may begin; the next run of the job after that begins it' })
  startAt?: Date | null;

  @IdField()
  templateId?: string | null;

  @IdField()
  campaignId?: string | null;

  @IdListField({ description: 'Those of the campaign when absent' })
  targetListIds?: string[];

  @IdListField({ description: 'Those of the campaign when absent' })
  excludingTargetListIds?: string[];

  @EmailField()
  fromAddress?: string | null;

  @TextField()
  fromName?: string | null;

  @EmailField()
  replyToAddress?: string | null;

  @TextField()
  replyToName?: string | null;

  @IdField({ description: 'The system account when absent' })
  smtpAccountId?: string | null;

  @BoolField({ description: 'Keeps a copy of every message' })
  storeSentEmails?: boolean;

  @BoolField({ description: 'Opting out by its link opts the address out of everything' })
  optOutEntirely?: boolean;

  @BoolField({ description: 'As the admin set it when null' })
  openTracking?: boolean | null;

  @BoolField({ description: 'Gives every http(s) link of the template a tracking URL' })
  trackAllLinks?: boolean;
}

export class UpdateMassEmailDto extends PartialType(CreateMassEmailDto, { skipNullProperties: false }) {}

export class TestTargetDto {
  @TextField({ required: true, max: 40, example: 'Contact' })
  targetType: string;

  @IdField({ required: true })
  targetId: string;
}

export class SendTestDto {
  @NestedListField(() => TestTargetDto, { max: 50, description: 'Records; placeholders are theirs' })
  targets?: TestTargetDto[];

  @TextListField({ max: 50, maxLength: 254, description: 'Bare addresses; placeholders stay empty' })
  addresses?: string[];
}

export class RetryFailedDto {
  @BoolField({ description: 'Also those whose fate a crash left unknown; they may get it twice' })
  includeUnconfirmed?: boolean;
}

export class CopyMassEmailDto {
  @TextField({ example: 'Spring newsletter, second wave' })
  name?: string;
}

/** Somebody, by record or by address. */
export class WhyQuery {
  @TextField({ max: 40, example: 'Contact' })
  targetType?: string;

  @IdField()
  targetId?: string;

  @TextField({ max: 320, example: 'ada@example.com', description: 'Instead of a record' })
  address?: string;
}

import { PartialType } from '@nestjs/swagger';
import {
  BoolField,
  DateField,
  EmailField,
  EnumField,
  IdField,
  IdListField,
  TextField,
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

import {
  BoolField,
  EnumField,
  TargetIdField,
  NestedListField,
  TextField,
  TextListField,
} from '@facteur/platform';
import { RECIPIENT_SETS, type RecipientSet } from '../recipients/list-of-recipients-sql.js';

export class TestTargetDto {
  @TextField({ required: true, max: 40, example: 'Contact' })
  targetType: string;

  @TargetIdField({ required: true })
  targetId: string;
}

export class SendTestDto {
  @NestedListField(() => TestTargetDto, { max: 50, description: 'Records; placeholders are theirs' })
  targets?: TestTargetDto[];

  @TextListField({ max: 50, maxLength: 254, description: 'Bare addresses; placeholders stay empty' })
  addresses?: string[];

  @TextListField({
    max: 10,
    maxLength: 254,
    description: 'Where the letters of the targets go instead of to the targets: as they would get them',
  })
  deliverTo?: string[];
}

export class RetryFailedDto {
  @BoolField({ description: 'Also those whose fate a crash left unknown; they may get it twice' })
  includeUnconfirmed?: boolean;
}

export class CopyMailingDto {
  @TextField({ example: 'Spring newsletter, second wave' })
  name?: string;
}

export class MakeListDto {
  @EnumField(RECIPIENT_SETS, {
    required: true,
    description: '`sent`: who got it; `left`: who still waits, failed, or was cancelled before their turn',
  })
  which: RecipientSet;

  @TextField({ required: true, example: 'Got the spring newsletter', description: 'Name of the new list' })
  name: string;
}

/** Somebody, by record or by address. */
export class WhyQuery {
  @TextField({ max: 40, example: 'Contact' })
  targetType?: string;

  @TargetIdField()
  targetId?: string;

  @TextField({ max: 320, example: 'ada@example.com', description: 'Instead of a record' })
  address?: string;
}

/** Whose message to show; with empty placeholders when absent. */
export class PreviewQuery {
  @TextField({ max: 40, example: 'Contact' })
  targetType?: string;

  @TargetIdField()
  targetId?: string;
}

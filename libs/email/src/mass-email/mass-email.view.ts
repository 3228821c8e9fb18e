import { ApiProperty } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { MASS_EMAILS } from './mass-email-sql.js';

/** What a person should know. */
export class WarningView {
  @ApiProperty({ type: String, example: 'campaign-activated', description: 'Stays the same, for programs' })
  code: string;

  @ApiProperty({ type: String })
  message: string;

  @ApiProperty({ type: String, required: false, description: 'The field that it is about' })
  field?: string;

  @ApiProperty({ type: 'integer', required: false, description: 'Of the template' })
  line?: number;
}

/** When a scheduled mass e-mail will really begin. */
export class SchedulingView {
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null where that is for a person to bring about',
  })
  firstRunAt: Date | null;

  @ApiProperty({ type: String })
  message: string;
}

export class MassEmailView extends viewOf(MASS_EMAILS) {
  @ApiProperty({ type: [String] })
  targetListIds: string[];

  @ApiProperty({ type: [String] })
  excludingTargetListIds: string[];
}

/** A mass e-mail that was just saved; with what a person should know if that scheduled it. */
export class SavedMassEmailView extends MassEmailView {
  @ApiProperty({ type: SchedulingView, required: false, nullable: true })
  scheduling?: SchedulingView | null;

  @ApiProperty({ type: [WarningView], required: false })
  warnings?: WarningView[];
}

import { ApiProperty } from '@nestjs/swagger';
import { FindingView, SchedulingView } from '@facteur/dispatch';
import { viewOf } from '@facteur/platform';
import { MASS_EMAILS } from './mass-email-sql.js';

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

  @ApiProperty({ type: [FindingView], required: false })
  warnings?: FindingView[];
}

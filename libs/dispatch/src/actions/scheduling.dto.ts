import { BoolField, DateField, IntField, TextField, TextListField } from '@facteur/platform';

/** What somebody confirms who lets a mailing go. */
export class ScheduleDto {
  @DateField({ description: 'When it begins; absent: as soon as the time to take it back is over' })
  startAt?: Date | null;

  @TextField({ max: 64, example: 'Europe/Paris', description: 'Zone in which that was thought of' })
  timezone?: string | null;

  @IntField({ min: 0, max: 2_000_000_000, required: true, description: 'How many recipients were seen' })
  recipients: number;

  @TextField({ required: true, max: 60, description: 'Of the preflight that was seen' })
  fingerprint: string;

  @TextListField({ max: 40, maxLength: 60, description: 'Codes of the warnings that were seen' })
  acknowledged?: string[];

  @BoolField({ description: 'Goes out although there is nobody who would get it now' })
  toNobody?: boolean;
}

import { EnumField, TextField } from '@facteur/platform';
import { JOB_STATUSES } from './scheduled-job.entity.js';

export class UpdateScheduledJobDto {
  @TextField({ max: 100, example: '0 * * * *', description: 'Cron: minute hour day month weekday' })
  scheduling?: string;

  @TextField({ max: 64, example: 'Europe/Paris' })
  timezone?: string;

  @EnumField(JOB_STATUSES)
  status?: (typeof JOB_STATUSES)[number];
}

export class PreviewScheduleDto {
  @TextField({ required: true, max: 100, example: '0 9 * * 1' })
  scheduling: string;

  @TextField({ max: 64, example: 'Europe/Paris' })
  timezone?: string | null;
}

import { ApiProperty } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { SCHEDULED_JOB_RUNS, SCHEDULED_JOBS } from './scheduled-job-sql.js';

export class ScheduledJobView extends viewOf(SCHEDULED_JOBS) {}

export class ScheduledJobRunView extends viewOf(SCHEDULED_JOB_RUNS) {}

/** When a cron fires next. */
export class FiringsView {
  @ApiProperty({ type: [String] }) firings: string[];
}

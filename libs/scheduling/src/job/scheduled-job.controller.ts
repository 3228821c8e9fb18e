import { Get, Param, Patch, Post } from '@nestjs/common';
import {
  Answers,
  AnswersPage,
  ApiController,
  Body,
  type CollectionQuery,
  InCollection,
  type Page,
  Refuses,
  Needs,
} from '@facteur/platform';
import { PreviewScheduleDto, UpdateScheduledJobDto } from './scheduled-job.dto.js';
import { SCHEDULED_JOB_RUNS, SCHEDULED_JOBS } from './scheduled-job-sql.js';
import { ScheduledJobService } from './scheduled-job.service.js';
import { FiringsView, ScheduledJobRunView, ScheduledJobView } from './scheduled-job.view.js';

@ApiController('scheduled-jobs', { row: 'scheduled_job', see: 'figures:see', change: 'settings:change' })
export class ScheduledJobController {
  constructor(private readonly jobs: ScheduledJobService) {}

  @Get()
  @AnswersPage(ScheduledJobView, 'Scheduled jobs')
  list(@InCollection(SCHEDULED_JOBS) query: CollectionQuery): Promise<Page<ScheduledJobView>> {
    return this.jobs.list(query);
  }

  @Post('preview')
  @Needs('figures:see')
  @Answers(FiringsView, 'When a cron would fire next; saves nothing')
  preview(@Body() { scheduling, timezone }: PreviewScheduleDto): FiringsView {
    return { firings: this.jobs.preview(scheduling, timezone ?? 'UTC').map((at) => at.toISOString()) };
  }

  @Get(':id')
  @Answers(ScheduledJobView, 'A scheduled job')
  get(@Param('id') id: string): Promise<ScheduledJobView> {
    return this.jobs.view(id);
  }

  @Patch(':id')
  @Answers(ScheduledJobView, 'Changes cron, time zone or status; a cron that never fires is refused')
  update(@Param('id') id: string, @Body() dto: UpdateScheduledJobDto): Promise<ScheduledJobView> {
    return this.jobs.update(id, dto);
  }

  @Get(':id/runs')
  @AnswersPage(ScheduledJobRunView, 'Its runs')
  runs(
    @Param('id') id: string,
    @InCollection(SCHEDULED_JOB_RUNS) query: CollectionQuery,
  ): Promise<Page<ScheduledJobRunView>> {
    return this.jobs.runsOf(id, query);
  }

  @Post(':id/run')
  @Answers(ScheduledJobRunView, 'Runs it now and answers with the run; refused while it is running')
  @Refuses(409, 'when it is running already, or nothing here knows how to run it')
  run(@Param('id') id: string): Promise<ScheduledJobRunView> {
    return this.jobs.runNow(id);
  }
}

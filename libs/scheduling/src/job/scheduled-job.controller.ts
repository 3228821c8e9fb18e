import { Body, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiController, type CollectionQuery, Listing } from '@facteur/platform';
import { ScheduledJobService, UpdateScheduledJobDto } from './scheduled-job.service.js';

@ApiController('scheduled-jobs')
export class ScheduledJobController {
  constructor(private readonly jobs: ScheduledJobService) {}

  @Get()
  list(@Listing() query: CollectionQuery) {
    return this.jobs.list(query);
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.jobs.view(id);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Changes cron, time zone or status; a cron that never fires is refused' })
  update(@Param('id') id: string, @Body() dto: UpdateScheduledJobDto) {
    return this.jobs.update(id, dto);
  }

  @Get(':id/runs')
  runs(@Param('id') id: string, @Listing() query: CollectionQuery) {
    return this.jobs.runsOf(id, query);
  }

  @Post(':id/run')
  @HttpCode(200)
  @ApiOperation({ summary: 'Runs it now and answers with the run; refused while it is running' })
  run(@Param('id') id: string) {
    return this.jobs.runNow(id);
  }
}

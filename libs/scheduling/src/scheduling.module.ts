import { type DynamicModule, Module } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Jobs } from './job/job-plugin.js';
import { JobRunner } from './job/job-runner.js';
import { ScheduledJobController } from './job/scheduled-job.controller.js';
import { ScheduledJobRepository } from './job/scheduled-job.repository.js';
import { ScheduledJobService } from './job/scheduled-job.service.js';
import { SchedulingOptions } from './scheduling-options.js';

@Module({})
export class SchedulingModule {
  static register(options: Partial<SchedulingOptions> = {}): DynamicModule {
    return {
      module: SchedulingModule,
      controllers: [ScheduledJobController],
      providers: [
        { provide: SchedulingOptions, useValue: Object.assign(new SchedulingOptions(), options) },
        // Not the whole ScheduleModule: a second one beside a host's would run the host's own jobs twice.
        SchedulerRegistry,
        Jobs,
        JobRunner,
        ScheduledJobRepository,
        ScheduledJobService,
      ],
      exports: [ScheduledJobService, SchedulingOptions],
    };
  }
}

import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
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
      imports: [ScheduleModule.forRoot()],
      controllers: [ScheduledJobController],
      providers: [
        { provide: SchedulingOptions, useValue: Object.assign(new SchedulingOptions(), options) },
        Jobs,
        JobRunner,
        ScheduledJobRepository,
        ScheduledJobService,
      ],
      exports: [ScheduledJobService, SchedulingOptions],
    };
  }
}

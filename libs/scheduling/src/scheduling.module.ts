import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Jobs } from './job/job-plugin.js';
import { JobRunner } from './job/job-runner.js';
import { ScheduledJobController } from './job/scheduled-job.controller.js';
import { ScheduledJobService, SchedulingOptions } from './job/scheduled-job.service.js';

@Global()
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
        ScheduledJobService,
      ],
      exports: [ScheduledJobService, SchedulingOptions],
    };
  }
}

export { type Job, JobIncomplete, type JobMeta, JobPlugin, Jobs } from './job/job-plugin.js';
export { ScheduledJob, ScheduledJobRun } from './job/scheduled-job.entity.js';
export { ScheduledJobService } from './job/scheduled-job.service.js';
export { SchedulingOptions } from './scheduling-options.js';
export { SchedulingModule } from './scheduling.module.js';

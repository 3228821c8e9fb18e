export * from './job/job-plugin.js';
export * from './job/scheduled-job.entity.js';
export * from './job/scheduled-job.service.js';
export * from './scheduling.module.js';
export * from './scheduling-options.js';

import { collection, date, json, nullable, oneOf, text } from '@facteur/platform';
import { JOB_STATUSES, RUN_STATUSES } from './scheduled-job.entity.js';

export const SCHEDULED_JOBS = collection({
  noun: 'scheduled job',
  from: '{scheduled_job} j',
  columns: {
    id: text('j.public_id'),
    job: text('j.job', 'Stays the same for ever'),
    name: text('j.name'),
    scheduling: text('j.scheduling', 'Cron: minute hour day month weekday'),
    timezone: text('j.timezone'),
    status: oneOf(JOB_STATUSES, 'j.status'),
    lastRunAt: nullable(date('j.last_run_at')),
    nextRunAt: nullable(date(`CASE WHEN j.status = 'Active' THEN j.next_run_at END`, 'Of an Active one')),
    createdAt: date('j.created_at'),
    modifiedAt: date('j.modified_at'),
  },
  search: ['name'],
  sortBy: 'name:ASC',
  tieBreak: 'j.id',
});

export const SCHEDULED_JOB_RUNS = collection({
  noun: 'run',
  from: '{scheduled_job_run} r',
  columns: {
    id: text('r.public_id'),
    status: oneOf(RUN_STATUSES, 'r.status'),
    trigger: text('r.trigger_kind', '`schedule` or `manual`'),
    startedAt: date('r.started_at'),
    finishedAt: nullable(date('r.finished_at')),
    summary: nullable(
      json<object>(
        'r.summary',
        { type: 'object', additionalProperties: true },
        'What came of it, as the job tells',
      ),
    ),
    error: nullable(text('r.error')),
  },
  search: ['error'],
  sortBy: 'startedAt:DESC',
  tieBreak: 'r.id DESC',
});

-- Printed from the code by `npm run generate`, for reading; ${…} is filled in there.
-- What differs between SQLite and MariaDB is in libs/platform/src/database/dialect.ts.

-- ==== libs/scheduling/src/job/scheduled-job-sql.ts

-- SCHEDULED_JOBS
FROM scheduled_job j

-- SCHEDULED_JOB_RUNS
FROM scheduled_job_run r


-- ==== libs/scheduling/src/job/scheduled-job.repository.ts

-- ScheduledJobRepository.addUnlessKnown
-- One that is known already stays as an admin set it.
INSERT INTO scheduled_job
  (public_id, created_at, modified_at, job, name, scheduling, timezone, status, next_run_at)
VALUES (?, ?, ?, ?, ?, ?, 'UTC', 'Active', ?)
${…}

-- ScheduledJobRepository.lastEnded
SELECT r.started_at AS at, r.status, r.error
FROM scheduled_job_run r
JOIN scheduled_job j ON j.id = r.job_id
WHERE j.job = ?
  AND r.status <> 'Running'
ORDER BY r.id DESC
LIMIT 1

-- ScheduledJobRepository.failRunning
-- Runs that a dead process left open.
UPDATE scheduled_job_run
SET status = 'Failed', finished_at = ?, error = ?
WHERE job_id = ?
  AND status = 'Running'

-- ScheduledJobRepository.forgetOldRuns
-- All runs of the job but so many of the newest.
SELECT id
FROM scheduled_job_run
WHERE job_id = ?
ORDER BY id DESC
LIMIT 1 OFFSET ${…}

-- ScheduledJobRepository.forgetOldRuns
-- All runs of the job but so many of the newest.
DELETE FROM scheduled_job_run
WHERE job_id = ?
  AND id <= ?

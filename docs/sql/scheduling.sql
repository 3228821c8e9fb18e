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

-- ScheduledJobRepository.claim
-- @returns false while another runner has it.
UPDATE scheduled_job
SET running_token = ?, running_until = ?, last_run_at = ?, next_run_at = ?
WHERE id = ?
  AND (running_token IS NULL OR running_until < ? OR running_token = ?)

-- ScheduledJobRepository.renew
UPDATE scheduled_job
SET running_until = ?
WHERE id = ?
  AND running_token = ?

-- ScheduledJobRepository.release
UPDATE scheduled_job
SET running_token = NULL, running_until = NULL
WHERE id = ?
  AND running_token = ?

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
